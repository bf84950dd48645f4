import type { Compiled } from "../compile.ts";
import { promotionalTerms } from "../words/purpose.ts";
import type { Recipient, RecipientCategory } from "../words/recipient.ts";
import { own } from "./notice/context.ts";

/** Whether it decides for itself what it does with data. */
const decides = ({ role }: Recipient): boolean => role !== "processor";

/** What such recipients do with data is their trade. */
const trades: readonly RecipientCategory[] = ["data-broker", "advertising-partner", "marketing-partner"];
/** Companies of one group are one business, and who takes over a business takes its data along: neither is a sale (CCPA 1798.140(d), (ad)(2)). */
const withinBusiness: readonly RecipientCategory[] = ["affiliate", "successor"];

/**
 * Recipients that get fields of ours for their own use, to trade or to advertise, where nobody consented to it: what California counts
 * as a sale, money or not (CCPA 1798.140(ad)). What somebody consented to, they direct us to disclose.
 */
export function toSold({ recipients, purposes }: Compiled): string[] {
  return Object.keys(recipients).filter((key) => {
    const recipient = recipients[key]!;
    const { category } = recipient;
    const takes = Object.values(recipient.takes ?? {}).some((fields) => (fields?.length ?? 0) > 0);
    if (!takes || !decides(recipient) || withinBusiness.includes(category)) return false;
    return recipient.for.some((purpose) => {
      const basis = own(purposes, purpose)?.basis;
      const serves = trades.includes(category) || isPromotional(purposes, purpose);
      return basis !== undefined && basis !== "consent" && serves;
    });
  });
}

/**
 * Recipients whose trackers serve advertising and who decide for themselves: what California counts as sharing, for cross-context
 * behavioural advertising (CCPA 1798.140(ah)). `onConsent` where every one of these trackers waits for a consent.
 */
export function toShared({ recipients, purposes, trackers }: Compiled): {
  readonly recipients: readonly string[];
  readonly onConsent: boolean;
} {
  const sharing = Object.values(trackers).filter(
    ({ purpose, recipient }) =>
      isPromotional(purposes, purpose) &&
      recipient !== undefined &&
      Object.hasOwn(recipients, recipient) &&
      decides(recipients[recipient]!),
  );
  return {
    recipients: Object.keys(recipients).filter((key) => sharing.some(({ recipient }) => recipient === key)),
    onConsent: sharing.every(({ purpose }) => purposes[purpose]!.basis === "consent"),
  };
}

function isPromotional(purposes: Compiled["purposes"], purpose: string): boolean {
  const declared = own(purposes, purpose);
  return declared !== undefined && promotionalTerms.includes(declared.term);
}
