import type { SuccessionPageTexts } from "./en.ts";

export const sk: SuccessionPageTexts = {
  title: "Prevod na nástupcu",
  cancelled: "Tento prevod sa neuskutoční.",
  transferred: "Čo sa o vás uchováva, bolo prevedené na {to}.",
  objectThere: "Tam môžete namietať a nás sa môžete opýtať:",
  objected: "Namietali ste.",
  notTransferred: "Na {to} nebolo o vás prevedené nič.",
  objectionKept: "Vaša námietka je zaznamenaná. Čo sa o vás uchováva, sa neprevádza.",
  waiting: "Čo sa o vás uchováva, prechádza z {from} na {to}, na rovnaké účely. Tam to zatiaľ nebolo vyzdvihnuté.",
  planned: "Dňa {on} prevádza {from} to, čo sa o vás uchováva, na {to}, na rovnaké účely.",
  untilThen: "Dovtedy môžete namietať bez udania dôvodu. Vaše údaje sa potom vynechajú.",
  object: "Namietať proti prevodu",
};
