import type { TextsOf } from "@abide/console";

/** What the pages of successions say: to staff, and in `page` to the people whom it is about. */
export const en = {
  title: "Succession",
  says: "When the company or a part of it changes hands: what is held goes along as one act, told before.",
  plan: "Plan a transfer",
  none: "There is none.",
  planSays: "Everybody concerned is told, and can object, before anything leaves.",
  noSuccessor: "The policy declares no successor.",
  activities: "Activities",
  company: "The company that takes over",
  person: "Person there",
  email: "E-mail address",
  effective: "Takes effect on",
  days: "Days of notice",
  daysHint: "At least 14.",
  planIt: "Plan it",
  planned: "The transfer is planned.",
  noArchive:
    "There is no archive to fetch. If somebody said no before it was fetched, or something in it was erased or over its time, carry it out once more: its manifest is another one then. If it was fetched before, it was destroyed here because of that: the successor has theirs.",
  aTransfer: "A transfer",
  moving: "Under way. This page shows how far.",
  theTransfer: "The transfer",
  to: "To",
  recipient: "Recipient",
  toldBefore: "Told before",
  someDays: "{count} days",
  allTold: "All told on",
  objections: "Objections",
  manifest: "Manifest",
  howFar: "How far",
  peopleTold: "People told",
  untold: "{count} could not be told, and are left out of the transfer.",
  transferred: "Records transferred",
  withheld: "Held back: {withheld}. Parts: {parts}.",
  cancel: "Cancel it",
  cancelSays: "It does not take place then, and what was written of it is destroyed.",
  executedSays:
    "Only the successor's key opens the archive. Tell them the manifest's hash by another way: they import nothing without it.",
  acts: {
    planned: "Tell everybody",
    noticing: "Go on telling",
    noticed: "Carry it out",
    executing: "Go on",
    executed: "Fetch the archive",
  },
  states: {
    planned: "planned",
    noticing: "people are being told",
    noticed: "everybody is told",
    executing: "under way",
    executed: "carried out",
    cancelled: "cancelled",
  },
  reasons: {
    nobody: "Tick at least one activity in which something is held about somebody.",
    "no-template":
      "There are no words to tell people with. Give the website a mail for this notice, for each activity of the transfer.",
    "same-person": "You planned this transfer. Another person carries it out.",
    "wrong-adviser": "Give the company, and the name and e-mail address of a person there.",
    "wrong-time": "People are told at least 14 days before. Choose a day for the transfer that leaves that time.",
  },
};

export type SuccessionWords = TextsOf<typeof en>;
