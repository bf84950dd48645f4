import type { TextsOf } from "@abide/policy";

/** What the page says where a package is fetched. */
export const en = {
  title: "A sealed package",
  says: "{controller} has put together a package for: {recipient}. It can be fetched once, until {until}.",
  fetch: "Fetch the package",
  once: "With this the link is used up. Whoever made the package can give you another one.",
  openTitle: "How it is opened",
  openSays: "With the key that you named, or the passphrase that you were told, and while the package lasts:",
  openPlain: "With the program age, the same in two steps:",
  openUntil:
    "The package's own key is handed out by this website until {until}, and destroyed then. What you have not opened by that day stays closed.",
  unknown: "There is no package behind this link. It may have been replaced by a newer one.",
  used: "This package has been fetched with this link already. If that was not you, say so at once.",
  ended: "This package has ended. Its file and its key are destroyed.",
  outdated: "This package is out of date and was destroyed before it was fetched. It has to be made anew.",
  ask: "Who made it can help: {contact}",
};

export type PackagePageTexts = TextsOf<typeof en>;
