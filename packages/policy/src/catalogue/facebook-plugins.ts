import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Like button, comments, posts and pages of Facebook in the page's content. */
export function facebookPlugins<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Facebook plugins",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows posts, comments or a button of Facebook inside our pages. Meta learns which pages you read, and who you are if you are signed in.",
      de: "Zeigt Beiträge, Kommentare oder eine Schaltfläche von Facebook auf unseren Seiten. Meta erfährt, welche Seiten Sie lesen, und wer Sie sind, wenn Sie angemeldet sind.",
    },
    party: "third",
    policy: "https://www.facebook.com/privacy/policy/",
    duration: "P2Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "datr", life: "P2Y", party: "third", domain: "facebook.com" },
      { kind: "cookie", name: "sb", life: "P2Y", party: "third", domain: "facebook.com" },
      { kind: "cookie", name: "fr", life: "P90D", party: "third", domain: "facebook.com" },
      { kind: "cookie", name: "c_user", life: "P90D", party: "third", domain: "facebook.com" },
      { kind: "cookie", name: "xs", life: "P90D", party: "third", domain: "facebook.com" },
      { kind: "cookie", name: "wd", life: "session", party: "third", domain: "facebook.com" },
    ],
    // https://github.com/AmauriC/tarteaucitron.js and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["connect.facebook.net"],
      frame: ["www.facebook.com"],
      image: ["www.facebook.com"],
      connect: ["www.facebook.com"],
    },
    load: [],
    embed: true,
  });
}
