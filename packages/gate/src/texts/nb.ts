import type { Texts } from "./texts.ts";

export const nb: Texts = {
  ask: "Kan vi bruke informasjonskapsler og lignende teknologi til disse formålene: {purposes}?",
  asksAgain: "Erklæringen vår er endret siden du valgte, så vi spør på nytt.",
  difference: "Se hva som er endret",
  accept: "Godta alle",
  reject: "Avvis alle",
  details: "Detaljer og valg",

  title: "Personvernvalg",
  intro:
    "Her bestemmer du hva som kan kjøre i nettleseren din på dette nettstedet. Ingenting valgfritt kjører uten at du tillater det, og du kan ombestemme deg når som helst.",
  withdraw: "Trykk på «{reject}» for å trekke tilbake samtykket. Det som er lagret på enheten din, blir da slettet.",
  close: "Lukk",
  save: "Lagre utvalget",

  now: "Valget ditt nå",
  noChoice: "Du har ikke valgt ennå. Ingenting valgfritt kjører.",
  chosenOn: "Valgt den",
  allowed: "Tillatte sporere",
  of: "{some} av {all}",
  keptUntil: "Lagres til",
  version: "Erklæringens versjon",
  receipt: "Kvittering",

  all: "Alle tillatt",
  mixed: "Noen tillatt",
  none: "Ingen tillatt",
  whole: "Tillat alle: {purpose}",
  nothingOptional: "Dette nettstedet bruker ingenting valgfritt, så det er ingenting å velge.",
  necessary: "Strengt nødvendige",
  always: "Alltid på",

  recipient: "Mottaker",
  ourselves: "dette nettstedet",
  recipientPolicy: "Mottakerens personvernerklæring",
  optOut: "Mottakerens egen reservasjon",
  life: "Lagres høyst",
  stores: "Lagret på enheten din",
  storesNothing: "Ingenting",
  cookie: "Informasjonskapsel",
  local: "Lokal lagring",
  session: "Øktlagring",
  indexeddb: "Database",
  cache: "Hurtiglager",
  untilClosed: "til nettleseren lukkes",
  untilDeleted: "til det slettes",

  sending: "Sender valget ditt …",
  kept: "Valget ditt er lagret.",
  waits: "Valget ditt er lagret. Det trer i kraft når siden lastes inn på nytt; vi ventet fordi et skjema er utfylt.",
  again: "Last inn på nytt nå",
  failed: "Valget ditt kunne ikke lagres. Ingenting er endret. Prøv igjen.",

  signals: "Signaler fra nettleseren din",
  honoured: "Reservasjon respektert: {signal}",
  outweighed: "Du valgte mens nettleseren sendte dette signalet, så valget ditt gjelder.",
  refuses: "Gjelder som avvisning av alt valgfritt.",
  ignores: "Dette nettstedet reagerer ikke på det.",
  sent: "Nettleseren din sender det.",
  notSent: "Nettleseren din sender det ikke.",

  optOuts: "Reservasjon hos reklamebransjen",
  optOutsSays:
    "På disse sidene kan du reservere deg mot interessebasert reklame hos mange selskaper på én gang. De er et tillegg: Her er det nok å avvise. Du kan fortsatt få se reklame som ikke bygger på interessene dine.",
  browser: "Informasjonskapsler i nettleseren din",
  browserSays:
    "I innstillingene til enhver nettleser kan du se, blokkere og slette informasjonskapsler. Hvis du blokkerer de strengt nødvendige, kan deler av nettstedet slutte å virke.",
  policy: "Personvernerklæring",

  held: "Ikke lastet inn: {title}",
  holds: "Hvis du viser dette, sendes IP-adressen din og adressen til denne siden til: {recipient}.",
  show: "Tillat og vis",
  open: "Åpne hos kilden",
};
