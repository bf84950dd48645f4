import type { MailTexts } from "./texts.ts";

export const lv: MailTexts = {
  language: "lv",
  why: "Kāpēc saņemat šo vēstuli",
  purpose: "Kam izmantojam jūsu adresi: {says}.",
  unsubscribe: "Atteikties",
  policy: "Privātuma politika",
  title: "Atteikšanās",
  asks: "Uz šo adresi sūta “{list}”. Viens spiediens, un nekas vairs no tā netiek sūtīts.",
  stop: "Atteikties",
  stopped: "Jūs esat atteicies",
  stoppedSays: "Uz šo adresi vairs nesūta neko no “{list}”. Kas jau ir ceļā, vēl var pienākt.",
  stays: "Vēstules par to, ko lūdzāt vai kas mums jāpaziņo, šeit nav ietvertas.",
  also: "Jūs atļāvāt mums arī: …",
  only: "Atsaukt tikai to",
  took: "Tas ir atsaukts",
  tookSays: "“{list}” joprojām sūta uz šo adresi, bez tā.",
  back: "Tā bija kļūda",
  backTitle: "Saņemt atkal?",
  backAsks: "“{list}” atkal sūtītu uz šo adresi, tāpat kā iepriekš.",
  resume: "Jā, sūtiet atkal",
  resumed: "Jūs to atkal saņemat",
  resumedSays: "“{list}” atkal sūta uz šo adresi. Katrā vēstulē ir saite, kas to izbeidz.",
  wrong: "Šī saite nav mūsu",
  wrongSays:
    "Trūkst tās daļas, varbūt pie rindas pārnesuma. Atveriet to no vēstules vēlreiz vai rakstiet uz {contact}.",
};
