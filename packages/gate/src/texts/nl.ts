import type { Texts } from "./texts.ts";

export const nl: Texts = {
  ask: "Mogen wij cookies en vergelijkbare technieken gebruiken voor deze doeleinden: {purposes}?",
  asksAgain: "Ons beleid is veranderd sinds u koos; daarom vragen wij het opnieuw.",
  difference: "Bekijk wat er is veranderd",
  accept: "Alles accepteren",
  reject: "Alles weigeren",
  details: "Details en keuzes",

  title: "Privacykeuzes",
  intro:
    "Hier bepaalt u wat er op deze website in uw browser mag draaien. Niets optioneels draait zonder uw toestemming, en u kunt altijd van gedachten veranderen.",
  withdraw:
    "Om uw toestemming in te trekken kiest u ‘{reject}’. Wat op uw apparaat is opgeslagen, wordt dan verwijderd.",
  close: "Sluiten",
  save: "Selectie opslaan",

  now: "Uw huidige keuze",
  noChoice: "U hebt nog niet gekozen. Er draait niets optioneels.",
  chosenOn: "Gekozen op",
  allowed: "Toegestane trackers",
  of: "{some} van {all}",
  keptUntil: "Bewaard tot",
  version: "Versie van het beleid",
  receipt: "Ontvangstbewijs",

  all: "Alle toegestaan",
  mixed: "Deels toegestaan",
  none: "Geen toegestaan",
  whole: "Alles toestaan: {purpose}",
  nothingOptional: "Deze website gebruikt niets optioneels, dus er valt niets te kiezen.",
  necessary: "Strikt noodzakelijk",
  always: "Altijd aan",

  recipient: "Ontvanger",
  ourselves: "deze website",
  recipientPolicy: "Privacybeleid van de ontvanger",
  optOut: "Afmelden bij de ontvanger",
  life: "Langste bewaartermijn",
  stores: "Opgeslagen op uw apparaat",
  storesNothing: "Niets",
  cookie: "Cookie",
  local: "Lokale opslag",
  session: "Sessieopslag",
  indexeddb: "Database",
  cache: "Cachegeheugen",
  untilClosed: "tot de browser wordt gesloten",
  untilDeleted: "tot het wordt verwijderd",

  sending: "Uw keuze wordt verzonden…",
  kept: "Uw keuze is opgeslagen.",
  waits:
    "Uw keuze is opgeslagen. Zij gaat in zodra de pagina opnieuw wordt geladen; wij hebben daarmee gewacht omdat er een formulier is ingevuld.",
  again: "Nu opnieuw laden",
  failed: "Uw keuze kon niet worden opgeslagen. Er is niets veranderd. Probeer het opnieuw.",

  signals: "Signalen van uw browser",
  honoured: "Verzoek tot afmelding gehonoreerd: {signal}",
  outweighed: "U koos terwijl uw browser dit signaal verzond; daarom geldt uw keuze.",
  refuses: "Geldt als weigering van alles wat optioneel is.",
  ignores: "Deze website doet er niets mee.",
  sent: "Uw browser verzendt het.",
  notSent: "Uw browser verzendt het niet.",

  optOuts: "Afmelden bij de reclamebranche",
  optOutsSays:
    "Op deze pagina’s kunt u zich bij veel bedrijven tegelijk afmelden voor reclame op basis van interesses. Ze zijn een aanvulling: hier volstaat weigeren. Reclame die niet op uw interesses is gebaseerd, kunt u nog steeds zien.",
  browser: "Cookies in uw browser",
  browserSays:
    "In de instellingen van elke browser kunt u cookies bekijken, blokkeren en verwijderen. Als u de strikt noodzakelijke blokkeert, werken delen van deze website mogelijk niet.",
  policy: "Privacybeleid",

  held: "Niet geladen: {title}",
  holds: "Als u dit toont, worden uw IP-adres en het adres van deze pagina verzonden aan: {recipient}.",
  show: "Toestaan en tonen",
  open: "Openen bij de bron",
};
