import type { PackagePageTexts } from "./en.ts";

export const da: PackagePageTexts = {
  title: "En forseglet pakke",
  says: "{controller} har samlet en pakke til: {recipient}. Den kan hentes én gang, indtil {until}.",
  fetch: "Hent pakken",
  once: "Dermed er linket brugt op. Den, der har lavet pakken, kan give dig et andet.",
  openTitle: "Sådan åbnes den",
  openSays: "Med den nøgle, du har angivet, eller den adgangssætning, du har fået, og så længe pakken findes:",
  openPlain: "Med programmet age det samme i to trin:",
  openUntil:
    "Pakkens egen nøgle udleveres af dette websted indtil {until} og destrueres derefter. Det, du ikke har åbnet til den tid, forbliver lukket.",
  unknown: "Der er ingen pakke bag dette link. Den kan være erstattet af en nyere.",
  used: "Denne pakke er allerede hentet med dette link. Var det ikke dig, så sig det straks.",
  ended: "Denne pakke er ophørt. Filen og nøglen er destrueret.",
  outdated: "Denne pakke var forældet og blev destrueret, før den blev hentet. Den skal laves igen.",
  ask: "Den, der har lavet den, kan hjælpe: {contact}",
};
