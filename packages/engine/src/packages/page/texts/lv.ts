import type { PackagePageTexts } from "./en.ts";

export const lv: PackagePageTexts = {
  title: "Aizzīmogota pakotne",
  says: "{controller} ir sagatavojis pakotni: {recipient}. To var saņemt vienreiz, līdz {until}.",
  fetch: "Saņemt pakotni",
  once: "Ar to saite ir izlietota. Tas, kas sagatavoja pakotni, var jums dot citu.",
  openTitle: "Kā to atver",
  openSays: "Ar atslēgu, ko nosaucāt, vai paroles frāzi, kas jums pateikta, un kamēr pakotne pastāv:",
  openPlain: "Ar programmu age tas pats divos soļos:",
  openUntil:
    "Pakotnes pašas atslēgu šī vietne izsniedz līdz {until} un pēc tam iznīcina. Ko līdz tai dienai neatvērsiet, paliks slēgts.",
  unknown: "Aiz šīs saites pakotnes nav. Varbūt to aizstājusi jaunāka.",
  used: "Šī pakotne ar šo saiti jau ir saņemta. Ja tas nebijāt jūs, sakiet to uzreiz.",
  ended: "Šī pakotne ir beigusies. Tās fails un atslēga ir iznīcināti.",
  outdated: "Šī pakotne bija novecojusi un tika iznīcināta, pirms to saņēma. Tā jāsagatavo no jauna.",
  ask: "Palīdzēt var tas, kas to sagatavoja: {contact}",
};
