import type { MailTexts } from "./texts.ts";

export const it: MailTexts = {
  language: "it",
  why: "Perché riceve questa e-mail",
  purpose: "A che cosa serve il suo indirizzo: {says}.",
  unsubscribe: "Annulla l’iscrizione",
  policy: "Informativa sulla privacy",
  title: "Annulla l’iscrizione",
  asks: "«{list}» arriva a questo indirizzo. Basta premere una volta e non arriva più nulla.",
  stop: "Annulla l’iscrizione",
  stopped: "L’iscrizione è annullata",
  stoppedSays: "A questo indirizzo non si invia più nulla di «{list}». Ciò che è in viaggio può ancora arrivare.",
  stays: "Le e-mail su qualcosa che ha chiesto, o che le dobbiamo, non ne fanno parte.",
  back: "È stato un errore",
  backTitle: "Riceverlo di nuovo?",
  backAsks: "«{list}» tornerebbe a questo indirizzo, come prima.",
  resume: "Sì, inviarlo di nuovo",
  resumed: "Lo riceve di nuovo",
  resumedSays: "«{list}» arriva di nuovo a questo indirizzo. Ogni e-mail porta il link che vi pone fine.",
  wrong: "Questo link non è nostro",
  wrongSays: "Ne manca una parte, forse a un a capo. Lo apra di nuovo dall’e-mail o scriva a {contact}.",
};
