import type { MailTexts } from "./texts.ts";

export const ro: MailTexts = {
  language: "ro",
  why: "De ce primiți acest e-mail",
  purpose: "La ce folosim adresa dumneavoastră: {says}.",
  unsubscribe: "Dezabonare",
  policy: "Politica de confidențialitate",
  title: "Dezabonare",
  asks: "„{list}” se trimite la această adresă. O apăsare și nu se mai trimite nimic.",
  stop: "Dezabonare",
  stopped: "V-ați dezabonat",
  stoppedSays: "Nimic din „{list}” nu se mai trimite la această adresă. Ce este pe drum mai poate ajunge.",
  stays: "Mesajele despre ceva ce ați cerut sau pe care trebuie să vi le trimitem nu fac parte din aceasta.",
  also: "Ne-ați permis și: …",
  only: "Retrage numai aceasta",
  took: "Aceasta a fost retrasă",
  tookSays: "„{list}” se trimite în continuare la această adresă, fără aceasta.",
  back: "A fost o greșeală",
  backTitle: "Să o primiți din nou?",
  backAsks: "„{list}” s-ar trimite din nou la această adresă, ca înainte.",
  resume: "Da, trimiteți din nou",
  resumed: "O primiți din nou",
  resumedSays: "„{list}” se trimite din nou la această adresă. Fiecare mesaj conține linkul care o încheie.",
  wrong: "Acest link nu este al nostru",
  wrongSays:
    "Lipsește o parte din el, poate la un sfârșit de rând. Deschideți-l din nou din e-mail sau scrieți la {contact}.",
};
