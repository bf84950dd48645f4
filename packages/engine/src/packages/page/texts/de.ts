import type { PackagePageTexts } from "./en.ts";

export const de: PackagePageTexts = {
  title: "Ein versiegeltes Paket",
  says: "{controller} hat ein Paket zusammengestellt für: {recipient}. Es lässt sich einmal abholen, bis zum {until}.",
  fetch: "Paket abholen",
  once: "Damit ist der Link verbraucht. Wer das Paket gemacht hat, kann Ihnen einen neuen geben.",
  openTitle: "So wird es geöffnet",
  openSays:
    "Mit dem Schlüssel, den Sie genannt haben, oder dem Kennsatz, der Ihnen gesagt wurde, solange das Paket besteht:",
  openPlain: "Mit dem Programm age dasselbe in zwei Schritten:",
  openUntil:
    "Den Schlüssel des Pakets gibt diese Website bis zum {until} heraus und zerstört ihn dann. Was Sie bis dahin nicht geöffnet haben, bleibt zu.",
  unknown: "Hinter diesem Link liegt kein Paket. Vielleicht gibt es einen neueren.",
  used: "Dieses Paket wurde mit diesem Link schon abgeholt. Waren Sie das nicht, sagen Sie es sofort.",
  ended: "Dieses Paket besteht nicht mehr. Datei und Schlüssel sind zerstört.",
  outdated: "Dieses Paket war überholt und wurde zerstört, bevor es abgeholt war. Es muss neu gemacht werden.",
  ask: "Es hilft, wer es gemacht hat: {contact}",
};
