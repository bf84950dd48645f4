import type { SuccessionPageTexts } from "./en.ts";

export const it: SuccessionPageTexts = {
  title: "Trasferimento a un successore",
  cancelled: "Questo trasferimento non avrà luogo.",
  transferred: "Ciò che è conservato su di lei è stato trasferito a {to}.",
  objectThere: "Può opporsi lì e chiedere a noi:",
  objected: "Lei si è opposto.",
  notTransferred: "Nulla su di lei è stato trasferito a {to}.",
  objectionKept: "La sua opposizione è registrata. Ciò che è conservato su di lei non viene trasferito.",
  waiting:
    "Ciò che è conservato su di lei passa da {from} a {to}, che prosegue per gli stessi scopi. Lì non è ancora stato ritirato.",
  planned: "Il {on}, {from} trasferisce ciò che è conservato su di lei a {to}, che prosegue per gli stessi scopi.",
  untilThen: "Fino ad allora può opporsi senza indicarne il motivo. I suoi dati restano allora esclusi.",
  object: "Opporsi al trasferimento",
};
