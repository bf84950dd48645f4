import type { Texts } from "./texts.ts";

export const sk: Texts = {
  ask: "Smieme používať súbory cookie a podobné technológie na tieto účely: {purposes}?",
  asksAgain: "Od vašej voľby sa naše zásady zmenili, preto sa pýtame znova.",
  difference: "Zobraziť, čo sa zmenilo",
  accept: "Prijať všetko",
  reject: "Odmietnuť všetko",
  details: "Podrobnosti a voľby",

  title: "Nastavenia súkromia",
  intro:
    "Tu rozhodujete, čo smie na tomto webe bežať vo vašom prehliadači. Nič voliteľné nebeží bez vášho povolenia a svoje rozhodnutie môžete kedykoľvek zmeniť.",
  withdraw: "Súhlas odvoláte voľbou „{reject}“. To, čo bolo uložené vo vašom zariadení, sa tým vymaže.",
  close: "Zavrieť",
  save: "Uložiť výber",

  now: "Vaša súčasná voľba",
  noChoice: "Zatiaľ ste si nevybrali. Nič voliteľné nebeží.",
  chosenOn: "Zvolené dňa",
  allowed: "Povolené sledovacie prvky",
  of: "{some} z {all}",
  keptUntil: "Uchované do",
  version: "Verzia zásad",
  receipt: "Potvrdenie",

  all: "Všetko povolené",
  mixed: "Časť povolená",
  none: "Nič nie je povolené",
  whole: "Povoliť všetko: {purpose}",
  nothingOptional: "Tento web nepoužíva nič voliteľné, nie je teda z čoho vyberať.",
  necessary: "Nevyhnutne potrebné",
  always: "Vždy zapnuté",

  recipient: "Príjemca",
  ourselves: "tento web",
  recipientPolicy: "Zásady ochrany súkromia príjemcu",
  optOut: "Odhlásenie u príjemcu",
  life: "Uchované najdlhšie",
  stores: "Ukladá sa vo vašom zariadení",
  storesNothing: "Nič",
  cookie: "Súbor cookie",
  local: "Lokálne úložisko",
  session: "Úložisko relácie",
  indexeddb: "Databáza",
  cache: "Vyrovnávacia pamäť",
  untilClosed: "do zatvorenia prehliadača",
  untilDeleted: "do vymazania",

  sending: "Odosielame vašu voľbu…",
  kept: "Vaša voľba je uložená.",
  waits:
    "Vaša voľba je uložená. Začne platiť po opätovnom načítaní stránky; s ním sme počkali, pretože je vyplnený formulár.",
  again: "Načítať znova",
  failed: "Vašu voľbu sa nepodarilo uložiť. Nič sa nezmenilo. Skúste to, prosím, znova.",

  signals: "Signály vášho prehliadača",
  honoured: "Žiadosť o odhlásenie rešpektovaná: {signal}",
  outweighed: "Voľbu ste urobili, keď prehliadač tento signál vysielal, preto platí vaša voľba.",
  refuses: "Platí ako odmietnutie všetkého voliteľného.",
  ignores: "Tento web naň nereaguje.",
  sent: "Váš prehliadač ho vysiela.",
  notSent: "Váš prehliadač ho nevysiela.",

  optOuts: "Odhlásenie v reklamnom odvetví",
  optOutsSays:
    "Na týchto stránkach môžete odmietnuť reklamu založenú na záujmoch pri mnohých spoločnostiach naraz. Sú doplnkom: tu stačí odmietnuť. Reklamu, ktorá z vašich záujmov nevychádza, môžete vídať aj naďalej.",
  browser: "Súbory cookie vo vašom prehliadači",
  browserSays:
    "V nastaveniach každého prehliadača môžete súbory cookie zobraziť, blokovať a vymazať. Ak zablokujete nevyhnutne potrebné, časti webu nemusia fungovať.",
  policy: "Zásady ochrany súkromia",

  held: "Nenačítané: {title}",
  holds: "Ak si tento obsah zobrazíte, vaša IP adresa a adresa tejto stránky sa odošlú príjemcovi: {recipient}.",
  show: "Povoliť a zobraziť",
  open: "Otvoriť pri zdroji",
};
