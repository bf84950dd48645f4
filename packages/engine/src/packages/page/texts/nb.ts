import type { PackagePageTexts } from "./en.ts";

export const nb: PackagePageTexts = {
  title: "En forseglet pakke",
  says: "{controller} har satt sammen en pakke til: {recipient}. Den kan hentes én gang, til {until}.",
  fetch: "Hent pakken",
  once: "Med dette er lenken brukt opp. Den som laget pakken, kan gi deg en ny.",
  openTitle: "Slik åpnes den",
  openSays: "Med nøkkelen du oppga, eller passfrasen du fikk vite, og så lenge pakken finnes:",
  openPlain: "Med programmet age det samme i to trinn:",
  openUntil:
    "Pakkens egen nøkkel gis ut av dette nettstedet til {until} og ødelegges deretter. Det du ikke har åpnet innen da, forblir lukket.",
  unknown: "Det er ingen pakke bak denne lenken. Den kan være erstattet av en nyere.",
  used: "Denne pakken er allerede hentet med denne lenken. Var det ikke du, si fra med en gang.",
  ended: "Denne pakken er avsluttet. Filen og nøkkelen er ødelagt.",
  outdated: "Denne pakken var utdatert og ble ødelagt før den ble hentet. Den må lages på nytt.",
  ask: "Den som laget den, kan hjelpe: {contact}",
};
