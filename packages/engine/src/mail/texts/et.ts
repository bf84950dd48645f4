import type { MailTexts } from "./texts.ts";

export const et: MailTexts = {
  language: "et",
  why: "Miks te selle kirja saate",
  purpose: "Milleks me teie aadressi kasutame: {says}.",
  unsubscribe: "Loobu",
  policy: "Privaatsuspoliitika",
  title: "Loobumine",
  asks: "Sellele aadressile saadetakse „{list}“. Üks vajutus ja rohkem sellest midagi ei saadeta.",
  stop: "Loobu",
  stopped: "Olete loobunud",
  stoppedSays: "Sellele aadressile ei saadeta enam midagi loendist „{list}“. Mis on teel, võib veel kohale jõuda.",
  stays: "Kirjad selle kohta, mida te palusite, või mida me peame teile ütlema, ei kuulu siia.",
  also: "Lubasite meil ka: …",
  only: "Võta tagasi ainult see",
  took: "See on tagasi võetud",
  tookSays: "„{list}“ saadetakse sellele aadressile edasi, ilma selleta.",
  back: "See oli eksitus",
  backTitle: "Kas saada seda uuesti?",
  backAsks: "„{list}“ saadetaks sellele aadressile jälle nagu varem.",
  resume: "Jah, saatke uuesti",
  resumed: "Te saate seda jälle",
  resumedSays: "„{list}“ saadetakse jälle sellele aadressile. Igas selle kirjas on link, mis selle lõpetab.",
  wrong: "See link pole meie oma",
  wrongSays:
    "Osa sellest puudub, võib-olla reavahetuse kohal. Avage see kirjast uuesti või kirjutage aadressile {contact}.",
};
