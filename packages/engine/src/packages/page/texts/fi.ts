import type { PackagePageTexts } from "./en.ts";

export const fi: PackagePageTexts = {
  title: "Sinetöity paketti",
  says: "{controller} on koonnut paketin vastaanottajalle: {recipient}. Sen voi noutaa kerran, {until} asti.",
  fetch: "Nouda paketti",
  once: "Sen jälkeen linkki on käytetty. Paketin tekijä voi antaa sinulle uuden.",
  openTitle: "Näin se avataan",
  openSays:
    "Avaimella, jonka ilmoitit, tai salalauseella, joka sinulle kerrottiin, ja niin kauan kuin paketti on olemassa:",
  openPlain: "Ohjelmalla age sama kahdessa vaiheessa:",
  openUntil:
    "Tämä sivusto antaa paketin oman avaimen {until} asti ja tuhoaa sen sitten. Se, mitä et ole siihen mennessä avannut, pysyy suljettuna.",
  unknown: "Tämän linkin takana ei ole pakettia. Se on ehkä korvattu uudemmalla.",
  used: "Tämä paketti on jo noudettu tällä linkillä. Jos se et ollut sinä, kerro siitä heti.",
  ended: "Tämä paketti on päättynyt. Sen tiedosto ja avain on tuhottu.",
  outdated: "Tämä paketti oli vanhentunut ja tuhottiin ennen noutamista. Se on tehtävä uudelleen.",
  ask: "Sen tekijä voi auttaa: {contact}",
};
