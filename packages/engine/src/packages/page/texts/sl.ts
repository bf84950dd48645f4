import type { PackagePageTexts } from "./en.ts";

export const sl: PackagePageTexts = {
  title: "Zapečaten paket",
  says: "{controller} pripravlja paket za: {recipient}. Prevzeti ga je mogoče enkrat, do {until}.",
  fetch: "Prevzemi paket",
  once: "S tem je povezava porabljena. Kdor je pripravil paket, vam lahko da drugo.",
  openTitle: "Kako se odpre",
  openSays: "S ključem, ki ste ga navedli, ali geslom, ki vam je bilo povedano, in dokler paket obstaja:",
  openPlain: "S programom age isto v dveh korakih:",
  openUntil:
    "Lastni ključ paketa to spletno mesto izdaja do {until}, nato ga uniči. Česar do takrat ne odprete, ostane zaprto.",
  unknown: "Za to povezavo ni nobenega paketa. Morda ga je zamenjal novejši.",
  used: "Ta paket je bil s to povezavo že prevzet. Če to niste bili vi, to takoj povejte.",
  ended: "Ta paket se je končal. Datoteka in ključ sta uničena.",
  outdated: "Ta paket je bil zastarel in je bil uničen, preden je bil prevzet. Pripraviti ga je treba znova.",
  ask: "Pomaga lahko, kdor ga je pripravil: {contact}",
};
