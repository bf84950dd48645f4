import type { TextsOf } from "@abide/console";

/** What the pages of packages say to staff. */
export const en = {
  title: "Packages",
  says: "Sealed for somebody outside, for one purpose, and for a time. What is kept here opens with their key alone.",
  make: "Make a package",
  none: "There is none yet.",
  newTitle: "A new package",
  ofRole: "For a purpose that a role holds, somebody of that role makes the package.",
  destroyed: "The package is destroyed.",
  noNewer: "It is not there any more, or has a newer link already.",
  counted: "Records: {records}. People: {people}. Fields of each: {fields}.",
  again:
    "This form was sent before, and its package is made. Its link was shown once; below is a button for a new one.",
  contents: "What is in it",
  addressee: "Who receives it",
  name: "Their name",
  email: "Their e-mail address",
  seal: "How it is sealed",
  makeIt: "Make the package",
  count: "Count first",
  forWhom: "For",
  recipient: "Recipient",
  activity: "Activity",
  fields: "Fields",
  records: "Records, people",
  until: "Until",
  wasUntil: "Was to last until",
  opened: "Key handed out",
  times: "{count} times",
  manifest: "Manifest",
  look: "Open",
  renew: "New link",
  destroy: "Destroy it",
  destroySays: "Its link and its key end: whoever has not opened it by then never will.",
  states: {
    ready: "not fetched yet",
    downloaded: "fetched",
    expired: "expired",
    revoked: "destroyed",
    outdated: "out of date: make it anew",
  },
};

export type PackageWords = TextsOf<typeof en>;
