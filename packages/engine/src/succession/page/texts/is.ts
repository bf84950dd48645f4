import type { SuccessionPageTexts } from "./en.ts";

export const is: SuccessionPageTexts = {
  title: "Flutningur til arftaka",
  cancelled: "Þessi flutningur fer ekki fram.",
  transferred: "Það sem er geymt um þig var flutt til {to}.",
  objectThere: "Þú getur andmælt þar og spurt okkur:",
  objected: "Þú andmæltir.",
  notTransferred: "Ekkert um þig var flutt til {to}.",
  objectionKept: "Andmæli þín eru skráð. Það sem er geymt um þig er ekki flutt.",
  waiting: "Það sem er geymt um þig fer frá {from} til {to}, í sama tilgangi. Það hefur ekki enn verið sótt þar.",
  planned: "{on} flytur {from} það sem er geymt um þig til {to}, í sama tilgangi.",
  untilThen: "Fram að því getur þú andmælt án þess að gefa ástæðu. Gögnin þín eru þá skilin eftir.",
  object: "Andmæla flutningnum",
};
