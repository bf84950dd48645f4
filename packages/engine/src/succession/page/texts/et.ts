import type { SuccessionPageTexts } from "./en.ts";

export const et: SuccessionPageTexts = {
  title: "Üleandmine õigusjärglasele",
  cancelled: "Seda üleandmist ei toimu.",
  transferred: "See, mida teie kohta hoitakse, anti üle: {to}.",
  objectThere: "Seal saate esitada vastuväite ja meilt küsida:",
  objected: "Esitasite vastuväite.",
  notTransferred: "Teie kohta ei antud midagi üle: {to}.",
  objectionKept: "Teie vastuväide on kirjas. Seda, mida teie kohta hoitakse, üle ei anta.",
  waiting:
    "See, mida teie kohta hoitakse, läheb samadel eesmärkidel üle: {from} → {to}. Seal pole seda veel kätte võetud.",
  planned: "{on} annab {from} selle, mida teie kohta hoitakse, samadel eesmärkidel üle: {to}.",
  untilThen: "Seni saate esitada vastuväite põhjust nimetamata. Siis jäetakse teie andmed kõrvale.",
  object: "Esita üleandmisele vastuväide",
};
