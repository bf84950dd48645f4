import type { SuccessionPageTexts } from "./en.ts";

export const da: SuccessionPageTexts = {
  title: "Overførsel til en efterfølger",
  cancelled: "Denne overførsel finder ikke sted.",
  transferred: "Det, der gemmes om dig, er overført til {to}.",
  objectThere: "Du kan gøre indsigelse der og spørge os:",
  objected: "Du har gjort indsigelse.",
  notTransferred: "Intet om dig er overført til {to}.",
  objectionKept: "Din indsigelse er registreret. Det, der gemmes om dig, overføres ikke.",
  waiting:
    "Det, der gemmes om dig, går fra {from} til {to}, som fortsætter til de samme formål. Det er endnu ikke hentet der.",
  planned: "Den {on} overfører {from} det, der gemmes om dig, til {to}, som fortsætter til de samme formål.",
  untilThen: "Indtil da kan du gøre indsigelse uden at give en grund. Dine data holdes da udenfor.",
  object: "Gør indsigelse mod overførslen",
};
