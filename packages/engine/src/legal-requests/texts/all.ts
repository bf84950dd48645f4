import { createTexts } from "@abide/console";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toLegalRequestTexts = createTexts({ en, de });
export type LegalRequestTexts = ReturnType<typeof toLegalRequestTexts>;
