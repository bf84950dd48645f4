import type { Language } from "@abide/policy";
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { PageTexts } from "./texts.ts";

/** The languages of Abide's own pages. A new one is a file beside this one and its name in this list. */
const all: readonly PageTexts[] = [en, de];

/** The texts in `language` or in its language without region; in English where there are none. */
export function toPageTexts(language: Language): PageTexts {
  const wanted = language.toLowerCase().split("-")[0];
  return all.find((texts) => texts.language === wanted) ?? en;
}
