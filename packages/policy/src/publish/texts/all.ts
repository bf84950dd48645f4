import type { Language } from "../../words/text.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { NoticeTexts } from "./texts.ts";

/** The languages that the page can be printed in. A new one is a file beside this one and its name in this list. */
const all: readonly NoticeTexts[] = [en, de];

/** The texts in `language`, or in its language without region; undefined where there are none. */
export function toNoticeTexts(language: Language): NoticeTexts | undefined {
  const wanted = language.toLowerCase();
  return (
    all.find((texts) => texts.language.toLowerCase() === wanted) ??
    all.find((texts) => texts.language.toLowerCase() === wanted.split("-")[0])
  );
}

/** Those of the policy's languages that the page can be printed in; English where it is none of them. */
export function toNoticeLanguages(policy: { readonly languages: readonly Language[] }): [Language, ...Language[]] {
  const [first, ...rest] = policy.languages.filter((language) => toNoticeTexts(language) !== undefined);
  return first === undefined ? ["en"] : [first, ...rest];
}
