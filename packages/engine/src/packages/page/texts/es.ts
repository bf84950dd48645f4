import type { PackagePageTexts } from "./en.ts";

export const es: PackagePageTexts = {
  title: "Un paquete sellado",
  says: "{controller} ha preparado un paquete para: {recipient}. Se puede recoger una vez, hasta el {until}.",
  fetch: "Recoger el paquete",
  once: "Con ello el enlace queda agotado. Quien preparó el paquete puede darle otro.",
  openTitle: "Cómo se abre",
  openSays: "Con la clave que usted indicó, o la frase de contraseña que se le comunicó, y mientras exista el paquete:",
  openPlain: "Con el programa age, lo mismo en dos pasos:",
  openUntil:
    "Este sitio entrega la clave propia del paquete hasta el {until} y después la destruye. Lo que no haya abierto para entonces quedará cerrado.",
  unknown: "No hay ningún paquete tras este enlace. Puede que lo haya sustituido uno más reciente.",
  used: "Este paquete ya se recogió con este enlace. Si no fue usted, dígalo de inmediato.",
  ended: "Este paquete ha terminado. Su archivo y su clave se han destruido.",
  outdated: "Este paquete estaba desfasado y se destruyó antes de recogerse. Hay que hacerlo de nuevo.",
  ask: "Quien lo preparó puede ayudarle: {contact}",
};
