import type { PackagePageTexts } from "./en.ts";

export const hu: PackagePageTexts = {
  title: "Lepecsételt csomag",
  says: "{controller} csomagot állított össze, címzettje: {recipient}. Egyszer vehető át, eddig: {until}.",
  fetch: "Csomag átvétele",
  once: "Ezzel a hivatkozás elhasználódott. A csomag készítője adhat egy másikat.",
  openTitle: "Így nyitható ki",
  openSays: "Az Ön által megadott kulccsal vagy a közölt jelmondattal, amíg a csomag létezik:",
  openPlain: "Az age programmal ugyanez két lépésben:",
  openUntil:
    "A csomag saját kulcsát ez a webhely eddig adja ki: {until}, utána megsemmisíti. Amit addig nem nyit ki, az zárva marad.",
  unknown: "E hivatkozás mögött nincs csomag. Lehet, hogy egy újabb váltotta fel.",
  used: "Ezt a csomagot ezzel a hivatkozással már átvették. Ha nem Ön volt, azonnal szóljon.",
  ended: "Ez a csomag véget ért. A fájlja és a kulcsa megsemmisült.",
  outdated: "Ez a csomag elavult volt, és átvétel előtt megsemmisült. Újra el kell készíteni.",
  ask: "A készítője tud segíteni: {contact}",
};
