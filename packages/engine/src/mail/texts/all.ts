import type { Language } from "@abide/policy";
import { ar } from "./ar.ts";
import { cs } from "./cs.ts";
import { da } from "./da.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { nb } from "./nb.ts";
import { nl } from "./nl.ts";
import { pl } from "./pl.ts";
import { pt } from "./pt.ts";
import { sv } from "./sv.ts";
import { uk } from "./uk.ts";
import { zh } from "./zh.ts";
import type { MailTexts } from "./texts.ts";

/** Languages of the frame. A new one is a new file and a line here. */
export const mailTexts: { readonly [language: Language]: MailTexts } = {
  ar,
  cs,
  da,
  de,
  en,
  es,
  fr,
  it,
  ja,
  nb,
  nl,
  pl,
  pt,
  sv,
  uk,
  zh,
};

/** Tags that mean a language which is here under another name. */
const names: { readonly [tag: string]: string } = { nn: "nb", no: "nb" };

/** The texts in `language`, or in English. */
export function toMailTexts(language: Language): MailTexts {
  const base = language.toLowerCase().split("-")[0]!;
  const spoken = names[base] ?? base;
  return Object.hasOwn(mailTexts, spoken) ? mailTexts[spoken]! : en;
}

/** `text` with what stands in braces put in. */
export function fill(text: string, values: { readonly [name: string]: string }): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
