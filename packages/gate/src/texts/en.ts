import type { Texts } from "./texts.ts";

export const en: Texts = {
  ask: "May we use cookies and similar technologies for these purposes: {purposes}?",
  asksAgain: "Our policy has changed since you chose, so we ask again.",
  difference: "See what changed",
  accept: "Accept all",
  reject: "Reject all",
  details: "Details and choices",

  title: "Privacy choices",
  intro:
    "Here you decide what may run in your browser on this website. Nothing optional runs unless you allow it, and you can change your mind at any time.",
  withdraw: "To withdraw, press “{reject}”. What was stored on your device is then deleted.",
  close: "Close",
  save: "Save selection",

  now: "Your choice now",
  noChoice: "You have not made a choice yet. Nothing optional runs.",
  chosenOn: "Chosen on",
  allowed: "Trackers allowed",
  of: "{some} of {all}",
  keptUntil: "Kept until",
  version: "Policy version",
  receipt: "Receipt",

  all: "All allowed",
  mixed: "Some allowed",
  none: "None allowed",
  whole: "Allow all: {purpose}",
  nothingOptional: "This website uses nothing optional, so there is nothing to choose.",
  necessary: "Strictly necessary",
  always: "Always on",

  recipient: "Recipient",
  ourselves: "this website",
  recipientPolicy: "Its privacy policy",
  optOut: "Its own opt-out",
  life: "Kept for at most",
  stores: "Stored on your device",
  storesNothing: "Nothing",
  cookie: "Cookie",
  local: "Local storage",
  session: "Session storage",
  indexeddb: "Database",
  cache: "Cache",
  untilClosed: "until the browser is closed",
  untilDeleted: "until it is deleted",

  sending: "Sending your choice…",
  kept: "Your choice has been saved.",
  waits:
    "Your choice has been saved. It takes effect when the page reloads; we did not reload because a form is filled in.",
  again: "Reload now",
  failed: "Your choice could not be saved. Nothing has changed. Please try again.",

  signals: "Signals from your browser",
  honoured: "Opt-out request honoured: {signal}",
  outweighed: "You made your choice while your browser was sending this signal, so your choice applies.",
  refuses: "Counts as a refusal of everything optional.",
  ignores: "This website does not act on it.",
  sent: "Your browser sends it.",
  notSent: "Your browser does not send it.",

  optOuts: "Opting out with the advertising industry",
  optOutsSays:
    "On these pages you can opt out of interest-based advertising with many companies at once. They are an addition: here, rejecting is enough. You may still see advertising that is not based on your interests.",
  browser: "Cookies in your browser",
  browserSays:
    "Every browser lets you view, block and delete cookies in its settings. If you block the strictly necessary ones, parts of this website may not work.",
  policy: "Privacy policy",

  held: "Not loaded: {title}",
  holds: "If you show this, your IP address and the address of this page are sent to: {recipient}.",
  show: "Allow and show",
  open: "Open at the source",
};
