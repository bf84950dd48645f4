import type { Texts } from "./texts.ts";

export const es: Texts = {
  ask: "¿Podemos utilizar cookies y tecnologías similares para estos fines: {purposes}?",
  asksAgain: "Nuestra política ha cambiado desde su elección, por lo que volvemos a preguntarle.",
  difference: "Ver qué ha cambiado",
  accept: "Aceptar todo",
  reject: "Rechazar todo",
  details: "Detalles y opciones",

  title: "Opciones de privacidad",
  intro:
    "Aquí decide usted qué puede ejecutarse en su navegador en este sitio web. Nada opcional se ejecuta sin su permiso, y puede cambiar de opinión en cualquier momento.",
  withdraw: "Para retirar su consentimiento, pulse «{reject}». Lo que se haya guardado en su dispositivo se eliminará.",
  close: "Cerrar",
  save: "Guardar selección",

  now: "Su elección actual",
  noChoice: "Todavía no ha elegido. No se ejecuta nada opcional.",
  chosenOn: "Fecha de la elección",
  allowed: "Rastreadores permitidos",
  of: "{some} de {all}",
  keptUntil: "Se conserva hasta",
  version: "Versión de la política",
  receipt: "Justificante",

  all: "Todos permitidos",
  mixed: "Algunos permitidos",
  none: "Ninguno permitido",
  whole: "Permitir todo: {purpose}",
  nothingOptional: "Este sitio web no utiliza nada opcional, así que no hay nada que elegir.",
  necessary: "Estrictamente necesarios",
  always: "Siempre activo",

  recipient: "Destinatario",
  ourselves: "este sitio web",
  recipientPolicy: "Política de privacidad del destinatario",
  optOut: "Exclusión ante el destinatario",
  life: "Duración máxima",
  stores: "Guardado en su dispositivo",
  storesNothing: "Nada",
  cookie: "Cookie",
  local: "Almacenamiento local",
  session: "Almacenamiento de sesión",
  indexeddb: "Base de datos",
  cache: "Caché",
  untilClosed: "hasta cerrar el navegador",
  untilDeleted: "hasta que se elimine",

  sending: "Enviando su elección…",
  kept: "Su elección se ha guardado.",
  waits:
    "Su elección se ha guardado. Surtirá efecto cuando se recargue la página; no la hemos recargado porque hay un formulario a medio rellenar.",
  again: "Recargar ahora",
  failed: "No se ha podido guardar su elección. Nada ha cambiado. Inténtelo de nuevo.",

  signals: "Señales de su navegador",
  honoured: "Solicitud de exclusión respetada: {signal}",
  outweighed: "Usted eligió mientras su navegador enviaba esta señal, por lo que prevalece su elección.",
  refuses: "Equivale a rechazar todo lo opcional.",
  ignores: "Este sitio web no actúa en función de ella.",
  sent: "Su navegador la envía.",
  notSent: "Su navegador no la envía.",

  optOuts: "Exclusión a través del sector publicitario",
  optOutsSays:
    "En estas páginas puede rechazar la publicidad basada en intereses de muchas empresas a la vez. Son un complemento: aquí basta con rechazar. Es posible que siga viendo publicidad que no se basa en sus intereses.",
  browser: "Cookies en su navegador",
  browserSays:
    "En los ajustes de cualquier navegador puede ver, bloquear y eliminar las cookies. Si bloquea las estrictamente necesarias, es posible que algunas partes de este sitio web no funcionen.",
  policy: "Política de privacidad",

  held: "No cargado: {title}",
  holds: "Si muestra este contenido, su dirección IP y la dirección de esta página se envían a: {recipient}.",
  show: "Permitir y mostrar",
  open: "Abrir en el origen",
};
