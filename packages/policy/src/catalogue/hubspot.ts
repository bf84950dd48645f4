import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** HubSpot's tracking code, in its European data centre where `region` says so. */
export function hubspot<const U extends string>(
  entry: Entry<U> & { readonly portalId: string; readonly region?: "na1" | "eu1" },
): Tracker<U> {
  return toHeld(entry, {
    name: "HubSpot",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses visits, shows forms and chats, and tells our staff which pages a known contact has read.",
      de: "Wertet Besuche aus, zeigt Formulare und Chats und zeigt unseren Mitarbeitenden, welche Seiten ein bekannter Kontakt gelesen hat.",
    },
    party: "third",
    policy: "https://legal.hubspot.com/privacy-policy",
    duration: "P13M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "__hstc", life: "P13M", party: "first" },
      { kind: "cookie", name: "hubspotutk", life: "P13M", party: "first" },
      { kind: "cookie", name: "__hssc", life: "PT30M", party: "first" },
      { kind: "cookie", name: "__hssrc", life: "session", party: "first" },
      { kind: "cookie", name: "messagesUtk", life: "P13M", party: "first" },
      { kind: "cookie", name: "__hs_opt_out", life: "P13M", party: "first" },
      { kind: "cookie", name: "__hs_do_not_track", life: "P13M", party: "first" },
      { kind: "cookie", name: "__hs_initial_opt_in", life: "P7D", party: "first" },
      { kind: "cookie", name: "hs_ab_test", life: "session", party: "first" },
      { kind: "cookie", name: "hs-messages-is-open", life: "PT30M", party: "first" },
      { kind: "cookie", name: "hs-messages-hide-welcome-message", life: "P1D", party: "first" },
    ],
    // https://github.com/ghostery/trackerdb and https://github.com/simstudioai/sim/pull/5804, 2026-12
    hosts: {
      script: [
        `js${entry.region === "eu1" ? "-eu1" : ""}.hs-scripts.com`,
        "*.hs-analytics.net",
        "*.hs-banner.com",
        "*.hscollectedforms.net",
      ],
      connect: ["*.hubspot.com", "*.hubapi.com", "*.hscollectedforms.net", "*.hs-banner.com"],
      image: ["*.hubspot.com", "*.hscollectedforms.net"],
      frame: ["*.hubspot.com"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [
      {
        script: `https://js${entry.region === "eu1" ? "-eu1" : ""}.hs-scripts.com/${encodeURIComponent(entry.portalId)}.js`,
      },
    ],
  });
}
