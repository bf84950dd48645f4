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
  readonly startedBy: (at: string, by: string) => string;
  readonly numbers: string;
  readonly people: string;
  readonly delivered: string;
  readonly waiting: string;
  readonly denied: string;
  readonly dead: string;
  readonly dropped: string;
  readonly leftOut: string;
  readonly opens: string;
  readonly clicks: string;
  readonly counted: string;
  readonly uncounted: string;
  readonly pause: string;
  readonly resume: string;
  readonly cancel: string;
  readonly cancelSays: string;
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
  readonly reach: (count: string, exact: boolean) => string;
  readonly nobody: string;
  readonly test: string;
  readonly testSays: string;
  readonly testSend: string;
  readonly testSent: string;
  readonly preview: string;
  readonly light: string;
  readonly dark: string;
  readonly previewOf: (title: string, language: string) => string;
  readonly text: string;
  readonly subject: string;
  readonly promotional: string;
  readonly transactional: string;
  readonly wrong: string;
}

const en: CampaignTexts = {
  language: "en",
  lead: "Mail to many. Each letter is decided upon again as it leaves: who said no in between gets nothing.",
  prepare: "Prepare",
  noPromotions: "No promotion is declared. They are in the list that the engine is given.",
  toPrepare: "Choose an audience",
  goesTo: (activity, purpose) => `To people under “${activity}”, for “${purpose}”`,
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
    undeclared: "This is not declared any more.",
    "other-activity": "The promotion is not about people of this activity.",
    "missing-value": "Please fill in everything that stands in the mail.",
    "not-lookup": "Records cannot be found by this.",
    "wrong-value": "A condition is not as it should be.",
    "not-staff": "The website may not read this audience: a role keeps the purpose to itself.",
    failed: "The store does not answer. Try again in a minute.",
  },
  otherwise: "This cannot be sent.",
  of: (left, all) => `${left} of ${all} have left`,
  startedBy: (at, by) => `Started ${at} by ${by}`,
  numbers: "In numbers",
  people: "Written to",
  delivered: "Delivered",
  waiting: "Waiting",
  denied: "Denied as they left",
  dead: "Given up",
  dropped: "Cancelled",
  leftOut: "Left out: unsubscribed, bounced, or there twice",
  opens: "Opened",
  clicks: "Followed a link",
  counted:
    "Only people who agreed to be counted are in these numbers. The mail to all others has no picture and plain links.",
  uncounted: "This promotion counts nothing.",
  pause: "Pause",
  resume: "Resume",
  cancel: "Cancel for good",
  cancelSays: "What has left stays where it is. Everything else is dropped.",
  still: "Stop reloading this page",
  moving: "Reload it by itself",
  back: "All campaigns",
  audience: "Audience",
  audienceSays: (activity, purpose) =>
    `People with a record under “${activity}” whose data may serve “${purpose}” now. Who unsubscribed is left out.`,
  status: "Stage",
  any: "Any",
  since: "Since",
  contents: "What stands in it",
  count: "Count them",
  start: "Start",
  startSays: "It begins at once, and can be paused and cancelled.",
  reach: (count, exact) => (exact ? `${count} people` : `At least ${count} people`),
  nobody: "Nobody would get it.",
  test: "Try it first",
  testSays: "Sends it to your own address alone, with invented values.",
  testSend: "Send it to me",
  testSent: "It is on its way to you.",
  preview: "As it is seen",
  light: "In the light",
  dark: "In the dark",
  previewOf: (title, language) => `${title}, ${language}`,
  text: "As text",
  subject: "Subject",
  promotional: "Promotion",
  transactional: "Transactional",
  wrong: "It was not started.",
};

const de: CampaignTexts = {
  language: "de",
  lead: "Post an viele. Über jeden Brief wird beim Abgang noch einmal entschieden: Wer inzwischen Nein gesagt hat, erhält nichts.",
  prepare: "Vorbereiten",
  noPromotions: "Es ist keine Werbung erklärt. Sie steht in der Liste, die die Engine erhält.",
  toPrepare: "Empfängerkreis wählen",
  goesTo: (activity, purpose) => `An Menschen unter „${activity}“, für „${purpose}“`,
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
    undeclared: "Das ist nicht mehr erklärt.",
    "other-activity": "Die Werbung betrifft keine Menschen dieser Tätigkeit.",
    "missing-value": "Bitte alles ausfüllen, was in der E-Mail steht.",
    "not-lookup": "Danach lassen sich keine Datensätze finden.",
    "wrong-value": "Eine Bedingung ist nicht so, wie sie sein sollte.",
    "not-staff": "Die Website darf diesen Kreis nicht lesen: Eine Rolle behält den Zweck für sich.",
    failed: "Der Speicher antwortet nicht. Versuchen Sie es in einer Minute noch einmal.",
  },
  otherwise: "Das kann nicht verschickt werden.",
  of: (left, all) => `${left} von ${all} sind abgegangen`,
  startedBy: (at, by) => `Begonnen ${at} von ${by}`,
  numbers: "In Zahlen",
  people: "Angeschrieben",
  delivered: "Zugestellt",
  waiting: "Wartend",
  denied: "Beim Abgang verwehrt",
  dead: "Aufgegeben",
  dropped: "Abgebrochen",
  leftOut: "Ausgelassen: abgemeldet, unzustellbar oder doppelt",
  opens: "Geöffnet",
  clicks: "Einem Link gefolgt",
  counted:
    "In diesen Zahlen sind nur Menschen, die dem Zählen zugestimmt haben. Die E-Mail an alle anderen enthält kein Zählbild und einfache Links.",
  uncounted: "Diese Werbung zählt nichts.",
  pause: "Anhalten",
  resume: "Fortsetzen",
  cancel: "Endgültig abbrechen",
  cancelSays: "Was abgegangen ist, bleibt, wo es ist. Alles andere entfällt.",
  still: "Diese Seite nicht mehr neu laden",
  moving: "Von selbst neu laden",
  back: "Alle Kampagnen",
  audience: "Empfängerkreis",
  audienceSays: (activity, purpose) =>
    `Menschen mit einem Datensatz unter „${activity}“, deren Daten jetzt „${purpose}“ dienen dürfen. Wer sich abgemeldet hat, ist nicht dabei.`,
  status: "Stufe",
  any: "Jede",
  since: "Seit",
  contents: "Was darin steht",
  count: "Zählen",
  start: "Beginnen",
  startSays: "Sie beginnt sofort und lässt sich anhalten und abbrechen.",
  reach: (count, exact) => (exact ? `${count} Menschen` : `Mindestens ${count} Menschen`),
  nobody: "Niemand würde sie erhalten.",
  test: "Erst ausprobieren",
  testSays: "Schickt sie nur an Ihre eigene Adresse, mit erfundenen Angaben.",
  testSend: "An mich schicken",
  testSent: "Sie ist zu Ihnen unterwegs.",
  preview: "So wird sie gesehen",
  light: "Im Hellen",
  dark: "Im Dunkeln",
  previewOf: (title, language) => `${title}, ${language}`,
  text: "Als Text",
  subject: "Betreff",
  promotional: "Werbung",
  transactional: "Ohne Werbung",
  wrong: "Sie wurde nicht begonnen.",
};

export const toCampaignTexts = (language: Language): CampaignTexts => (language === "de" ? de : en);
