import type { MailTexts } from "./texts.ts";

export const nl: MailTexts = {
  language: "nl",
  why: "Waarom u deze e-mail krijgt",
  purpose: "Waarvoor we uw adres gebruiken: {says}.",
  unsubscribe: "Uitschrijven",
  policy: "Privacyverklaring",
  title: "Uitschrijven",
  asks: "‘{list}’ gaat naar dit adres. Eén druk op de knop en er komt niets meer van.",
  stop: "Uitschrijven",
  stopped: "U bent uitgeschreven",
  stoppedSays: "Naar dit adres gaat niets meer van ‘{list}’. Wat onderweg is, kan nog aankomen.",
  stays: "E-mails over iets waar u om vroeg, of die wij u verschuldigd zijn, horen daar niet bij.",
  also: "U stond ons ook toe: …",
  only: "Alleen dat intrekken",
  took: "Dat is ingetrokken",
  tookSays: "‘{list}’ gaat nog steeds naar dit adres, zonder dat.",
  back: "Dat was een vergissing",
  backTitle: "Weer ontvangen?",
  backAsks: "‘{list}’ zou weer naar dit adres gaan, zoals voorheen.",
  resume: "Ja, weer sturen",
  resumed: "U ontvangt het weer",
  resumedSays: "‘{list}’ gaat weer naar dit adres. In elke e-mail ervan staat de link die het beëindigt.",
  wrong: "Deze link is niet van ons",
  wrongSays:
    "Er ontbreekt een deel, misschien bij een regeleinde. Open hem opnieuw vanuit de e-mail, of schrijf naar {contact}.",
};
