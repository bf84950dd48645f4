import { createTexts } from "@abide/policy";
import { de } from "./de.ts";
import { en } from "./en.ts";

/** The texts of Abide's own pages. A new language is a file beside this one and its name here. */
export const toPageTexts = createTexts({ en, de });
