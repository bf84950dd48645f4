import type { PackagePageTexts } from "./en.ts";

export const sv: PackagePageTexts = {
  title: "Ett förseglat paket",
  says: "{controller} har satt ihop ett paket till: {recipient}. Det kan hämtas en gång, till och med {until}.",
  fetch: "Hämta paketet",
  once: "Med det är länken förbrukad. Den som gjorde paketet kan ge dig en ny.",
  openTitle: "Så öppnas det",
  openSays: "Med nyckeln som du angav, eller lösenfrasen som du fick veta, och så länge paketet finns:",
  openPlain: "Med programmet age samma sak i två steg:",
  openUntil:
    "Paketets egen nyckel lämnas ut av den här webbplatsen till och med {until} och förstörs sedan. Det du inte har öppnat då förblir stängt.",
  unknown: "Det finns inget paket bakom den här länken. Det kan ha ersatts av ett nyare.",
  used: "Det här paketet har redan hämtats med den här länken. Var det inte du, säg till genast.",
  ended: "Det här paketet har upphört. Filen och nyckeln är förstörda.",
  outdated: "Det här paketet var inaktuellt och förstördes innan det hämtades. Det måste göras om.",
  ask: "Den som gjorde det kan hjälpa: {contact}",
};
