import type { PackagePageTexts } from "./en.ts";

export const lt: PackagePageTexts = {
  title: "Užantspauduotas paketas",
  says: "{controller} parengė paketą, skirtą: {recipient}. Jį galima paimti vieną kartą, iki {until}.",
  fetch: "Paimti paketą",
  once: "Tuo nuoroda išnaudota. Paketą parengęs asmuo gali duoti kitą.",
  openTitle: "Kaip jis atveriamas",
  openSays: "Raktu, kurį nurodėte, arba slaptafraze, kuri jums pasakyta, ir kol paketas galioja:",
  openPlain: "Programa „age“ tas pats dviem žingsniais:",
  openUntil:
    "Paties paketo raktą ši svetainė išduoda iki {until}, o paskui sunaikina. Ko iki tos dienos neatversite, liks uždaryta.",
  unknown: "Už šios nuorodos paketo nėra. Galbūt jį pakeitė naujesnis.",
  used: "Šis paketas šia nuoroda jau paimtas. Jei tai buvote ne jūs, iš karto pasakykite.",
  ended: "Šis paketas baigėsi. Jo failas ir raktas sunaikinti.",
  outdated: "Šis paketas buvo pasenęs ir sunaikintas dar nepaimtas. Jį reikia parengti iš naujo.",
  ask: "Padėti gali jį parengęs asmuo: {contact}",
};
