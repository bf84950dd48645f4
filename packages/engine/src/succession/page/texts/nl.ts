import type { SuccessionPageTexts } from "./en.ts";

export const nl: SuccessionPageTexts = {
  title: "Overdracht aan een opvolger",
  cancelled: "Deze overdracht gaat niet door.",
  transferred: "Wat over u wordt bewaard, is overgedragen aan {to}.",
  objectThere: "U kunt daar bezwaar maken en het ons vragen:",
  objected: "U hebt bezwaar gemaakt.",
  notTransferred: "Er is niets over u overgedragen aan {to}.",
  objectionKept: "Uw bezwaar is vastgelegd. Wat over u wordt bewaard, wordt niet overgedragen.",
  waiting: "Wat over u wordt bewaard, gaat van {from} naar {to}, voor dezelfde doelen. Het is daar nog niet opgehaald.",
  planned: "Op {on} draagt {from} wat over u wordt bewaard over aan {to}, voor dezelfde doelen.",
  untilThen: "Tot dan kunt u bezwaar maken zonder reden te geven. Uw gegevens blijven dan achterwege.",
  object: "Bezwaar maken tegen de overdracht",
};
