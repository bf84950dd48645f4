import type { PackagePageTexts } from "./en.ts";

export const et: PackagePageTexts = {
  title: "Pitseeritud pakett",
  says: "{controller} koostas paketi saajale: {recipient}. Selle saab kätte üks kord, kuni {until}.",
  fetch: "Võta pakett",
  once: "Sellega on link ära kasutatud. Paketi koostaja saab anda teile uue.",
  openTitle: "Kuidas see avatakse",
  openSays: "Võtmega, mille te nimetasite, või paroolifraasiga, mis teile öeldi, ja kuni pakett kehtib:",
  openPlain: "Programmiga age sama kahes sammus:",
  openUntil:
    "Paketi enda võtit annab see sait välja kuni {until} ja seejärel hävitab. Mida te selleks ajaks pole avanud, jääb suletuks.",
  unknown: "Selle lingi taga pole paketti. Võib-olla asendas selle uuem.",
  used: "See pakett on selle lingiga juba kätte võetud. Kui see ei olnud teie, öelge kohe.",
  ended: "See pakett on lõppenud. Selle fail ja võti on hävitatud.",
  outdated: "See pakett oli aegunud ja hävitati enne kättevõtmist. See tuleb uuesti koostada.",
  ask: "Aidata saab see, kes selle koostas: {contact}",
};
