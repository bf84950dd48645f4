import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Crazy Egg. `CE_NO_COOKIES`, its only documented switch, is not needed: it is not loaded before the choice. */
export function crazyEgg<const U extends string>(
  entry: Entry<U> & {
    /** Account number, eight digits. */
    readonly accountNumber: string;
  },
): Tracker<U> {
  const duration = "P5Y";
  return toHeld(entry, {
    name: "CrazyEgg",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses our audience, so that we can improve what the website says and shows.",
      de: "Analysiert unsere Reichweite, damit wir die Inhalte der Website verbessern können.",
    },
    party: "third",
    policy: "https://www.crazyegg.com/privacy",
    duration,
    // The Open Cookie Database, https://github.com/jkwakman/Open-Cookie-Database, which leaves the domain of most of them blank:
    // they are taken as the site's. `is_returning`: http://support.crazyegg.com/cookies/ (an old page). `_ceg.*`:
    // https://obscurity.ie/pt-br/tags/crazyegg, which states no life: the declared duration bounds them.
    stores: [
      { kind: "cookie", name: "_ce.s", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_CEFT", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_ceir", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_cer.v", life: "P31D", party: "first" },
      { kind: "cookie", name: "_ce.clock_event", life: "P1D", party: "first" },
      { kind: "cookie", name: "_ce.clock_data", life: "P1D", party: "first" },
      { kind: "cookie", name: "_ce.irv", life: "session", party: "first" },
      { kind: "cookie", name: "_ceg.s", life: duration, party: "first" },
      { kind: "cookie", name: "_ceg.u", life: duration, party: "first" },
      { kind: "cookie", name: "is_returning", life: "P5Y", party: "first" },
      { kind: "cookie", name: "cebs", life: "session", party: "third", domain: "crazyegg.com" },
      { kind: "cookie", name: "cebsp_*", life: "session", party: "third", domain: "crazyegg.com" },
    ],
    // https://github.com/ghostery/trackerdb, which knows the domain; the script's host as its snippet has it.
    hosts: { script: ["script.crazyegg.com"], connect: ["*.crazyegg.com"], image: ["*.crazyegg.com"] },
    // The number in two halves, as the snippet of https://www.crazyegg.com has it.
    load: [
      {
        script: `https://script.crazyegg.com/pages/scripts/${entry.accountNumber.slice(0, 4)}/${entry.accountNumber.slice(4)}.js`,
      },
    ],
  });
}
