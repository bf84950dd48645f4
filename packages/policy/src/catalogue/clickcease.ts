import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** ClickCease (CHEQ Essentials). It tells people from bots by what a device reveals, so it is optional like the others. */
export function clickcease<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "ClickCease",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Recognises fraudulent or malicious visits and blocks them.",
      de: "Erkennt betrügerische oder schädliche Zugriffe auf die Website und sperrt sie.",
    },
    party: "third",
    policy: "https://cheq.ai/privacy-policy/",
    duration: "P5Y",
    // The Open Cookie Database, https://github.com/jkwakman/Open-Cookie-Database, leaves their domain blank; the vendor says that
    // its cookies are the site's: https://support.cheq.ai/hc/en-us/articles/4432836217105-CHEQ-Cookies
    stores: [
      { kind: "cookie", name: "_cq_duid", life: "P3M", party: "first" },
      { kind: "cookie", name: "_cq_suid", life: "P3M", party: "first" },
    ],
    // https://github.com/ghostery/trackerdb; the pixel's host as its snippet has it.
    hosts: {
      script: ["www.clickcease.com"],
      connect: ["monitor.clickcease.com"],
      image: ["monitor.clickcease.com"],
    },
    // https://github.com/ghostery/trackerdb
    load: [{ script: "https://www.clickcease.com/monitor/stat.js" }],
  });
}
