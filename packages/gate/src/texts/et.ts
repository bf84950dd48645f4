import type { Texts } from "./texts.ts";

export const et: Texts = {
  ask: "Kas tohime kasutada küpsiseid ja sarnaseid tehnoloogiaid järgmistel eesmärkidel: {purposes}?",
  asksAgain: "Meie põhimõtted on pärast teie valikut muutunud, seepärast küsime uuesti.",
  difference: "Vaadake, mis on muutunud",
  accept: "Nõustu kõigega",
  reject: "Keeldu kõigest",
  details: "Üksikasjad ja valikud",

  title: "Privaatsusvalikud",
  intro:
    "Siin otsustate, mis tohib sellel veebisaidil teie brauseris töötada. Miski valikuline ei tööta ilma teie loata ja te võite igal ajal meelt muuta.",
  withdraw: "Nõusoleku tagasivõtmiseks vajutage „{reject}“. Teie seadmesse salvestatu kustutatakse siis.",
  close: "Sulge",
  save: "Salvesta valik",

  now: "Teie praegune valik",
  noChoice: "Te ei ole veel valikut teinud. Miski valikuline ei tööta.",
  chosenOn: "Valitud",
  allowed: "Lubatud jälgijaid",
  of: "{some} / {all}",
  keptUntil: "Säilitatakse kuni",
  version: "Põhimõtete versioon",
  receipt: "Kviitung",

  all: "Kõik lubatud",
  mixed: "Osa lubatud",
  none: "Ükski pole lubatud",
  whole: "Luba kõik: {purpose}",
  nothingOptional: "See veebisait ei kasuta midagi valikulist, seega pole midagi valida.",
  necessary: "Hädavajalikud",
  always: "Alati sees",

  recipient: "Vastuvõtja",
  ourselves: "see veebisait",
  recipientPolicy: "Vastuvõtja privaatsuspõhimõtted",
  optOut: "Vastuvõtja enda loobumisvõimalus",
  life: "Säilitusaeg kõige rohkem",
  stores: "Salvestatakse teie seadmesse",
  storesNothing: "Mitte midagi",
  cookie: "Küpsis",
  local: "Kohalik salvestusruum",
  session: "Seansi salvestusruum",
  indexeddb: "Andmebaas",
  cache: "Vahemälu",
  untilClosed: "kuni brauseri sulgemiseni",
  untilDeleted: "kuni kustutamiseni",

  sending: "Teie valikut saadetakse …",
  kept: "Teie valik on salvestatud.",
  waits: "Teie valik on salvestatud. See jõustub, kui leht uuesti laaditakse; me ootasime, sest vorm on täidetud.",
  again: "Laadi nüüd uuesti",
  failed: "Teie valikut ei õnnestunud salvestada. Midagi ei muutunud. Palun proovige uuesti.",

  signals: "Teie brauseri signaalid",
  honoured: "Loobumissoovi on arvestatud: {signal}",
  outweighed: "Tegite valiku ajal, mil brauser seda signaali saatis, seega kehtib teie valik.",
  refuses: "Loetakse keeldumiseks kõigest valikulisest.",
  ignores: "See veebisait ei reageeri sellele.",
  sent: "Teie brauser saadab seda.",
  notSent: "Teie brauser ei saada seda.",

  optOuts: "Loobumine reklaamitööstuse kaudu",
  optOutsSays:
    "Nendel lehtedel saate korraga loobuda paljude ettevõtete huvipõhisest reklaamist. Need on lisavõimalus: siin piisab keeldumisest. Reklaami, mis ei põhine teie huvidel, võite endiselt näha.",
  browser: "Küpsised teie brauseris",
  browserSays:
    "Iga brauseri seadetes saate küpsiseid vaadata, blokeerida ja kustutada. Kui blokeerite hädavajalikud, ei pruugi osa veebisaidist töötada.",
  policy: "Privaatsuspõhimõtted",

  held: "Laadimata: {title}",
  holds: "Kui te seda näitate, saadetakse teie IP-aadress ja selle lehe aadress vastuvõtjale: {recipient}.",
  show: "Luba ja näita",
  open: "Ava allikas",
};
