import { createTexts } from "@abide/console";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toDisclosureTexts = createTexts({ en, de });
export type DisclosureTexts = ReturnType<typeof toDisclosureTexts>;
