import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Contentsquare's analysis of how pages are used. */
export function contentsquare<const U extends string>(entry: Entry<U> & { readonly tagId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Contentsquare",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses how our pages are used: what is clicked, how far one scrolls, where one hesitates.",
      de: "Wertet aus, wie unsere Seiten benutzt werden: was angeklickt wird, wie weit man scrollt, wo man zögert.",
    },
    party: "third",
    policy: "https://contentsquare.com/privacy-center/privacy-policy/",
    duration: "P13M",
    // https://github.com/jkwakman/Open-Cookie-Database and, for the first three,
    // https://help.heap.io/hc/en-us/articles/37271872515217-What-cookies-does-session-replay-set, 2026-12
    stores: [
      { kind: "cookie", name: "_cs_c", life: "P13M", party: "first" },
      { kind: "cookie", name: "_cs_id", life: "P13M", party: "first" },
      { kind: "cookie", name: "_cs_s", life: "PT30M", party: "first" },
      { kind: "cookie", name: "_cs_rl", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_cs_ex", life: "P30D", party: "first" },
      { kind: "cookie", name: "_cs_cvars", life: "session", party: "first" },
      { kind: "cookie", name: "_cs_root-domain", life: "session", party: "first" },
    ],
    // https://docs.contentsquare.com/en/web/content-security-policy, 2026-12
    hosts: {
      script: ["t.contentsquare.net", "*.contentsquare.net", "app.contentsquare.com"],
      connect: ["*.contentsquare.net", "*.contentsquare.com"],
      image: ["*.contentsquare.net"],
      worker: ["blob:"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [{ script: `https://t.contentsquare.net/uxa/${encodeURIComponent(entry.tagId)}.js` }],
  });
}
