import type { Policy } from "@abide/policy";
import { campaignsFeature, createCampaignsFeature } from "./campaigns/feature.ts";
import type { Campaigns } from "./campaigns/campaign.ts";
import { changeNoticesFeature, createChangeNoticesFeature } from "./change-notices/feature.ts";
import type { ChangeNotices } from "./change-notices/notice.ts";
import type { Feature } from "./core/feature.ts";
import type { Disclose, Disclosing } from "./disclosures/disclose.ts";
import type { DiscloseOptions, Disclosures } from "./disclosures/disclosures.ts";
import { createDisclosuresFeature, disclosuresFeature } from "./disclosures/feature.ts";
import type { DisclosureMails } from "./disclosures/notify.ts";
import { createLegalRequestsFeature, legalRequestsFeature } from "./legal-requests/feature.ts";
import type { LegalRequests } from "./legal-requests/legal-requests.ts";
import { createMailFeature, mailFeature } from "./mail/feature.ts";
import type { MailOptions, Mails } from "./mail/mail.ts";
import type { OpeningEngine } from "./open-engine.ts";
import { createPackagesFeature, packagesFeature } from "./packages/feature.ts";
import type { Packages } from "./packages/package.ts";
import { createSubscriptionsFeature } from "./subscriptions/feature.ts";
import type { Subscription } from "./subscriptions/subscription.ts";
import { createSuccessionFeature, successionFeature, type SuccessionApi } from "./succession/feature.ts";

/** What the standard features are set up with. */
export interface FeatureOptions<P extends Policy = Policy> {
  /** The transactional mail that can be sent, and the promotions. */
  readonly mail?: MailOptions | undefined;
  /** Those of the mails that tell people who receives their data. */
  readonly disclosureMails?: DisclosureMails | undefined;
  /** What people subscribe to: a consent that counts once it was confirmed at the address. */
  readonly subscriptions?: readonly Subscription[] | undefined;
  /** What speaks to each recipient, and which of them get records by themselves. */
  readonly disclose?: DiscloseOptions<P> | undefined;
}

/** The features that every engine has, each after those that it needs. */
export const toStandardFeatures = <P extends Policy>(options: FeatureOptions<P> = {}): readonly Feature[] => [
  createMailFeature(options.mail),
  createDisclosuresFeature(options.disclose),
  createSubscriptionsFeature(options.subscriptions),
  createChangeNoticesFeature(options.mail),
  createCampaignsFeature(options.mail),
  createPackagesFeature(),
  createSuccessionFeature(options.disclosureMails),
  createLegalRequestsFeature(options.disclosureMails),
];

/** All features of an engine: the standard ones, set up also with what the site's own bring for them, and then the site's own. */
export function toFeatures<P extends Policy>(
  options: FeatureOptions<P> & { readonly features?: readonly Feature[] },
): readonly Feature[] {
  const { mail, features = [] } = options;
  const own = features.flatMap(({ mails = [] }) => mails);
  const all = mail && own.length > 0 ? { ...mail, templates: [...mail.templates, ...own] } : mail;
  return [...toStandardFeatures({ ...options, mail: all }), ...features];
}

/** The standard features as they are called on an engine. */
export interface StandardApis<P extends Policy = Policy> {
  readonly mail: Mails;
  /** Promotional mail to a declared audience. */
  readonly campaigns: Campaigns;
  /** Mail about material changes of the policies: it goes out by itself. */
  readonly changeNotices: ChangeNotices;
  readonly disclose: Disclose<P>;
  /** Who received what. */
  readonly disclosures: Disclosures;
  /** Sealed packages for people outside: auditors, law firms. */
  readonly packages: Packages<P>;
  /** Requests of authorities: registered by one person, approved and disclosed by another. */
  readonly legalRequests: LegalRequests;
  /** The transfer of activities to a successor, and on the other side their import. */
  readonly succession: SuccessionApi;
}

export function toStandardApis<P extends Policy>({ feature, opened }: OpeningEngine): StandardApis<P> {
  const disclosures = async () => (await opened).feature(disclosuresFeature);
  return {
    mail: feature(mailFeature),
    campaigns: feature(campaignsFeature),
    changeNotices: feature(changeNoticesFeature),
    disclose: (async (asked: Disclosing) => {
      const opened = await disclosures().catch(() => undefined);
      return opened ? opened.disclose(asked) : { disclosed: false, reason: "failed", ids: [] };
    }) as unknown as Disclose<P>,
    disclosures: {
      received: async (subject) => (await disclosures()).received(subject),
      at: (recipient) => ({
        export: async (subject, because) => (await disclosures()).exportAt(recipient, subject, because),
      }),
    },
    packages: feature(packagesFeature),
    legalRequests: feature(legalRequestsFeature),
    succession: feature(successionFeature),
  };
}
