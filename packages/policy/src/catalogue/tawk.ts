import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The chat of tawk.to. */
export function tawk<const U extends string>(
  entry: Entry<U> & { readonly propertyId: string; readonly widgetId?: string },
): Tracker<U> {
  return toHeld(entry, {
    name: "tawk.to",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Lets you chat with us. tawk.to recognises your browser, so that a conversation goes on where it was left.",
      de: "Lässt Sie mit uns chatten. tawk.to erkennt Ihren Browser wieder, damit ein Gespräch weitergeht.",
    },
    party: "third",
    policy: "https://www.tawk.to/privacy-policy/",
    duration: "P6M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "TawkConnectionTime", life: "session", party: "first" },
      { kind: "cookie", name: "TawkCookie", life: "session", party: "first" },
      { kind: "cookie", name: "tawk_*", life: "P6M", party: "first" },
    ],
    // https://github.com/AmauriC/tarteaucitron.js and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["embed.tawk.to", "*.tawk.to"],
      connect: ["*.tawk.to"],
      style: ["*.tawk.to"],
      font: ["*.tawk.to"],
      image: ["*.tawk.to"],
      media: ["*.tawk.to"],
      frame: ["*.tawk.to"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [
      { set: "Tawk_API", value: {} },
      {
        script: `https://embed.tawk.to/${encodeURIComponent(entry.propertyId)}/${encodeURIComponent(entry.widgetId ?? "default")}`,
      },
    ],
  });
}
