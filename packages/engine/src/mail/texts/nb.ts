import type { MailTexts } from "./texts.ts";

export const nb: MailTexts = {
  language: "nb",
  why: "Hvorfor du får denne e-posten",
  purpose: "Hva vi bruker adressen din til: {says}.",
  unsubscribe: "Meld av",
  policy: "Personvernerklæring",
  title: "Meld av",
  asks: "«{list}» går til denne adressen. Ett trykk, og det kommer ikke mer av det.",
  stop: "Meld av",
  stopped: "Du er meldt av",
  stoppedSays: "Det sendes ikke mer av «{list}» til denne adressen. Det som er underveis, kan fortsatt komme fram.",
  stays: "E-post om noe du har bedt om, eller som vi skylder deg, hører ikke med.",
  also: "Du har også tillatt: …",
  only: "Trekk bare det tilbake",
  took: "Det er trukket tilbake",
  tookSays: "«{list}» sendes fortsatt til denne adressen, uten det.",
  back: "Det var en feil",
  backTitle: "Motta det igjen?",
  backAsks: "«{list}» ville gå til denne adressen igjen, som før.",
  resume: "Ja, send det igjen",
  resumed: "Du får det igjen",
  resumedSays: "«{list}» går til denne adressen igjen. I hver slik e-post står lenken som avslutter det.",
  wrong: "Denne lenken er ikke vår",
  wrongSays:
    "En del av den mangler, kanskje ved et linjeskift. Åpne den fra e-posten igjen, eller skriv til {contact}.",
};
