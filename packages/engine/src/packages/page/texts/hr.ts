import type { PackagePageTexts } from "./en.ts";

export const hr: PackagePageTexts = {
  title: "Zapečaćeni paket",
  says: "{controller} priprema paket za: {recipient}. Može se preuzeti jednom, do {until}.",
  fetch: "Preuzmi paket",
  once: "Time je poveznica potrošena. Tko je pripremio paket, može vam dati drugu.",
  openTitle: "Kako se otvara",
  openSays: "Ključem koji ste naveli ili lozinkom koja vam je rečena, i dok paket postoji:",
  openPlain: "Programom age isto u dva koraka:",
  openUntil:
    "Vlastiti ključ paketa ovo web-mjesto izdaje do {until}, a zatim ga uništava. Što do tog dana ne otvorite, ostaje zatvoreno.",
  unknown: "Iza ove poveznice nema paketa. Možda ga je zamijenio noviji.",
  used: "Ovaj je paket već preuzet ovom poveznicom. Ako to niste bili vi, odmah recite.",
  ended: "Ovaj je paket završio. Njegova datoteka i ključ uništeni su.",
  outdated: "Ovaj je paket bio zastario i uništen je prije preuzimanja. Treba ga ponovno pripremiti.",
  ask: "Pomoći može onaj tko ga je pripremio: {contact}",
};
