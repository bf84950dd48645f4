import type { Language } from "@abide/policy";
import type { CampaignReason, CampaignState } from "./campaign.ts";

/** What the console's room of campaigns says. */
export interface CampaignTexts {
  readonly language: Language;
  readonly lead: string;
  readonly prepare: string;
  readonly noPromotions: string;
  readonly toPrepare: string;
  readonly goesTo: (activity: string, purpose: string) => string;
  readonly sent: string;
  readonly none: string;
  readonly notices: string;
  readonly noticesSays: string;
  readonly noNotices: string;
  readonly difference: string;
  readonly all: string;
  readonly allSays: string;
  readonly toAll: string;
  readonly states: { readonly [state in CampaignState]: string };
  readonly reasons: { readonly [reason in CampaignReason]?: string };
  readonly otherwise: string;
  readonly of: (left: string, all: string) => string;
  /** Stands behind it: of those who were denied, or given up. */
  readonly lost: (count: string) => string;
  readonly startedBy: (at: string, by: string) => string;
  readonly numbers: string;
  readonly people: string;
  readonly delivered: string;
  readonly waiting: string;
  readonly denied: string;
  readonly dead: string;
  readonly dropped: string;
  readonly leftOut: string;
  readonly measured: string;
  readonly opens: string;
  readonly clicks: string;
  readonly counted: string;
  readonly uncounted: string;
  readonly pause: string;
  readonly resume: string;
  readonly cancel: string;
  readonly cancelSays: string;
  /** A form that came too late: what the campaign is by now. */
  readonly stale: (state: string) => string;
  readonly unknown: string;
  readonly still: string;
  readonly moving: string;
  readonly back: string;
  readonly audience: string;
  readonly audienceSays: (activity: string, purpose: string) => string;
  readonly status: string;
  readonly any: string;
  readonly since: string;
  readonly contents: string;
  readonly count: string;
  readonly start: string;
  readonly startSays: string;
  readonly reach: (people: number, count: string, exact: boolean) => string;
  /** Of those who have it already. */
  readonly reached: (people: number, count: string, exact: boolean) => string;
  /** Of those for whom a paused campaign holds it. */
  readonly held: (people: number, count: string, exact: boolean) => string;
  readonly nobody: string;
  readonly test: string;
  readonly testSays: string;
  readonly testSend: string;
  readonly testIn: string;
  readonly testSent: (language: string) => string;
  readonly testFailed: string;
  /** The page behind the link that ends it, of a test. */
  readonly wasTest: string;
  readonly wasTestSays: string;
  readonly wrong: string;
  readonly missing: (names: readonly string[]) => string;
  readonly noDate: (field: string) => string;
  readonly noStage: string;
  readonly begun: string;
  readonly toBegun: string;
  readonly earlier: string;
  readonly sentOn: (day: string, people: number, count: string) => string;
  readonly otherValues: string;
  readonly earlierSays: string;
  readonly again: string;
}

