import type { Texts } from "./texts.ts";

export const fi: Texts = {
  ask: "Saammeko käyttää evästeitä ja vastaavia tekniikoita näihin tarkoituksiin: {purposes}?",
  asksAgain: "Käytäntömme on muuttunut valintasi jälkeen, joten kysymme uudelleen.",
  difference: "Katso, mikä on muuttunut",
  accept: "Hyväksy kaikki",
  reject: "Hylkää kaikki",
  details: "Tiedot ja valinnat",

  title: "Tietosuojavalinnat",
  intro:
    "Tässä päätät, mitä selaimessasi saa toimia tällä sivustolla. Mikään valinnainen ei toimi ilman lupaasi, ja voit muuttaa mieltäsi milloin tahansa.",
  withdraw: "Peru suostumuksesi valitsemalla ”{reject}”. Laitteellesi tallennetut tiedot poistetaan silloin.",
  close: "Sulje",
  save: "Tallenna valinnat",

  now: "Nykyinen valintasi",
  noChoice: "Et ole vielä tehnyt valintaa. Mikään valinnainen ei toimi.",
  chosenOn: "Valinnan päivä",
  allowed: "Sallitut seuraimet",
  of: "{some}/{all}",
  keptUntil: "Säilytetään asti",
  version: "Käytännön versio",
  receipt: "Kuitti",

  all: "Kaikki sallittu",
  mixed: "Osa sallittu",
  none: "Ei mitään sallittu",
  whole: "Salli kaikki: {purpose}",
  nothingOptional: "Tämä sivusto ei käytä mitään valinnaista, joten valittavaa ei ole.",
  necessary: "Ehdottoman välttämättömät",
  always: "Aina käytössä",

  recipient: "Vastaanottaja",
  ourselves: "tämä sivusto",
  recipientPolicy: "Vastaanottajan tietosuojakäytäntö",
  optOut: "Vastaanottajan oma kieltomahdollisuus",
  life: "Säilytysaika enintään",
  stores: "Tallennetaan laitteellesi",
  storesNothing: "Ei mitään",
  cookie: "Eväste",
  local: "Paikallinen tallennustila",
  session: "Istunnon tallennustila",
  indexeddb: "Tietokanta",
  cache: "Välimuisti",
  untilClosed: "kunnes selain suljetaan",
  untilDeleted: "kunnes se poistetaan",

  sending: "Valintaasi lähetetään…",
  kept: "Valintasi on tallennettu.",
  waits:
    "Valintasi on tallennettu. Se tulee voimaan, kun sivu ladataan uudelleen; odotimme, koska lomakkeessa on tallentamattomia tietoja.",
  again: "Lataa nyt uudelleen",
  failed: "Valintaasi ei voitu tallentaa. Mikään ei ole muuttunut. Yritä uudelleen.",

  signals: "Selaimesi signaalit",
  honoured: "Kieltopyyntöä noudatettu: {signal}",
  outweighed: "Teit valintasi, kun selaimesi lähetti tätä signaalia, joten valintasi on voimassa.",
  refuses: "Tulkitaan kaiken valinnaisen hylkäämiseksi.",
  ignores: "Tämä sivusto ei reagoi siihen.",
  sent: "Selaimesi lähettää sen.",
  notSent: "Selaimesi ei lähetä sitä.",

  optOuts: "Kielto mainosalan palveluissa",
  optOutsSays:
    "Näillä sivuilla voit kieltää kiinnostukseen perustuvan mainonnan monelta yritykseltä kerralla. Ne ovat lisäkeino: tässä hylkääminen riittää. Saatat silti nähdä mainoksia, jotka eivät perustu kiinnostuksen kohteisiisi.",
  browser: "Evästeet selaimessasi",
  browserSays:
    "Jokaisen selaimen asetuksissa voit katsoa, estää ja poistaa evästeitä. Jos estät ehdottoman välttämättömät, osa sivustosta ei ehkä toimi.",
  policy: "Tietosuojakäytäntö",

  held: "Ei ladattu: {title}",
  holds: "Jos näytät tämän, IP-osoitteesi ja tämän sivun osoite lähetetään vastaanottajalle: {recipient}.",
  show: "Salli ja näytä",
  open: "Avaa lähteessä",
};
