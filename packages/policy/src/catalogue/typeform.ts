import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Forms of Typeform in the page's content. */
export function typeform<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Typeform",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows a form or a survey inside our pages. Typeform learns your IP address and what you answer.",
      de: "Zeigt ein Formular oder eine Umfrage auf unseren Seiten. Typeform erfährt Ihre IP-Adresse und Ihre Antworten.",
    },
    party: "third",
    policy: "https://www.typeform.com/privacy-policy/",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "tf_respondent_cc", life: "P6M", party: "third", domain: "typeform.com" },
      { kind: "cookie", name: "attribution_user_id", life: "P1Y", party: "third", domain: "typeform.com" },
    ],
    // https://github.com/Typeform/embed, packages/embed, 2026-12
    hosts: { frame: ["form.typeform.com"], script: ["embed.typeform.com"], style: ["embed.typeform.com"] },
    load: [],
    embed: true,
  });
}