const en: CampaignTexts = {
  language: "en",
  lead: "Mail to many. Each letter is decided upon again as it leaves: who said no in between gets nothing.",
  prepare: "Prepare",
  noPromotions: "No promotion is declared. They are in the list that the engine is given.",
  toPrepare: "Choose an audience",
  goesTo: (activity, purpose) =>
    activity === purpose ? `To people under “${activity}”` : `To people under “${activity}”, for “${purpose}”`,
  sent: "Campaigns",
  none: "There has been none.",
  notices: "Notices of changes",
  noticesSays:
    "When a version of the policy changes materially what happens with data, everybody concerned is told, once.",
  noNotices: "No version has made one necessary.",
  difference: "What changed",
  all: "All mails",
  allSays: "Every mail that this website can send, as people see it.",
  toAll: "Look at the mails",
  states: { running: "Running", paused: "Paused", cancelled: "Cancelled", failed: "Failed", done: "Done" },
  reasons: {
    undeclared:
      "The promotion, or what it needs of the policy, is not declared any more. Declare it again, or prepare another.",
    "other-activity": "The promotion is not about people of this activity.",
    "missing-value": "Please fill in everything that stands in the mail.",
    "other-plan": "This form began another mail before. Prepare it anew.",
    nobody: "Nobody would get it. Choose other conditions, or send it also to those who have it already.",
    "not-lookup":
      "Records cannot be found by one of the conditions. Leave it empty, or have its field declared as a look-up.",
    "wrong-value": "Something that was filled in has a value that it cannot have. Correct it, or leave it empty.",
    "not-staff": "The website may not read this audience: a role keeps the purpose to itself.",
    failed: "The store does not answer. Try again in a minute.",
  },
  otherwise: "This cannot be sent: the policy does not allow it for this purpose. See what it declares for it.",
  of: (left, all) => `${left} of ${all} have left`,
  lost: (count) => `${count} were denied or given up`,
  startedBy: (at, by) => `Started ${at} by ${by}`,
  numbers: "In numbers",
  people: "Written to",
  delivered: "Delivered",
  waiting: "Waiting",
  denied: "Denied as they left",
  dead: "Given up",
  dropped: "Cancelled",
  leftOut: "Left out: unsubscribed, bounced, there twice, or has it already",
  measured: "What was counted",
  opens: "Opened",
  clicks: "Followed a link",
  counted:
    "Only people who agreed to be counted are in these numbers. The mail to all others has no picture and plain links.",
  uncounted: "This promotion counts nothing.",
  pause: "Pause",
  resume: "Resume",
  cancel: "Cancel for good",
  cancelSays: "What has left stays where it is. Everything else is dropped.",
  stale: (state) => `Nothing was changed: the campaign had moved on before. It now says “${state}”.`,
  unknown: "The form does not say what to do. Open the page again and press one of its buttons.",
  still: "Stop reloading this page",
  moving: "Reload it by itself",
  back: "All campaigns",
  audience: "Audience",
  audienceSays: (activity, purpose) =>
    `People with a record under “${activity}” whose data may serve ${activity === purpose ? "this purpose" : `“${purpose}”`} now. Who unsubscribed is left out.`,
  status: "Stage",
  any: "Any",
  since: "Since",
  contents: "What stands in it",
  count: "Count them",
  start: "Start",
  startSays: "It begins at once, and can be paused and cancelled.",
  reach: (people, count, exact) => `${exact ? "" : "At least "}${toPeople(people, count)}`,
  reached: (people, count, exact) =>
    `${exact ? "" : "At least "}${count} more ${people === 1 ? "has" : "have"} it already and ${people === 1 ? "is" : "are"} left out.`,
  held: (people, count, exact) =>
    `${exact ? "" : "At least "}${count} more ${people === 1 ? "is" : "are"} left out since a paused campaign holds it for ${people === 1 ? "this person" : "them"}. Resume that one, or cancel it to write to them anew.`,
  nobody: "Nobody would get it.",
  test: "Try it first",
  testSays: "Sends it to your own address alone, with invented values and “[Test]” before its subject.",
  testSend: "Send it to me",
  testIn: "Language",
  testSent: (language) => `It is on its way to you, in this language: ${language}.`,
  testFailed: "It could not be sent to you. See among the disclosures whether mail leaves, then try again.",
  wasTest: "That was a test",
  wasTestSays:
    "Nobody was unsubscribed, and nothing was changed. In the mail that goes to readers, this link leads each of them to a page where they end it for themselves.",
  wrong: "It was not started.",
  missing: (names) => `Please fill in what stands in the mail: ${names.join(", ")}.`,
  noDate: (field) => `“${field}” is no date. Choose one, or leave it empty.`,
  noStage: "The policy declares no such stage. Choose one of the list.",
  begun: "This was started already.",
  toBegun: "See how far it is",
  earlier: "Sent before",
  sentOn: (day, people, count) => `Sent on ${day} to ${toPeople(people, count)}`,
  otherValues: "With something else standing in it: this one counts as another mail.",
  earlierSays: "Who has it already is left out.",
  again: "Send it to those too who have it already",
};

const de: CampaignTexts = {
  language: "de",
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
  startedBy: (at, by) => `Begonnen ${at} von ${by}`,
  numbers: "In Zahlen",
  people: "Angeschrieben",
  delivered: "Zugestellt",
  waiting: "Wartend",
  denied: "Beim Abgang verwehrt",
  dead: "Aufgegeben",
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

export const toCampaignTexts = (language: Language): CampaignTexts => (language === "de" ? de : en);

const toPeople = (people: number, count: string): string => `${count} ${people === 1 ? "person" : "people"}`;
const toMenschen = (people: number, count: string): string => `${count} ${people === 1 ? "Mensch" : "Menschen"}`;

/** What stands before the subject of a test, in the language of the mail. */
export const toTestMark = (language: Language): string => tests[language.split("-")[0]!] ?? "Test";

const tests: { readonly [language: string]: string } = {
  ar: "اختبار",
  es: "Prueba",
  it: "Prova",
  ja: "テスト",
  pt: "Teste",
  uk: "Тест",
  zh: "测试",
};
