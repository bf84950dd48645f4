import type { Texts } from "./texts.ts";

export const sv: Texts = {
  ask: "Får vi använda kakor och liknande tekniker för dessa ändamål: {purposes}?",
  asksAgain: "Vår policy har ändrats sedan du valde, så vi frågar igen.",
  difference: "Se vad som har ändrats",
  accept: "Godkänn alla",
  reject: "Avvisa alla",
  details: "Detaljer och val",

  title: "Integritetsval",
  intro:
    "Här bestämmer du vad som får köras i din webbläsare på den här webbplatsen. Inget valfritt körs om du inte tillåter det, och du kan ändra dig när som helst.",
  withdraw: "Tryck på ”{reject}” för att återkalla ditt samtycke. Det som har lagrats på din enhet raderas då.",
  close: "Stäng",
  save: "Spara urvalet",

  now: "Ditt nuvarande val",
  noChoice: "Du har inte valt ännu. Inget valfritt körs.",
  chosenOn: "Valt den",
  allowed: "Tillåtna spårare",
  of: "{some} av {all}",
  keptUntil: "Sparas till",
  version: "Policyns version",
  receipt: "Kvitto",

  all: "Alla tillåtna",
  mixed: "Några tillåtna",
  none: "Inga tillåtna",
  whole: "Tillåt alla: {purpose}",
  nothingOptional: "Den här webbplatsen använder inget valfritt, så det finns inget att välja.",
  necessary: "Absolut nödvändiga",
  always: "Alltid på",

  recipient: "Mottagare",
  ourselves: "den här webbplatsen",
  recipientPolicy: "Mottagarens integritetspolicy",
  optOut: "Mottagarens egen avregistrering",
  life: "Sparas högst",
  stores: "Lagras på din enhet",
  storesNothing: "Ingenting",
  cookie: "Kaka",
  local: "Lokal lagring",
  session: "Sessionslagring",
  indexeddb: "Databas",
  cache: "Cacheminne",
  untilClosed: "tills webbläsaren stängs",
  untilDeleted: "tills det raderas",

  sending: "Skickar ditt val …",
  kept: "Ditt val är sparat.",
  waits: "Ditt val är sparat. Det börjar gälla när sidan läses in på nytt; vi väntade eftersom ett formulär är ifyllt.",
  again: "Läs in nu",
  failed: "Ditt val kunde inte sparas. Inget har ändrats. Försök igen.",

  signals: "Signaler från din webbläsare",
  honoured: "Begäran om avregistrering respekterad: {signal}",
  outweighed: "Du valde medan din webbläsare skickade den här signalen, så ditt val gäller.",
  refuses: "Räknas som att allt valfritt avvisas.",
  ignores: "Den här webbplatsen agerar inte på den.",
  sent: "Din webbläsare skickar den.",
  notSent: "Din webbläsare skickar den inte.",

  optOuts: "Avregistrering hos reklambranschen",
  optOutsSays:
    "På dessa sidor kan du välja bort intressebaserad reklam hos många företag på en gång. De är ett komplement: här räcker det att avvisa. Du kan fortfarande få se reklam som inte bygger på dina intressen.",
  browser: "Kakor i din webbläsare",
  browserSays:
    "I varje webbläsares inställningar kan du se, blockera och radera kakor. Om du blockerar de absolut nödvändiga kan delar av webbplatsen sluta fungera.",
  policy: "Integritetspolicy",

  held: "Inte inläst: {title}",
  holds: "Om du visar detta skickas din IP-adress och den här sidans adress till: {recipient}.",
  show: "Tillåt och visa",
  open: "Öppna hos källan",
};
