import type { SuccessionPageTexts } from "./en.ts";

export const hu: SuccessionPageTexts = {
  title: "Átadás jogutódnak",
  cancelled: "Ez az átadás nem történik meg.",
  transferred: "Amit Önről őriznek, azt átadták ide: {to}.",
  objectThere: "Ott tiltakozhat, tőlünk pedig kérdezhet:",
  objected: "Ön tiltakozott.",
  notTransferred: "Önről semmit nem adtak át ide: {to}.",
  objectionKept: "A tiltakozását feljegyeztük. Amit Önről őriznek, azt nem adják át.",
  waiting: "Amit Önről őriznek, ugyanazon célokra átkerül: {from} → {to}. Ott még nem vették át.",
  planned: "Ekkor: {on}, {from} ugyanazon célokra átadja, amit Önről őriz, ide: {to}.",
  untilThen: "Addig indokolás nélkül tiltakozhat. Az adatai akkor kimaradnak.",
  object: "Tiltakozás az átadás ellen",
};
