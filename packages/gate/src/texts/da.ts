import type { Texts } from "./texts.ts";

export const da: Texts = {
  ask: "Må vi bruge cookies og lignende teknologier til disse formål: {purposes}?",
  asksAgain: "Vores politik er ændret, siden du valgte, så vi spørger igen.",
  difference: "Se, hvad der er ændret",
  accept: "Accepter alle",
  reject: "Afvis alle",
  details: "Detaljer og valg",

  title: "Privatlivsvalg",
  intro:
    "Her bestemmer du, hvad der må køre i din browser på dette websted. Intet valgfrit kører, medmindre du tillader det, og du kan altid ombestemme dig.",
  withdraw: "Tryk på »{reject}« for at trække dit samtykke tilbage. Det, der er gemt på din enhed, bliver så slettet.",
  close: "Luk",
  save: "Gem valg",

  now: "Dit nuværende valg",
  noChoice: "Du har ikke valgt endnu. Intet valgfrit kører.",
  chosenOn: "Valgt den",
  allowed: "Tilladte sporingsteknologier",
  of: "{some} af {all}",
  keptUntil: "Gemmes til",
  version: "Politikkens version",
  receipt: "Kvittering",

  all: "Alle tilladt",
  mixed: "Nogle tilladt",
  none: "Ingen tilladt",
  whole: "Tillad alle: {purpose}",
  nothingOptional: "Dette websted bruger intet valgfrit, så der er intet at vælge.",
  necessary: "Strengt nødvendige",
  always: "Altid slået til",

  recipient: "Modtager",
  ourselves: "dette websted",
  recipientPolicy: "Modtagerens privatlivspolitik",
  optOut: "Modtagerens egen fravalgsmulighed",
  life: "Gemmes højst",
  stores: "Gemt på din enhed",
  storesNothing: "Intet",
  cookie: "Cookie",
  local: "Lokalt lager",
  session: "Sessionslager",
  indexeddb: "Database",
  cache: "Mellemlager",
  untilClosed: "indtil browseren lukkes",
  untilDeleted: "indtil det slettes",

  sending: "Sender dit valg …",
  kept: "Dit valg er gemt.",
  waits: "Dit valg er gemt. Det får virkning, når siden genindlæses; vi ventede, fordi en formular er udfyldt.",
  again: "Genindlæs nu",
  failed: "Dit valg kunne ikke gemmes. Intet er ændret. Prøv igen.",

  signals: "Signaler fra din browser",
  honoured: "Fravalg respekteret: {signal}",
  outweighed: "Du valgte, mens din browser sendte dette signal, så dit valg gælder.",
  refuses: "Gælder som afvisning af alt valgfrit.",
  ignores: "Dette websted reagerer ikke på det.",
  sent: "Din browser sender det.",
  notSent: "Din browser sender det ikke.",

  optOuts: "Fravalg hos reklamebranchen",
  optOutsSays:
    "På disse sider kan du fravælge interessebaseret reklame hos mange virksomheder på én gang. De er et supplement: Her er det nok at afvise. Du kan stadig se reklamer, der ikke bygger på dine interesser.",
  browser: "Cookies i din browser",
  browserSays:
    "I enhver browsers indstillinger kan du se, blokere og slette cookies. Hvis du blokerer de strengt nødvendige, virker dele af dette websted måske ikke.",
  policy: "Privatlivspolitik",

  held: "Ikke indlæst: {title}",
  holds: "Hvis du viser dette, sendes din IP-adresse og denne sides adresse til: {recipient}.",
  show: "Tillad og vis",
  open: "Åbn hos kilden",
};
