import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Posts of Instagram in the page's content. The script turns a quotation in the page into a frame. */
export function instagram<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Instagram",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows posts of Instagram inside our pages. Meta learns your IP address and the page you read, and recognises you if you are signed in.",
      de: "Zeigt Beiträge von Instagram auf unseren Seiten. Meta erfährt Ihre IP-Adresse und die Seite, die Sie lesen, und erkennt Sie, wenn Sie angemeldet sind.",
    },
    party: "third",
    policy: "https://privacycenter.instagram.com/policy",
    duration: "P9Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "ig_did", life: "P9Y", party: "third", domain: "instagram.com" },
      { kind: "cookie", name: "ig_cb", life: "P9Y", party: "third", domain: "instagram.com" },
      { kind: "cookie", name: "mid", life: "P9Y", party: "third", domain: "instagram.com" },
      { kind: "cookie", name: "ds_user_id", life: "P3M", party: "third", domain: "instagram.com" },
      { kind: "cookie", name: "shbid", life: "P1Y", party: "third", domain: "instagram.com" },
      { kind: "cookie", name: "shbts", life: "P1Y", party: "third", domain: "instagram.com" },
      { kind: "cookie", name: "sessionid", life: "P1Y", party: "third", domain: "instagram.com" },
    ],
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    hosts: { script: ["www.instagram.com"], frame: ["www.instagram.com"] },
    load: [],
    embed: true,
  });
}
