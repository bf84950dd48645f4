import type { MailTexts } from "./texts.ts";

export const es: MailTexts = {
  language: "es",
  why: "Por qué recibe este correo",
  purpose: "Para qué usamos su dirección: {says}.",
  unsubscribe: "Darse de baja",
  policy: "Política de privacidad",
  title: "Darse de baja",
  asks: "«{list}» se envía a esta dirección. Con pulsar una vez no llega nada más.",
  stop: "Darse de baja",
  stopped: "Se ha dado de baja",
  stoppedSays: "A esta dirección ya no se envía nada de «{list}». Lo que está en camino aún puede llegar.",
  stays: "Los correos sobre algo que usted pidió, o que le debemos, no forman parte de ello.",
  back: "Ha sido un error",
  backTitle: "¿Recibirlo de nuevo?",
  backAsks: "«{list}» se enviaría de nuevo a esta dirección, como antes.",
  resume: "Sí, enviarlo de nuevo",
  resumed: "Lo recibe de nuevo",
  resumedSays: "«{list}» se envía de nuevo a esta dirección. Cada uno de esos correos lleva el enlace que le pone fin.",
  wrong: "Este enlace no es nuestro",
  wrongSays: "Falta una parte, quizá en un salto de línea. Ábralo de nuevo desde el correo o escriba a {contact}.",
};
