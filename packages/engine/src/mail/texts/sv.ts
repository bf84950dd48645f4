import type { MailTexts } from "./texts.ts";

export const sv: MailTexts = {
  language: "sv",
  why: "Varför du får det här mejlet",
  purpose: "Vad vi använder din adress till: {says}.",
  unsubscribe: "Avsluta utskicken",
  policy: "Integritetspolicy",
  title: "Avsluta utskicken",
  asks: "”{list}” går till den här adressen. Ett tryck, och inget mer av det skickas.",
  stop: "Avsluta utskicken",
  stopped: "Utskicken är avslutade",
  stoppedSays: "Inget mer av ”{list}” skickas till den här adressen. Det som är på väg kan ännu komma fram.",
  stays: "Mejl om något som du har bett om, eller som vi är skyldiga att skicka, hör inte dit.",
  back: "Det var ett misstag",
  backTitle: "Få det igen?",
  backAsks: "”{list}” skulle gå till den här adressen igen, som förut.",
  resume: "Ja, skicka igen",
  resumed: "Du får det igen",
  resumedSays: "”{list}” går till den här adressen igen. I varje mejl finns länken som avslutar det.",
  wrong: "Den här länken är inte vår",
  wrongSays: "En del av den saknas, kanske vid en radbrytning. Öppna den från mejlet igen, eller skriv till {contact}.",
};
