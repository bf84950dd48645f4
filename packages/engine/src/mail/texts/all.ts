import { createTexts } from "@abide/policy";
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

/** The languages of what stands around a mail, and of the page that its unsubscribe link leads to. One more is one more file and its line here. */
export const mailTexts = { ar, cs, da, de, en, es, fr, it, ja, nb, nl, pl, pt, sv, uk, zh };

export const toMailTexts = createTexts(mailTexts);
