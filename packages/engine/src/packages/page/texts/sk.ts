import type { PackagePageTexts } from "./en.ts";

export const sk: PackagePageTexts = {
  title: "Zapečatený balík",
  says: "{controller} pripravuje balík pre: {recipient}. Dá sa vyzdvihnúť raz, do {until}.",
  fetch: "Vyzdvihnúť balík",
  once: "Tým je odkaz spotrebovaný. Kto balík pripravil, môže vám dať iný.",
  openTitle: "Ako sa otvára",
  openSays: "Kľúčom, ktorý ste uviedli, alebo heslovou frázou, ktorú vám oznámili, a kým balík trvá:",
  openPlain: "Programom age to isté v dvoch krokoch:",
  openUntil:
    "Vlastný kľúč balíka tento web vydáva do {until} a potom ho zničí. Čo dovtedy neotvoríte, ostane zatvorené.",
  unknown: "Za týmto odkazom nie je žiadny balík. Možno ho nahradil novší.",
  used: "Tento balík už bol týmto odkazom vyzdvihnutý. Ak ste to neboli vy, ihneď to povedzte.",
  ended: "Tento balík skončil. Jeho súbor a kľúč sú zničené.",
  outdated: "Tento balík bol zastaraný a zničil sa skôr, než bol vyzdvihnutý. Treba ho pripraviť znova.",
  ask: "Pomôže ten, kto ho pripravil: {contact}",
};
