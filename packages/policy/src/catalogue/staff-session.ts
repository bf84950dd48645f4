import type { Text } from "../words/text.ts";
import type { Tracker } from "../words/tracker.ts";

/**
 * The cookies with which the company's own people stay signed in. Visitors never get them.
 *
 * @example
 * trackers: { staff: staffSession({ purpose: "administration" }) }
 */
export function staffSession<const U extends string>(entry: {
  readonly purpose: U;
  readonly says?: Text;
  readonly necessary?: Text;
}): Tracker<U> {
  return {
    name: "Staff session",
    purpose: entry.purpose,
    says: entry.says ?? {
      en: "Keeps our own people signed in while they work.",
      de: "Hält unsere eigenen Leute bei der Arbeit angemeldet.",
    },
    party: "first",
    duration: "P1D",
    // One with the prefix `__Host-` over https, one without on a developer's own machine; a session, its second step, its passkey:
    // https://www.rfc-editor.org/rfc/rfc6265#section-4.1.2
    stores: ["__Host-abide-staff*", "abide-staff*"].map((name) => ({
      kind: "cookie",
      name,
      life: "P1D",
      party: "first",
      httpOnly: true,
    })),
    hosts: {},
    load: [],
    necessary: entry.necessary ?? {
      en: "Nobody could sign in without it.",
      de: "Ohne dieses Cookie könnte sich niemand anmelden.",
    },
  };
}
