import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Payment by PayPal's JavaScript SDK. */
export function paypal<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "PayPal",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Takes payments and recognises fraud. PayPal learns what you buy and recognises your browser.",
      de: "Wickelt Zahlungen ab und erkennt Betrug. PayPal erfährt, was Sie kaufen, und erkennt Ihren Browser wieder.",
    },
    party: "third",
    policy: "https://www.paypal.com/privacy-center/home",
    duration: "P3Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "ts", life: "P3Y", party: "third", domain: "paypal.com" },
      { kind: "cookie", name: "ts_c", life: "P3Y", party: "third", domain: "paypal.com" },
      { kind: "cookie", name: "enforce_policy", life: "P1Y", party: "third", domain: "paypal.com" },
      { kind: "cookie", name: "l7_az", life: "P1D", party: "third", domain: "paypal.com" },
      { kind: "cookie", name: "tsrce", life: "session", party: "third", domain: "paypal.com" },
      { kind: "cookie", name: "x-pp-s", life: "session", party: "third", domain: "paypal.com" },
      { kind: "cookie", name: "nsid", life: "session", party: "third", domain: "paypal.com" },
    ],
    // https://developer.paypal.com/sdk/js/best-practices, 2026-12
    hosts: {
      script: ["*.paypal.com", "*.paypalobjects.com", "*.venmo.com"],
      frame: ["*.paypal.com", "*.paypalobjects.com", "*.venmo.com"],
      connect: ["*.paypal.com", "*.paypalobjects.com", "*.venmo.com"],
      image: ["*.paypal.com", "*.paypalobjects.com", "*.venmo.com"],
      style: ["*.paypal.com", "*.paypalobjects.com", "*.venmo.com"],
      form: ["www.paypal.com"],
    },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  });
}
