import type { SuccessionPageTexts } from "./en.ts";

export const fi: SuccessionPageTexts = {
  title: "Siirto seuraajalle",
  cancelled: "Tätä siirtoa ei tehdä.",
  transferred: "Se, mitä sinusta säilytetään, on siirretty: {to}.",
  objectThere: "Voit vastustaa siellä ja kysyä meiltä:",
  objected: "Vastustit.",
  notTransferred: "Sinusta ei ole siirretty mitään: {to}.",
  objectionKept: "Vastustuksesi on kirjattu. Sitä, mitä sinusta säilytetään, ei siirretä.",
  waiting:
    "Se, mitä sinusta säilytetään, siirtyy samoihin tarkoituksiin: {from} → {to}. Sitä ei ole vielä noudettu sinne.",
  planned: "{on} {from} siirtää sen, mitä sinusta säilytetään, samoihin tarkoituksiin: {to}.",
  untilThen: "Siihen asti voit vastustaa perustelua antamatta. Tietosi jätetään silloin pois.",
  object: "Vastusta siirtoa",
};
