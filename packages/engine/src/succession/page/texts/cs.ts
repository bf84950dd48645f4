import type { SuccessionPageTexts } from "./en.ts";

export const cs: SuccessionPageTexts = {
  title: "Převod na nástupce",
  cancelled: "Tento převod se neuskuteční.",
  transferred: "Co se o vás uchovává, bylo převedeno na {to}.",
  objectThere: "Tam můžete vznést námitku a nás se můžete zeptat:",
  objected: "Vznesli jste námitku.",
  notTransferred: "Na {to} nebylo o vás převedeno nic.",
  objectionKept: "Vaše námitka je zaznamenána. Co se o vás uchovává, se nepřevádí.",
  waiting: "Co se o vás uchovává, přechází z {from} na {to}, pro stejné účely. Tam to zatím nebylo vyzvednuto.",
  planned: "Dne {on} převádí {from} to, co se o vás uchovává, na {to}, pro stejné účely.",
  untilThen: "Do té doby můžete vznést námitku bez udání důvodu. Vaše údaje jsou pak vynechány.",
  object: "Vznést námitku proti převodu",
};
