import type { Texts } from "./texts.ts";

export const sl: Texts = {
  ask: "Ali smemo uporabljati piškotke in podobne tehnologije za te namene: {purposes}?",
  asksAgain: "Naš pravilnik se je od vaše izbire spremenil, zato sprašujemo znova.",
  difference: "Poglejte, kaj se je spremenilo",
  accept: "Sprejmi vse",
  reject: "Zavrni vse",
  details: "Podrobnosti in izbire",

  title: "Nastavitve zasebnosti",
  intro:
    "Tukaj odločate, kaj sme na tem spletišču delovati v vašem brskalniku. Nič neobveznega ne deluje brez vašega dovoljenja, odločitev pa lahko kadar koli spremenite.",
  withdraw: "Privolitev prekličete z izbiro »{reject}«. Kar je bilo shranjeno v vaši napravi, se nato izbriše.",
  close: "Zapri",
  save: "Shrani izbor",

  now: "Vaša trenutna izbira",
  noChoice: "Niste še izbrali. Nič neobveznega ne deluje.",
  chosenOn: "Datum izbire",
  allowed: "Dovoljeni sledilniki",
  of: "{some} od {all}",
  keptUntil: "Hrani se do",
  version: "Različica pravilnika",
  receipt: "Potrdilo",

  all: "Vse dovoljeno",
  mixed: "Delno dovoljeno",
  none: "Nič ni dovoljeno",
  whole: "Dovoli vse: {purpose}",
  nothingOptional: "To spletišče ne uporablja ničesar neobveznega, zato ni ničesar za izbrati.",
  necessary: "Nujno potrebni",
  always: "Vedno vklopljeno",

  recipient: "Prejemnik",
  ourselves: "to spletišče",
  recipientPolicy: "Pravilnik o zasebnosti prejemnika",
  optOut: "Odjava pri prejemniku",
  life: "Hrani se največ",
  stores: "Shranjeno v vaši napravi",
  storesNothing: "Nič",
  cookie: "Piškotek",
  local: "Lokalna shramba",
  session: "Shramba seje",
  indexeddb: "Podatkovna zbirka",
  cache: "Predpomnilnik",
  untilClosed: "do zaprtja brskalnika",
  untilDeleted: "do izbrisa",

  sending: "Pošiljanje vaše izbire …",
  kept: "Vaša izbira je shranjena.",
  waits:
    "Vaša izbira je shranjena. Začela bo veljati, ko se stran znova naloži; s tem smo počakali, ker je obrazec izpolnjen.",
  again: "Naloži znova",
  failed: "Vaše izbire ni bilo mogoče shraniti. Nič se ni spremenilo. Poskusite znova.",

  signals: "Signali vašega brskalnika",
  honoured: "Zahteva za odjavo upoštevana: {signal}",
  outweighed: "Izbrali ste, ko je brskalnik pošiljal ta signal, zato velja vaša izbira.",
  refuses: "Velja kot zavrnitev vsega neobveznega.",
  ignores: "To spletišče se nanj ne odziva.",
  sent: "Vaš brskalnik ga pošilja.",
  notSent: "Vaš brskalnik ga ne pošilja.",

  optOuts: "Odjava pri oglaševalski panogi",
  optOutsSays:
    "Na teh straneh lahko naenkrat zavrnete oglaševanje na podlagi zanimanj pri številnih podjetjih. So dodatna možnost: tukaj zadošča zavrnitev. Oglase, ki ne temeljijo na vaših zanimanjih, boste morda še vedno videli.",
  browser: "Piškotki v vašem brskalniku",
  browserSays:
    "V nastavitvah vsakega brskalnika si lahko piškotke ogledate, jih blokirate in izbrišete. Če blokirate nujno potrebne, deli spletišča morda ne bodo delovali.",
  policy: "Pravilnik o zasebnosti",

  held: "Ni naloženo: {title}",
  holds: "Če to prikažete, se vaš naslov IP in naslov te strani pošljeta prejemniku: {recipient}.",
  show: "Dovoli in prikaži",
  open: "Odpri pri viru",
};
