import type { SuccessionPageTexts } from "./en.ts";

export const nb: SuccessionPageTexts = {
  title: "Overføring til en etterfølger",
  cancelled: "Denne overføringen finner ikke sted.",
  transferred: "Det som lagres om deg, er overført til {to}.",
  objectThere: "Du kan protestere der og spørre oss:",
  objected: "Du protesterte.",
  notTransferred: "Ingenting om deg er overført til {to}.",
  objectionKept: "Protesten din er registrert. Det som lagres om deg, overføres ikke.",
  waiting:
    "Det som lagres om deg, går fra {from} til {to}, som fortsetter til de samme formålene. Det er ikke hentet der ennå.",
  planned: "Den {on} overfører {from} det som lagres om deg, til {to}, som fortsetter til de samme formålene.",
  untilThen: "Til da kan du protestere uten å oppgi grunn. Opplysningene dine holdes da utenfor.",
  object: "Protester mot overføringen",
};
