import type { Compiled } from "../compile.ts";
import { promotionalTerms } from "../words/purpose.ts";
import type { Recipient } from "../words/recipient.ts";

/** Whether it decides for itself what it does with data. */
const decides = ({ role }: Recipient): boolean => role !== "processor";

/**
 * Recipients that get fields of ours for their own use, as data brokers or for advertising, without being asked for in a consent: what
 * California counts as a sale (CCPA 1798.140(ad)), money or not. What somebody consented to, they direct us to disclose (ad)(2)(A).
 */
export function toSold({ recipients, purposes }: Compiled): string[] {
  const isFree = (purpose: string) => Object.hasOwn(purposes, purpose) && purposes[purpose]!.basis !== "consent";
  return Object.keys(recipients).filter((key) => {
    const recipient = recipients[key]!;
    const takes = Object.values(recipient.takes ?? {}).some((fields) => (fields?.length ?? 0) > 0);
    const trades = recipient.category === "data-broker" || recipient.category === "advertising-partner";
    const promotes = recipient.for.some((purpose) => isPromotional(purposes, purpose));
    return takes && decides(recipient) && (trades || promotes) && recipient.for.some(isFree);
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
  return Object.hasOwn(purposes, purpose) && promotionalTerms.includes(purposes[purpose]!.term);
}
