import type { Language } from "@abide/policy";
import { en } from "./en.ts";
import type { Texts } from "./texts.ts";

/** The gate's languages. One more is one more file and its line here. */
export const languages = { en } satisfies { readonly [language: Language]: Texts };

/** Tags that mean a language that we have under another name. */
const names: { readonly [tag: string]: keyof typeof languages } = {};

/** The language, of those that the gate speaks, in which a page in `language` shows it: `"de-AT"` is shown `"de"`, Latin `"en"`. */
export function toSpoken(language: Language): keyof typeof languages {
  const base = language.toLowerCase().split("-")[0]!;
  const spoken = names[base] ?? base;
  return Object.hasOwn(languages, spoken) ? (spoken as keyof typeof languages) : "en";
}

/** The gate's sentences in `language`, in English where the gate does not speak it. */
export function toTexts(language: Language): Texts {
  return languages[toSpoken(language)];
}

const rightToLeft = ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"];

/** The direction that `language` is written in. */
export function toDirection(language: Language): "ltr" | "rtl" {
  return rightToLeft.includes(language.toLowerCase().split("-")[0]!) ? "rtl" : "ltr";
}
