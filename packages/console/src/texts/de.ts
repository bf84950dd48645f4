import type { KitTexts } from "./en.ts";

export const de: KitTexts = {
  console: "Konsole",
  skip: "Zum Inhalt springen",
  pages: "Seiten der Konsole",
  overview: "Übersicht",
  account: "Konto",
  menu: "Alle Seiten",
  signOut: "Abmelden",
  signedIn: "Angemeldet als {name}",
  languages: "Sprache der Konsole",
  policyInForce: "Geltende Erklärung",
  problems: "Bitte sehen Sie sich das noch einmal an",
  optional: "freiwillig",
  newer: "Neuere",
  older: "Ältere",
  pager: "Mehr von der Liste",
  none: "Hier ist nichts.",
};
