import type { Texts } from "./texts.ts";

export const ro: Texts = {
  ask: "Putem folosi module cookie și tehnologii similare în aceste scopuri: {purposes}?",
  asksAgain: "Politica noastră s-a schimbat de la alegerea dumneavoastră, așa că vă întrebăm din nou.",
  difference: "Vedeți ce s-a schimbat",
  accept: "Acceptați tot",
  reject: "Refuzați tot",
  details: "Detalii și opțiuni",

  title: "Opțiuni de confidențialitate",
  intro:
    "Aici decideți ce poate rula în browserul dumneavoastră pe acest site. Nimic opțional nu rulează fără permisiunea dumneavoastră și vă puteți răzgândi oricând.",
  withdraw:
    "Pentru a vă retrage consimțământul, apăsați „{reject}”. Ceea ce a fost stocat pe dispozitivul dumneavoastră este atunci șters.",
  close: "Închideți",
  save: "Salvați selecția",

  now: "Alegerea dumneavoastră actuală",
  noChoice: "Nu ați făcut încă o alegere. Nimic opțional nu rulează.",
  chosenOn: "Alegere făcută la",
  allowed: "Elemente de urmărire permise",
  of: "{some} din {all}",
  keptUntil: "Păstrată până la",
  version: "Versiunea politicii",
  receipt: "Dovadă",

  all: "Toate permise",
  mixed: "Unele permise",
  none: "Niciunul permis",
  whole: "Permiteți tot: {purpose}",
  nothingOptional: "Acest site nu folosește nimic opțional, deci nu este nimic de ales.",
  necessary: "Strict necesare",
  always: "Mereu activ",

  recipient: "Destinatar",
  ourselves: "acest site",
  recipientPolicy: "Politica sa de confidențialitate",
  optOut: "Renunțarea oferită de destinatar",
  life: "Păstrat cel mult",
  stores: "Stocat pe dispozitivul dumneavoastră",
  storesNothing: "Nimic",
  cookie: "Modul cookie",
  local: "Stocare locală",
  session: "Stocare de sesiune",
  indexeddb: "Bază de date",
  cache: "Memorie cache",
  untilClosed: "până la închiderea browserului",
  untilDeleted: "până la ștergere",

  sending: "Se trimite alegerea dumneavoastră…",
  kept: "Alegerea dumneavoastră a fost salvată.",
  waits:
    "Alegerea dumneavoastră a fost salvată. Va avea efect la reîncărcarea paginii; am așteptat, deoarece un formular este completat.",
  again: "Reîncărcați acum",
  failed: "Alegerea dumneavoastră nu a putut fi salvată. Nimic nu s-a schimbat. Încercați din nou.",

  signals: "Semnale ale browserului dumneavoastră",
  honoured: "Cerere de renunțare respectată: {signal}",
  outweighed: "Ați ales în timp ce browserul trimitea acest semnal, prin urmare se aplică alegerea dumneavoastră.",
  refuses: "Este tratat ca refuz a tot ce este opțional.",
  ignores: "Acest site nu reacționează la el.",
  sent: "Browserul dumneavoastră îl trimite.",
  notSent: "Browserul dumneavoastră nu îl trimite.",

  optOuts: "Renunțarea prin industria publicitară",
  optOutsSays:
    "Pe aceste pagini puteți refuza publicitatea bazată pe interese de la multe companii deodată. Sunt o completare: aici este suficient să refuzați. Puteți vedea în continuare publicitate care nu se bazează pe interesele dumneavoastră.",
  browser: "Module cookie în browserul dumneavoastră",
  browserSays:
    "În setările oricărui browser puteți vedea, bloca și șterge modulele cookie. Dacă le blocați pe cele strict necesare, este posibil ca părți ale acestui site să nu funcționeze.",
  policy: "Politica de confidențialitate",

  held: "Neîncărcat: {title}",
  holds:
    "Dacă afișați acest conținut, adresa dumneavoastră IP și adresa acestei pagini sunt trimise către: {recipient}.",
  show: "Permiteți și afișați",
  open: "Deschideți la sursă",
};
