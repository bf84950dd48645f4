import { createTexts } from "@abide/policy";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toAnswerTexts = createTexts({ de, en });
