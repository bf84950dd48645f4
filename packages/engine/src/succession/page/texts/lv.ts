import type { SuccessionPageTexts } from "./en.ts";

export const lv: SuccessionPageTexts = {
  title: "Nodošana pēctecim",
  cancelled: "Šī nodošana nenotiks.",
  transferred: "Tas, kas par jums tiek glabāts, ir nodots: {to}.",
  objectThere: "Tur varat iebilst, un mums varat jautāt:",
  objected: "Jūs iebildāt.",
  notTransferred: "Nekas par jums nav nodots: {to}.",
  objectionKept: "Jūsu iebildums ir reģistrēts. Tas, kas par jums tiek glabāts, netiek nodots.",
  waiting: "Tas, kas par jums tiek glabāts, pāriet no {from} uz {to} tiem pašiem nolūkiem. Tur tas vēl nav saņemts.",
  planned: "{on} {from} nodod to, kas par jums tiek glabāts, {to} tiem pašiem nolūkiem.",
  untilThen: "Līdz tam varat iebilst, nenorādot iemeslu. Tad jūsu dati tiek atstāti malā.",
  object: "Iebilst pret nodošanu",
};
