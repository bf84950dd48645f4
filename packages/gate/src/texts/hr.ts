import type { Texts } from "./texts.ts";

export const hr: Texts = {
  ask: "Smijemo li upotrebljavati kolačiće i slične tehnologije u ove svrhe: {purposes}?",
  asksAgain: "Naša su se pravila promijenila otkad ste odabrali, pa pitamo ponovno.",
  difference: "Pogledajte što se promijenilo",
  accept: "Prihvati sve",
  reject: "Odbij sve",
  details: "Pojedinosti i odabir",

  title: "Postavke privatnosti",
  intro:
    "Ovdje odlučujete što smije raditi u vašem pregledniku na ovom web-mjestu. Ništa neobavezno ne radi bez vašeg dopuštenja, a odluku možete promijeniti u svakom trenutku.",
  withdraw: "Privolu povlačite odabirom „{reject}”. Ono što je pohranjeno na vašem uređaju tada se briše.",
  close: "Zatvori",
  save: "Spremi odabir",

  now: "Vaš trenutačni odabir",
  noChoice: "Još niste odabrali. Ništa neobavezno ne radi.",
  chosenOn: "Odabrano dana",
  allowed: "Dopušteni alati za praćenje",
  of: "{some} od {all}",
  keptUntil: "Čuva se do",
  version: "Verzija pravila",
  receipt: "Potvrda",

  all: "Sve dopušteno",
  mixed: "Djelomično dopušteno",
  none: "Ništa nije dopušteno",
  whole: "Dopusti sve: {purpose}",
  nothingOptional: "Ovo web-mjesto ne upotrebljava ništa neobavezno, pa nema što odabrati.",
  necessary: "Strogo nužni",
  always: "Uvijek uključeno",

  recipient: "Primatelj",
  ourselves: "ovo web-mjesto",
  recipientPolicy: "Pravila privatnosti primatelja",
  optOut: "Odjava kod primatelja",
  life: "Čuva se najdulje",
  stores: "Pohranjuje se na vašem uređaju",
  storesNothing: "Ništa",
  cookie: "Kolačić",
  local: "Lokalna pohrana",
  session: "Pohrana sesije",
  indexeddb: "Baza podataka",
  cache: "Predmemorija",
  untilClosed: "do zatvaranja preglednika",
  untilDeleted: "do brisanja",

  sending: "Slanje vašeg odabira…",
  kept: "Vaš je odabir spremljen.",
  waits:
    "Vaš je odabir spremljen. Počet će vrijediti kad se stranica ponovno učita; pričekali smo jer je obrazac ispunjen.",
  again: "Ponovno učitaj",
  failed: "Vaš odabir nije bilo moguće spremiti. Ništa se nije promijenilo. Pokušajte ponovno.",

  signals: "Signali vašeg preglednika",
  honoured: "Zahtjev za odjavu poštovan: {signal}",
  outweighed: "Odabrali ste dok je preglednik slao ovaj signal, pa vrijedi vaš odabir.",
  refuses: "Vrijedi kao odbijanje svega neobaveznog.",
  ignores: "Ovo web-mjesto na njega ne reagira.",
  sent: "Vaš ga preglednik šalje.",
  notSent: "Vaš ga preglednik ne šalje.",

  optOuts: "Odjava u oglašivačkoj industriji",
  optOutsSays:
    "Na ovim stranicama možete odjednom odbiti oglašavanje na temelju interesa kod mnogih tvrtki. One su dopuna: ovdje je dovoljno odbiti. Oglase koji se ne temelje na vašim interesima i dalje možete vidjeti.",
  browser: "Kolačići u vašem pregledniku",
  browserSays:
    "U postavkama svakog preglednika kolačiće možete pregledati, blokirati i izbrisati. Ako blokirate strogo nužne, dijelovi web-mjesta možda neće raditi.",
  policy: "Pravila privatnosti",

  held: "Nije učitano: {title}",
  holds: "Ako ovo prikažete, vaša IP adresa i adresa ove stranice šalju se primatelju: {recipient}.",
  show: "Dopusti i prikaži",
  open: "Otvori na izvoru",
};
