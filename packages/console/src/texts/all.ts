import { createTexts } from "@abide/policy";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toKitTexts = createTexts({ en, de });
