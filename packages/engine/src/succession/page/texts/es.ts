import type { SuccessionPageTexts } from "./en.ts";

export const es: SuccessionPageTexts = {
  title: "Transferencia a un sucesor",
  cancelled: "Esta transferencia no se realizará.",
  transferred: "Lo que se conserva sobre usted se transfirió a {to}.",
  objectThere: "Puede oponerse allí y preguntarnos:",
  objected: "Usted se opuso.",
  notTransferred: "Nada sobre usted se transfirió a {to}.",
  objectionKept: "Su oposición ha quedado registrada. Lo que se conserva sobre usted no se transfiere.",
  waiting:
    "Lo que se conserva sobre usted pasa de {from} a {to}, que continúa con los mismos fines. Allí todavía no se ha recogido.",
  planned: "El {on}, {from} transfiere lo que se conserva sobre usted a {to}, que continúa con los mismos fines.",
  untilThen: "Hasta entonces puede oponerse sin dar motivo. Sus datos quedan entonces fuera.",
  object: "Oponerse a la transferencia",
};
