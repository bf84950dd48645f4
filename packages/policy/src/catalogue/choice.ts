import { choiceCookieNames } from "../choice-cookie.ts";
import type { Text } from "../words/text.ts";
import type { Tracker } from "../words/tracker.ts";

/**
 * The cookie in which the choice itself is kept. Without it a refusal could not be remembered, which makes it strictly necessary.
 *
 * @example
 * trackers: { choice: choiceCookie({ purpose: "compliance" }) }
 */
export function choiceCookie<const U extends string>(entry: {
  readonly purpose: U;
  readonly says?: Text;
  readonly necessary?: Text;
}): Tracker<U> {
  return {
    name: "Abide",
    purpose: entry.purpose,
    says: entry.says ?? {
      en: "Remembers which trackers you allowed and which you refused.",
      de: "Merkt sich, welche Tracker Sie erlaubt und welche Sie abgelehnt haben.",
    },
    party: "first",
    duration: "P180D",
    // Set by the server in the answer to a choice: signed, holds no profile. The law asks that a refusal be remembered as long
    // as a consent is: https://www.cnil.fr/en/cookies-and-other-tracking-devices-cnil-publishes-new-guidelines
    stores: [choiceCookieNames.https, choiceCookieNames.http].map((name) => ({
      kind: "cookie",
      name,
      life: "P180D",
      party: "first",
      httpOnly: true,
    })),
    hosts: {},
    load: [],
    necessary: entry.necessary ?? {
      en: "Without it we could not keep your choice and would have to ask you on every page.",
      de: "Ohne dieses Cookie könnten wir Ihre Entscheidung nicht behalten und müssten auf jeder Seite neu fragen.",
    },
  };
}
