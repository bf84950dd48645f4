import { personal as disclosures } from "./disclosures/personal.ts";
import { personal as mail } from "./mail/personal.ts";
import { personal as outbox } from "./outbox/personal.ts";
import { personal as packages } from "./packages/personal.ts";
import { personal as records } from "./records/personal.ts";
import { personal as staff } from "./staff/personal.ts";
import { personal as subjects } from "./subjects/personal.ts";
import { personal as succession } from "./succession/personal.ts";

/** Everything that holds data about people. */
export const personalData = { subjects, records, outbox, disclosures, mail, staff, packages, succession };
