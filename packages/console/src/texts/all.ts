import { createTexts } from "../texts.ts";
import { de } from "./de.ts";
import { en, type KitTexts } from "./en.ts";

export const toKitTexts = createTexts<KitTexts>({ en, de });
