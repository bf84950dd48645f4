import type { MailTexts } from "./texts.ts";

export const da: MailTexts = {
  language: "da",
  why: "Hvorfor du får denne mail",
  purpose: "Hvad vi bruger din adresse til: {says}.",
  unsubscribe: "Afmeld",
  policy: "Privatlivspolitik",
  title: "Afmeld",
  asks: "»{list}« går til denne adresse. Ét tryk, og der kommer ikke mere af det.",
  stop: "Afmeld",
  stopped: "Du er afmeldt",
  stoppedSays: "Der sendes ikke mere af »{list}« til denne adresse. Det, der er undervejs, kan stadig nå frem.",
  stays: "Mails om noget, du har bedt om, eller som vi skylder dig, hører ikke med.",
  back: "Det var en fejl",
  backTitle: "Modtage det igen?",
  backAsks: "»{list}« ville gå til denne adresse igen, som før.",
  resume: "Ja, send det igen",
  resumed: "Du får det igen",
  resumedSays: "»{list}« går til denne adresse igen. I hver af disse mails står det link, der afslutter det.",
  wrong: "Dette link er ikke vores",
  wrongSays: "En del af det mangler, måske ved et linjeskift. Åbn det fra mailen igen, eller skriv til {contact}.",
};
