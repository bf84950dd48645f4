import type { PackagePageTexts } from "./en.ts";

export const nl: PackagePageTexts = {
  title: "Een verzegeld pakket",
  says: "{controller} heeft een pakket samengesteld voor: {recipient}. Het kan één keer worden opgehaald, tot {until}.",
  fetch: "Pakket ophalen",
  once: "Daarmee is de link opgebruikt. Wie het pakket heeft gemaakt, kan u een andere geven.",
  openTitle: "Zo wordt het geopend",
  openSays: "Met de sleutel die u hebt genoemd, of de wachtzin die u is verteld, en zolang het pakket bestaat:",
  openPlain: "Met het programma age hetzelfde in twee stappen:",
  openUntil:
    "De eigen sleutel van het pakket wordt door deze website tot {until} verstrekt en daarna vernietigd. Wat u dan niet hebt geopend, blijft dicht.",
  unknown: "Achter deze link ligt geen pakket. Misschien is het door een nieuwer vervangen.",
  used: "Dit pakket is met deze link al opgehaald. Was u dat niet, zeg het dan meteen.",
  ended: "Dit pakket is geëindigd. Het bestand en de sleutel zijn vernietigd.",
  outdated: "Dit pakket was achterhaald en is vernietigd voordat het werd opgehaald. Het moet opnieuw worden gemaakt.",
  ask: "Wie het heeft gemaakt, kan helpen: {contact}",
};
