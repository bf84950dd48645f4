import type { SuccessionPageTexts } from "./en.ts";

export const sv: SuccessionPageTexts = {
  title: "Överföring till en efterträdare",
  cancelled: "Den här överföringen blir inte av.",
  transferred: "Det som sparas om dig har överförts till {to}.",
  objectThere: "Du kan invända där och fråga oss:",
  objected: "Du har invänt.",
  notTransferred: "Inget om dig har överförts till {to}.",
  objectionKept: "Din invändning är registrerad. Det som sparas om dig överförs inte.",
  waiting:
    "Det som sparas om dig går från {from} till {to}, som fortsätter för samma ändamål. Det har inte hämtats där än.",
  planned: "Den {on} överför {from} det som sparas om dig till {to}, som fortsätter för samma ändamål.",
  untilThen: "Fram till dess kan du invända utan att ange skäl. Dina uppgifter lämnas då utanför.",
  object: "Invänd mot överföringen",
};
