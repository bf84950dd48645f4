import type { Duration } from "../words/storage.ts";
import type { Text } from "../words/text.ts";
import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";

/**
 * The site's own audience measurement: one first-party cookie and hits to the site itself. Nothing of it leaves the site, so it
 * has neither hosts nor a recipient.
 *
 * @example
 * trackers: { audience: audience({ purpose: "audience", name: "Northwind website", script: "/audience.js" }) }
 */
export function audience<const U extends string>(entry: {
  readonly purpose: U;
  /** What the table of trackers calls it: the site's own name. */
  readonly name: string;
  /** Path of the script on the site. */
  readonly script: `/${string}`;
  /** Name of its cookie. */
  readonly cookie?: string;
  readonly policy?: `https://${string}`;
  readonly duration?: Duration;
  readonly says?: Text;
}): Tracker<U> {
  return toHeld(entry, {
    name: entry.name,
    purpose: entry.purpose,
    says: entry.says ?? {
      en: "Measures our audience, so that we can improve what the website says and shows.",
      de: "Misst unsere Reichweite, damit wir die Inhalte der Website verbessern können.",
    },
    party: "first",
    ...(entry.policy === undefined ? {} : { policy: entry.policy }),
    duration: "P24M",
    // The cookie lives for 13 months, the most that the CNIL's guidance on audience measurement allows:
    // https://www.cnil.fr/en/sheet-ndeg16-use-analytics-your-websites-and-applications
    stores: [{ kind: "cookie", name: entry.cookie ?? "audience", life: "P13M", party: "first" }],
    hosts: {},
    // Source: the site itself serves the script and takes its hits; nothing else is contacted (https://www.w3.org/TR/beacon/).
    load: [{ script: entry.script }],
  });
}
