import { createTexts } from "@abide/console";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toStaffTexts = createTexts({ en, de });
export type StaffTexts = ReturnType<typeof toStaffTexts>;
/** The languages that the console speaks. */
export type ConsoleLanguage = StaffTexts["language"];
