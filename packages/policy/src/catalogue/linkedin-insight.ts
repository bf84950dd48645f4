import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The LinkedIn Insight Tag. It has no documented consent call of its own, so loading it is the consent. */
export function linkedinInsight<const U extends string>(entry: Entry<U> & { readonly partnerId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "LinkedIn Insight Tag",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses our audience, so that our content reaches the people it is for.",
      de: "Analysiert unsere Reichweite, damit unsere Inhalte die richtigen Menschen erreichen.",
    },
    party: "third",
    policy: "https://www.linkedin.com/legal/privacy-policy",
    duration: "P24M",
    // https://www.consentstack.io/vendors/linkedin-insight-tag, https://cookiesentry.com/cookies/providers/linkedin (`li_gc`) and
    // the Open Cookie Database, https://github.com/jkwakman/Open-Cookie-Database, which leaves the domain of `li_sugr` and
    // `ln_or` blank: `ln_or` is taken as the site's, `li_sugr` as LinkedIn's. `li_fat_id` is set only after a click on an advert.
    stores: [
      { kind: "cookie", name: "li_fat_id", life: "P30D", party: "first" },
      { kind: "cookie", name: "ln_or", life: "P1D", party: "first" },
      { kind: "cookie", name: "bcookie", life: "P1Y", party: "third", domain: "linkedin.com" },
      { kind: "cookie", name: "bscookie", life: "P1Y", party: "third", domain: "linkedin.com" },
      { kind: "cookie", name: "lidc", life: "P1D", party: "third", domain: "linkedin.com" },
      { kind: "cookie", name: "li_gc", life: "P182D", party: "third", domain: "linkedin.com" },
      { kind: "cookie", name: "li_sugr", life: "P90D", party: "third", domain: "linkedin.com" },
      { kind: "cookie", name: "UserMatchHistory", life: "P30D", party: "third", domain: "linkedin.com" },
      { kind: "cookie", name: "AnalyticsSyncHistory", life: "P30D", party: "third", domain: "linkedin.com" },
    ],
    // https://github.com/ghostery/trackerdb; www.linkedin.com: https://www.consentstack.io/vendors/linkedin-insight-tag
    hosts: {
      script: ["snap.licdn.com"],
      connect: ["px.ads.linkedin.com"],
      image: ["px.ads.linkedin.com", "px4.ads.linkedin.com", "dc.ads.linkedin.com", "www.linkedin.com"],
    },
    // The snippet as public websites carry it: https://www.consentstack.io/vendors/linkedin-insight-tag
    load: [
      { set: "_linkedin_partner_id", value: entry.partnerId },
      { push: "_linkedin_data_partner_ids", args: [entry.partnerId], spread: true },
      { queue: "lintrk", into: ".q" },
      { script: "https://snap.licdn.com/li.lms-analytics/insight.min.js" },
    ],
  });
}
