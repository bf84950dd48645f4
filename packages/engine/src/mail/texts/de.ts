import type { MailTexts } from "./texts.ts";

export const de: MailTexts = {
  language: "de",
  why: "Warum Sie diese E-Mail erhalten",
  purpose: "Wozu wir Ihre Adresse nutzen: {says}.",
  unsubscribe: "Abmelden",
  policy: "Datenschutzerklärung",
  title: "Abmelden",
  asks: "«{list}» geht an diese Adresse. Ein Druck, und es kommt nichts mehr davon.",
  stop: "Abmelden",
  stopped: "Sie sind abgemeldet",
  stoppedSays: "An diese Adresse geht nichts mehr von «{list}». Was unterwegs ist, kann noch eintreffen.",
  stays: "E-Mails zu etwas, worum Sie gebeten haben, oder die wir Ihnen schulden, gehören nicht dazu.",
  also: "Sie haben uns ausserdem erlaubt: …",
  only: "Nur das zurücknehmen",
  took: "Das ist zurückgenommen",
  tookSays: "«{list}» geht weiter an diese Adresse, ohne das.",
  back: "Das war ein Versehen",
  backTitle: "Wieder erhalten?",
  backAsks: "«{list}» ginge wieder an diese Adresse, wie zuvor.",
  resume: "Ja, wieder schicken",
  resumed: "Sie erhalten es wieder",
  resumedSays: "«{list}» geht wieder an diese Adresse. In jeder dieser E-Mails steht der Link, der es beendet.",
  wrong: "Dieser Link ist keiner von uns",
  wrongSays:
    "Ein Teil davon fehlt, vielleicht an einem Zeilenumbruch. Öffnen Sie ihn aus der E-Mail noch einmal, oder schreiben Sie an {contact}.",
};
