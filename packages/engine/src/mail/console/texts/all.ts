import { createTexts } from "@abide/console";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toMailTexts = createTexts({ en, de });
export type MailTexts = ReturnType<typeof toMailTexts>;
