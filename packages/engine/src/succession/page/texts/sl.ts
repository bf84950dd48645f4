import type { SuccessionPageTexts } from "./en.ts";

export const sl: SuccessionPageTexts = {
  title: "Prenos na naslednika",
  cancelled: "Tega prenosa ne bo.",
  transferred: "Kar se hrani o vas, je bilo preneseno na {to}.",
  objectThere: "Tam lahko ugovarjate, nas pa lahko vprašate:",
  objected: "Ugovarjali ste.",
  notTransferred: "Na {to} ni bilo o vas preneseno nič.",
  objectionKept: "Vaš ugovor je zabeležen. Kar se hrani o vas, se ne prenese.",
  waiting: "Kar se hrani o vas, prehaja z {from} na {to}, za iste namene. Tam še ni bilo prevzeto.",
  planned: "Dne {on} {from} prenaša, kar se hrani o vas, na {to}, za iste namene.",
  untilThen: "Do takrat lahko ugovarjate brez navedbe razloga. Vaši podatki so potem izpuščeni.",
  object: "Ugovarjaj prenosu",
};
