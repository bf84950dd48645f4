import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The messenger of Intercom, for a workspace in the United States; others name further hosts, which Intercom lists by region. */
export function intercom<const U extends string>(entry: Entry<U> & { readonly appId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Intercom",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Lets you chat with us. Intercom recognises your browser, so that a conversation goes on where it was left.",
      de: "Lässt Sie mit uns chatten. Intercom erkennt Ihren Browser wieder, damit ein Gespräch dort weitergeht, wo es aufgehört hat.",
    },
    party: "third",
    policy: "https://www.intercom.com/legal/privacy",
    duration: "P9M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "intercom-id-*", life: "P9M", party: "first" },
      { kind: "cookie", name: "intercom-session-*", life: "P7D", party: "first" },
      { kind: "cookie", name: "intercom-device-id-*", life: "P9M", party: "first" },
    ],
    // https://www.intercom.com/help/en/articles/3894-using-intercom-with-content-security-policy, 2026-12
    hosts: {
      script: ["app.intercom.io", "widget.intercom.io", "js.intercomcdn.com"],
      connect: ["*.intercom.io", "*.intercom-messenger.com", "uploads.intercomcdn.com"],
      font: ["js.intercomcdn.com"],
      image: [
        "js.intercomcdn.com",
        "static.intercomassets.com",
        "downloads.intercomcdn.com",
        "uploads.intercomcdn.com",
      ],
      media: ["js.intercomcdn.com"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [
      { set: "intercomSettings", value: { app_id: entry.appId } },
      { queue: "Intercom", into: ".q" },
      { script: `https://widget.intercom.io/widget/${encodeURIComponent(entry.appId)}` },
    ],
  });
}
