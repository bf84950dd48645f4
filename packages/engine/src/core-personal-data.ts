import { personal as outbox } from "./outbox/personal.ts";
import { personal as records } from "./records/personal.ts";
import { personal as staff } from "./staff/personal.ts";
import { personal as subjects } from "./subjects/personal.ts";
import type { PersonalData } from "./subjects/personal-data.ts";

/** What the core itself holds about people. Features say so themselves. */
export const corePersonalData: readonly PersonalData[] = [subjects, records, outbox, staff];
