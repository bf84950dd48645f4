import { createTexts } from "@abide/console";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toApplicationTexts = createTexts({ en, de });
export type ApplicationTexts = ReturnType<typeof toApplicationTexts>;
