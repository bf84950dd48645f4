import type { TextsOf } from "@abide/console";

/** The words of the pages of campaigns, for staff. */
export const en = {
  lead: "Mail to many. Each message is decided upon again as it leaves: who said no in between gets nothing.",
  prepare: "Prepare",
  noPromotions: "No promotion is declared. They are in the list that the engine is given.",
  toPrepare: "Choose an audience",
  goesTo: (activity: string, purpose: string) =>
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
  of: (left: string, all: string) => `${left} of ${all} have left`,
  lost: (count: string) => `${count} were denied or given up`,
  startedBy: "Started {at} by {by}",
  numbers: "In numbers",
  people: "Written to",
  delivered: "Delivered",
  waiting: "Waiting",
  denied: "Denied as they left",
  failed: "Given up",
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
  stale: (state: string) => `Nothing was changed: the campaign had moved on before. It now says “${state}”.`,
  unknown: "The form does not say what to do. Open the page again and press one of its buttons.",
  still: "Stop reloading this page",
  moving: "Reload it by itself",
  back: "All campaigns",
  audience: "Audience",
  audienceSays: (activity: string, purpose: string) =>
    `People with a record under “${activity}” whose data may serve ${activity === purpose ? "this purpose" : `“${purpose}”`} now. Who unsubscribed is left out.`,
  status: "Stage",
  any: "Any",
  since: "Since",
  contents: "What stands in it",
  count: "Count them",
  start: "Start",
  startSays: "It begins at once, and can be paused and cancelled.",
  reach: (people: number, count: string, exact: boolean) => `${exact ? "" : "At least "}${toPeople(people, count)}`,
  reached: (people: number, count: string, exact: boolean) =>
    `${exact ? "" : "At least "}${count} more ${people === 1 ? "has" : "have"} it already and ${people === 1 ? "is" : "are"} left out.`,
  held: (people: number, count: string, exact: boolean) =>
    `${exact ? "" : "At least "}${count} more ${people === 1 ? "is" : "are"} left out since a paused campaign holds it for ${people === 1 ? "this person" : "them"}. Resume that one, or cancel it to write to them anew.`,
  nobody: "Nobody would get it.",
  test: "Try it first",
  testSays: "Sends it to your own address alone, with invented values and “[Test]” before its subject.",
  testSend: "Send it to me",
  testIn: "Language",
  testSent: (language: string) => `It is on its way to you, in this language: ${language}.`,
  testFailed: "It could not be sent to you. See among the disclosures whether mail leaves, then try again.",
  wasTest: "That was a test",
  wasTestSays:
    "Nobody was unsubscribed, and nothing was changed. In the mail that goes to readers, this link leads each of them to a page where they end it for themselves.",
  wrong: "It was not started.",
  missing: (names: readonly string[]) => `Please fill in what stands in the mail: ${names.join(", ")}.`,
  noDate: (field: string) => `“${field}” is no date. Choose one, or leave it empty.`,
  noStage: "The policy declares no such stage. Choose one of the list.",
  begun: "This was started already.",
  toBegun: "See how far it is",
  earlier: "Sent before",
  sentOn: (day: string, people: number, count: string) => `Sent on ${day} to ${toPeople(people, count)}`,
  otherValues: "With something else standing in it: this one counts as another mail.",
  earlierSays: "Who has it already is left out.",
  again: "Send it to those too who have it already",
};

export type CampaignWords = TextsOf<typeof en>;

function toPeople(people: number, count: string): string {
  return `${count} ${people === 1 ? "person" : "people"}`;
}
