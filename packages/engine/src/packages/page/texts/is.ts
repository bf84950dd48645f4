import type { PackagePageTexts } from "./en.ts";

export const is: PackagePageTexts = {
  title: "Innsiglaður pakki",
  says: "{controller} hefur útbúið pakka fyrir: {recipient}. Hann má sækja einu sinni, til {until}.",
  fetch: "Sækja pakkann",
  once: "Þar með er hlekkurinn uppurinn. Sá sem bjó pakkann til getur látið þig fá annan.",
  openTitle: "Svona er hann opnaður",
  openSays: "Með lyklinum sem þú nefndir, eða aðgangssetningunni sem þér var sögð, og á meðan pakkinn er til:",
  openPlain: "Með forritinu age það sama í tveimur skrefum:",
  openUntil:
    "Þessi vefur afhendir lykil pakkans sjálfs til {until} og eyðir honum síðan. Það sem þú hefur ekki opnað fyrir þann dag helst lokað.",
  unknown: "Enginn pakki er á bak við þennan hlekk. Nýrri gæti hafa komið í staðinn.",
  used: "Þessi pakki hefur þegar verið sóttur með þessum hlekk. Ef það varst ekki þú skaltu segja strax frá því.",
  ended: "Þessi pakki er liðinn undir lok. Skrá hans og lykli hefur verið eytt.",
  outdated: "Þessi pakki var úreltur og honum var eytt áður en hann var sóttur. Það þarf að búa hann til aftur.",
  ask: "Sá sem bjó hann til getur hjálpað: {contact}",
};
