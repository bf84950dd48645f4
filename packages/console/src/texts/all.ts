import { createTexts } from "../texts.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toKitTexts = createTexts({ en, de });
