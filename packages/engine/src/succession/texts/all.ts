import { createTexts } from "@abide/console";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toSuccessionTexts = createTexts({ en, de });
export type SuccessionTexts = ReturnType<typeof toSuccessionTexts>;
