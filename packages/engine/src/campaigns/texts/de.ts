import type { CampaignWords } from "./en.ts";

export const de: CampaignWords = {
  lead: "Post an viele. Über jeden Brief wird beim Abgang noch einmal entschieden: Wer inzwischen Nein gesagt hat, erhält nichts.",
  prepare: "Vorbereiten",
  noPromotions: "Es ist keine Werbung erklärt. Sie steht in der Liste, die die Engine erhält.",
  toPrepare: "Empfängerkreis wählen",
  goesTo: (activity, purpose) =>
    activity === purpose ? `An Menschen unter „${activity}“` : `An Menschen unter „${activity}“, für „${purpose}“`,
  sent: "Kampagnen",
  none: "Es gab noch keine.",
  notices: "Mitteilungen über Änderungen",
  noticesSays:
    "Ändert eine Version der Erklärung wesentlich, was mit Daten geschieht, erfahren es alle Betroffenen, einmal.",
  noNotices: "Keine Version hat eine nötig gemacht.",
  difference: "Was sich geändert hat",
  all: "Alle E-Mails",
  allSays: "Jede E-Mail, die diese Website verschicken kann, so wie sie gesehen wird.",
  toAll: "E-Mails ansehen",
  states: { running: "Läuft", paused: "Angehalten", cancelled: "Abgebrochen", failed: "Gescheitert", done: "Fertig" },
  reasons: {
    undeclared:
      "Die Werbung, oder was sie von der Erklärung braucht, ist nicht mehr erklärt. Erklären Sie es wieder, oder bereiten Sie eine andere vor.",
    "other-activity": "Die Werbung betrifft keine Menschen dieser Tätigkeit.",
    "missing-value": "Bitte alles ausfüllen, was in der E-Mail steht.",
    "other-plan": "Dieses Formular hat schon eine andere E-Mail begonnen. Bereiten Sie sie neu vor.",
    nobody:
      "Niemand würde sie erhalten. Wählen Sie andere Bedingungen, oder schicken Sie sie auch an alle, die sie schon haben.",
    "not-lookup":
      "Nach einer der Bedingungen lassen sich keine Datensätze finden. Lassen Sie sie leer, oder lassen Sie ihr Feld als Suchfeld erklären.",
    "wrong-value":
      "Eine Angabe hat einen Wert, den sie nicht haben kann. Korrigieren Sie sie, oder lassen Sie sie leer.",
    "not-staff": "Die Website darf diesen Kreis nicht lesen: Eine Rolle behält den Zweck für sich.",
    failed: "Der Speicher antwortet nicht. Versuchen Sie es in einer Minute noch einmal.",
  },
  otherwise:
    "Das kann nicht verschickt werden: Die Erklärung erlaubt es für diesen Zweck nicht. Sehen Sie nach, was sie dafür festlegt.",
  of: (left, all) => `${left} von ${all} sind abgegangen`,
  lost: (count) => `${count} wurden verwehrt oder aufgegeben`,
  startedBy: "Begonnen {at} von {by}",
  numbers: "In Zahlen",
  people: "Angeschrieben",
  delivered: "Zugestellt",
  waiting: "Wartend",
  denied: "Beim Abgang verwehrt",
  failed: "Aufgegeben",
  dropped: "Abgebrochen",
  leftOut: "Ausgelassen: abgemeldet, unzustellbar, doppelt oder schon erhalten",
  measured: "Was gezählt wurde",
  opens: "Geöffnet",
  clicks: "Einem Link gefolgt",
  counted:
    "In diesen Zahlen sind nur Menschen, die dem Zählen zugestimmt haben. Die E-Mail an alle anderen enthält kein Zählbild und einfache Links.",
  uncounted: "Diese Werbung zählt nichts.",
  pause: "Anhalten",
  resume: "Fortsetzen",
  cancel: "Endgültig abbrechen",
  cancelSays: "Was abgegangen ist, bleibt, wo es ist. Alles andere entfällt.",
  stale: (state) => `Es wurde nichts geändert: Die Kampagne war schon weiter. Jetzt steht da „${state}“.`,
  unknown: "Das Formular sagt nicht, was zu tun ist. Öffnen Sie die Seite neu und drücken Sie eine ihrer Tasten.",
  still: "Diese Seite nicht mehr neu laden",
  moving: "Von selbst neu laden",
  back: "Alle Kampagnen",
  audience: "Empfängerkreis",
  audienceSays: (activity, purpose) =>
    `Menschen mit einem Datensatz unter „${activity}“, deren Daten jetzt ${activity === purpose ? "diesem Zweck" : `„${purpose}“`} dienen dürfen. Wer sich abgemeldet hat, ist nicht dabei.`,
  status: "Stufe",
  any: "Jede",
  since: "Seit",
  contents: "Was darin steht",
  count: "Zählen",
  start: "Beginnen",
  startSays: "Sie beginnt sofort und lässt sich anhalten und abbrechen.",
  reach: (people, count, exact) => `${exact ? "" : "Mindestens "}${toMenschen(people, count)}`,
  reached: (people, count, exact) =>
    `${exact ? "" : "Mindestens "}${count} ${people === 1 ? "weiterer Mensch hat" : "weitere haben"} sie schon und ${people === 1 ? "ist" : "sind"} nicht dabei.`,
  held: (people, count, exact) =>
    `${exact ? "" : "Mindestens "}${count} ${people === 1 ? "weiterer Mensch ist" : "weitere sind"} nicht dabei, weil eine angehaltene Kampagne sie für ${people === 1 ? "ihn" : "sie"} zurückhält. Setzen Sie jene fort, oder brechen Sie sie ab, um neu zu schreiben.`,
  nobody: "Niemand würde sie erhalten.",
  test: "Erst ausprobieren",
  testSays: "Schickt sie nur an Ihre eigene Adresse, mit erfundenen Angaben und „[Test]“ vor dem Betreff.",
  testSend: "An mich schicken",
  testIn: "Sprache",
  testSent: (language) => `Sie ist zu Ihnen unterwegs, in dieser Sprache: ${language}.`,
  testFailed:
    "Sie konnte Ihnen nicht geschickt werden. Sehen Sie bei den Weitergaben nach, ob Post hinausgeht, und versuchen Sie es noch einmal.",
  wasTest: "Das war ein Test",
  wasTestSays:
    "Niemand wurde abgemeldet, und nichts wurde geändert. In der E-Mail, die an Leserinnen und Leser geht, führt dieser Link alle zu einer Seite, auf der sie sich selbst abmelden.",
  wrong: "Sie wurde nicht begonnen.",
  missing: (names) => `Bitte ausfüllen, was in der E-Mail steht: ${names.join(", ")}.`,
  noDate: (field) => `„${field}“ ist kein Datum. Wählen Sie eines, oder lassen Sie es leer.`,
  noStage: "Eine solche Stufe ist nicht erklärt. Wählen Sie eine aus der Liste.",
  begun: "Sie wurde schon begonnen.",
  toBegun: "Ansehen, wie weit sie ist",
  earlier: "Schon verschickt",
  sentOn: (day, people, count) => `Verschickt am ${day} an ${toMenschen(people, count)}`,
  otherValues: "Mit anderem Inhalt: Sie gilt als eine andere E-Mail.",
  earlierSays: "Wer sie schon hat, ist nicht dabei.",
  again: "Auch an alle schicken, die sie schon haben",
};

function toMenschen(people: number, count: string): string {
  return `${count} ${people === 1 ? "Mensch" : "Menschen"}`;
}
