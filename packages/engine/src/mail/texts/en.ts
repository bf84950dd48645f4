import type { MailTexts } from "./texts.ts";

export const en: MailTexts = {
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
