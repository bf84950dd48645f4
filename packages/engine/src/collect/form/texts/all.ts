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
import type { FormTexts } from "./texts.ts";

/** The languages that a form speaks. One more is one more file and its line here. */
export const formLanguages: readonly FormTexts[] = [ar, cs, da, de, en, es, fr, it, ja, nb, nl, pl, pt, sv, uk, zh];

/** Tags that mean a language which is here under another name. */
const names: { readonly [tag: string]: string } = { nn: "nb", no: "nb" };

/** What a form says in `language`, in English where it does not speak it. */
export function toFormTexts(language: Language): FormTexts {
  const base = language.toLowerCase().split("-")[0]!;
  const spoken = Object.hasOwn(names, base) ? names[base]! : base;
  return formLanguages.find((texts) => texts.language === spoken) ?? en;
}
