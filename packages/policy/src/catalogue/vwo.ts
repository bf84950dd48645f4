import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Experiments of VWO: variants of a page, and which of them serves better. */
export function vwo<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "VWO",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows you one of several variants of a page and compares which serves better.",
      de: "Zeigt Ihnen eine von mehreren Fassungen einer Seite und vergleicht, welche besser ankommt.",
    },
    party: "third",
    policy: "https://vwo.com/privacy-policy/",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "_vwo_uuid_v2", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_vwo_uuid", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_vis_opt_s", life: "P100D", party: "first" },
      { kind: "cookie", name: "_vis_opt_test_cookie", life: "P100D", party: "first" },
      { kind: "cookie", name: "_vis_opt_exp_*", life: "P100D", party: "first" },
      { kind: "cookie", name: "_vwo_sn", life: "P1D", party: "first" },
      { kind: "cookie", name: "_vwo_ds", life: "P2M", party: "first" },
      { kind: "cookie", name: "_vwo_referrer", life: "session", party: "first" },
    ],
    // https://gist.github.com/vwo-kb/71072f7b38c21f11ecd875899c6ac4e6 (VWO's own), 2026-12
    hosts: {
      script: ["*.visualwebsiteoptimizer.com", "app.vwo.com"],
      connect: ["*.visualwebsiteoptimizer.com", "app.vwo.com"],
      style: ["*.visualwebsiteoptimizer.com", "app.vwo.com"],
      image: ["*.visualwebsiteoptimizer.com", "app.vwo.com"],
      frame: ["*.visualwebsiteoptimizer.com", "app.vwo.com"],
      worker: ["blob:"],
    },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
