import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Salesforce Account Engagement (Pardot), with the script of pi.pardot.com. An account that serves it from a subdomain of its own
 * has to declare that one. The Tracking and Consent API (`pdt`) exists only where the account switched it on, so it is not called.
 */
export function accountEngagement<const U extends string>(
  entry: Entry<U> & {
    /** `piAId` of the tracking code: the account, raised by 1000. */
    readonly accountId: string;
    /** `piCId` of the tracking code: the campaign. */
    readonly campaignId: string;
  },
): Tracker<U> {
  const duration = "P10Y";
  return toHeld(entry, {
    name: "Salesforce Pardot (Account Engagement)",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses how visitors move through our website.",
      de: "Analysiert, wie Besucher sich durch unsere Website bewegen.",
    },
    party: "third",
    policy: "https://www.salesforce.com/company/privacy/",
    duration,
    // Names: http://www.pardot.com/faqs/administration/pardot-track-activities/ and
    // https://www.flowconsent.com/en/services/marketing/pardot (`lpv_*`). The account sets the life to 180 to 3650 days:
    // http://help.pardot.com/customer/en/portal/articles/2273274-account-settings-reference. What `pi_opt_in` and `lpv_` live is
    // not documented by the vendor: the declared duration bounds them.
    stores: [
      { kind: "cookie", name: "visitor_id*", life: duration, party: "first" },
      { kind: "cookie", name: "pi_opt_in*", life: duration, party: "first" },
      { kind: "cookie", name: "visitor_id*", life: duration, party: "third", domain: "pardot.com" },
      { kind: "cookie", name: "lpv_*", life: duration, party: "third", domain: "pardot.com" },
    ],
    // https://github.com/ghostery/trackerdb and https://consentstack.io/vendors/salesforcecom; the hit is itself a script.
    hosts: { script: ["pi.pardot.com"], image: ["pi.pardot.com"] },
    // The snippet as public websites carry it; the script: https://consentstack.io/vendors/salesforcecom
    load: [
      { set: "piAId", value: entry.accountId },
      { set: "piCId", value: entry.campaignId },
      { set: "piHostname", value: "pi.pardot.com" },
      { script: "https://pi.pardot.com/pd.js" },
    ],
  });
}
