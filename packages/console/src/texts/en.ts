import type { TextsOf } from "@abide/policy";

/** What the frame and the parts of the console say of themselves. */
export const en = {
  console: "Console",
  skip: "Skip to the content",
  pages: "Pages of the console",
  overview: "Overview",
  account: "Account",
  menu: "All pages",
  signOut: "Sign out",
  signedIn: "Signed in as {name}",
  languages: "Language of the console",
  policyInForce: "Policy in force",
  problems: "Please look at this again",
  optional: "optional",
  newer: "Newer",
  older: "Older",
  pager: "More of the list",
  none: "Nothing is here.",
};

export type KitTexts = TextsOf<typeof en>;
