import type { Language } from "@abide/policy";

/** What the frame of a mail and the page behind its way out say. */
export interface MailTexts {
  readonly language: Language;
  readonly why: string;
  readonly purpose: string;
  readonly unsubscribe: string;
  readonly policy: string;
  readonly title: string;
  readonly asks: string;
  readonly stop: string;
  readonly stopped: string;
  readonly stoppedSays: string;
  readonly stays: string;
  readonly back: string;
  readonly backTitle: string;
  readonly backAsks: string;
  readonly resume: string;
  readonly resumed: string;
  readonly resumedSays: string;
  readonly wrong: string;
  readonly wrongSays: string;
}

const en: MailTexts = {
  language: "en",
  why: "Why you get this mail",
  purpose: "We use your address to {says}.",
  unsubscribe: "Unsubscribe",
  policy: "Privacy policy",
  title: "Unsubscribe",
  asks: "“{list}” goes to this address. One press, and nothing more of it is sent.",
  stop: "Unsubscribe",
  stopped: "You are unsubscribed",
  stoppedSays: "Nothing more of “{list}” is sent to this address. What is on its way may still arrive.",
  stays: "Mail about something that you asked for, or that we have to tell you, is not part of it.",
  back: "That was a mistake",
  backTitle: "Receive it again?",
  backAsks: "“{list}” would go to this address again, as before.",
  resume: "Yes, send it again",
  resumed: "You receive it again",
  resumedSays: "“{list}” goes to this address again. Every mail of it carries the link that ends it.",
  wrong: "This link is not one of ours",
  wrongSays: "Part of it is missing, perhaps at a line break. Open it from the mail again, or write to {contact}.",
};

const de: MailTexts = {
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

const all: { readonly [language: Language]: MailTexts } = { en, de };

/** The texts in `language`, or in English. */
export function toMailTexts(language: Language): MailTexts {
  return all[language] ?? all[language.split("-")[0]!] ?? en;
}

/** `text` with what stands in braces put in. */
export function fill(text: string, values: { readonly [name: string]: string }): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
