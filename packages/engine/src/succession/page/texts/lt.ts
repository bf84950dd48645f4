import type { SuccessionPageTexts } from "./en.ts";

export const lt: SuccessionPageTexts = {
  title: "Perdavimas perėmėjui",
  cancelled: "Šis perdavimas neįvyks.",
  transferred: "Tai, kas apie jus saugoma, perduota: {to}.",
  objectThere: "Ten galite nesutikti, o mūsų galite paklausti:",
  objected: "Jūs nesutikote.",
  notTransferred: "Nieko apie jus neperduota: {to}.",
  objectionKept: "Jūsų nesutikimas užfiksuotas. Tai, kas apie jus saugoma, neperduodama.",
  waiting: "Tai, kas apie jus saugoma, pereina iš {from} į {to}, tais pačiais tikslais. Ten tai dar nepaimta.",
  planned: "{on} {from} perduoda tai, kas apie jus saugoma, į {to}, tais pačiais tikslais.",
  untilThen: "Iki tol galite nesutikti nenurodydami priežasties. Tuomet jūsų duomenys paliekami nuošalyje.",
  object: "Nesutikti su perdavimu",
};
