import type { MailTexts } from "./texts.ts";

export const fi: MailTexts = {
  language: "fi",
  why: "Miksi saat tämän viestin",
  purpose: "Mihin käytämme osoitettasi: {says}.",
  unsubscribe: "Peruuta tilaus",
  policy: "Tietosuojaseloste",
  title: "Peruuta tilaus",
  asks: "”{list}” lähetetään tähän osoitteeseen. Yksi painallus, eikä siitä lähetetä enää mitään.",
  stop: "Peruuta tilaus",
  stopped: "Tilaus on peruutettu",
  stoppedSays:
    "Tähän osoitteeseen ei lähetetä enää mitään tilauksesta ”{list}”. Se, mikä on matkalla, voi vielä saapua.",
  stays: "Viestit, jotka koskevat pyytämääsi asiaa tai jotka meidän on lähetettävä, eivät kuulu tähän.",
  also: "Annoit myös luvan: …",
  only: "Peruuta vain se",
  took: "Se on peruutettu",
  tookSays: "”{list}” lähetetään edelleen tähän osoitteeseen, ilman sitä.",
  back: "Se oli erehdys",
  backTitle: "Haluatko sen jälleen?",
  backAsks: "”{list}” lähetettäisiin jälleen tähän osoitteeseen, kuten ennenkin.",
  resume: "Kyllä, lähettäkää jälleen",
  resumed: "Saat sen jälleen",
  resumedSays: "”{list}” lähetetään jälleen tähän osoitteeseen. Jokaisessa viestissä on linkki, joka lopettaa sen.",
  wrong: "Tämä linkki ei ole meidän",
  wrongSays:
    "Osa siitä puuttuu, ehkä rivinvaihdon kohdalta. Avaa se uudelleen viestistä tai kirjoita osoitteeseen {contact}.",
};
