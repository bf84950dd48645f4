import { toDraft } from "./draft.ts";
import type { Issue } from "./issue.ts";
import { automatedBasis } from "./automated-basis.ts";
import { automatedWithoutReview } from "./automated-without-review.ts";
import { badName } from "./bad-name.ts";
import { brokenPromise } from "./broken-promise.ts";
import { choiceCookieUndeclared } from "./choice-cookie-undeclared.ts";
import { choiceWithoutOptions } from "./choice-without-options.ts";
import { clockNeverStarts } from "./clock-never-starts.ts";
import { clockStartsOutside } from "./clock-starts-outside.ts";
import { conditionWithoutLaw } from "./condition-without-law.ts";
import { controllerWithoutContact } from "./controller-without-contact.ts";
import { criminalOffenceBasis } from "./criminal-offence-basis.ts";
import { derogationForRegularTransfer } from "./derogation-for-regular-transfer.ts";
import { emptyActivity } from "./empty-activity.ts";
import { emptyText } from "./empty-text.ts";
import { emptyTracker } from "./empty-tracker.ts";
import { fieldWithoutPurpose } from "./field-without-purpose.ts";
import { gpcIgnored } from "./gpc-ignored.ts";
import { idleStatusEvent } from "./idle-status-event.ts";
import { impossibleStored } from "./impossible-stored.ts";
import { interestUnnamed } from "./interest-unnamed.ts";
import { lookupOnFile } from "./lookup-on-file.ts";
import { missingEffective } from "./missing-effective.ts";
import { missingMember } from "./missing-member.ts";
import { missingStorage } from "./missing-storage.ts";
import { missingTranslation } from "./missing-translation.ts";
import { necessaryForPromotion } from "./necessary-for-promotion.ts";
import { necessaryOnConsent } from "./necessary-on-consent.ts";
import { noAdequacy } from "./no-adequacy.ts";
import { noRepresentative } from "./no-representative.ts";
import { noWithdrawal } from "./no-withdrawal.ts";
import { notACountry } from "./not-a-country.ts";
import { notADate } from "./not-a-date.ts";
import { notADuration } from "./not-a-duration.ts";
import { notAHost } from "./not-a-host.ts";
import { notALanguage } from "./not-a-language.ts";
import { notAPolicy } from "./not-a-policy.ts";
import { notAnAddress } from "./not-an-address.ts";
import { notJson } from "./not-json.ts";
import { optionalWithoutConsent } from "./optional-without-consent.ts";
import { outlivesTracker } from "./outlives-tracker.ts";
import { over13Months } from "./over-13-months.ts";
import { over400Days } from "./over-400-days.ts";
import { promotionOnDuty } from "./promotion-on-duty.ts";
import { promotionalOnOtherBasis } from "./promotional-on-other-basis.ts";
import { promotionalWithoutOptOut } from "./promotional-without-opt-out.ts";
import { purposeWithoutBasis } from "./purpose-without-basis.ts";
import { recipientIdlePurpose } from "./recipient-idle-purpose.ts";
import { recipientOtherPurpose } from "./recipient-other-purpose.ts";
import { repeatedName } from "./repeated-name.ts";
import { repeatedStatus } from "./repeated-status.ts";
import { sale } from "./sale.ts";
import { severalBases } from "./several-bases.ts";
import { sourceUnnamed } from "./source-unnamed.ts";
import { specialInPublic } from "./special-in-public.ts";
import { specialWithoutCondition } from "./special-without-condition.ts";
import { staysUntilDeleted } from "./stays-until-deleted.ts";
import { storedTwice } from "./stored-twice.ts";
import { thirdPartyCookieWithoutDomain } from "./third-party-cookie-without-domain.ts";
import { thirdPartyWithoutPolicy } from "./third-party-without-policy.ts";
import { thirdPartyWithoutRecipient } from "./third-party-without-recipient.ts";
import { transactionalPromotes } from "./transactional-promotes.ts";
import { transferWithoutSafeguard } from "./transfer-without-safeguard.ts";
import { undeclaredActivity } from "./undeclared-activity.ts";
import { undeclaredCookie } from "./undeclared-cookie.ts";
import { undeclaredField } from "./undeclared-field.ts";
import { undeclaredHost } from "./undeclared-host.ts";
import { undeclaredPurpose } from "./undeclared-purpose.ts";
import { undeclaredRecipient } from "./undeclared-recipient.ts";
import { undeclaredTracker } from "./undeclared-tracker.ts";
import { unknownMember } from "./unknown-member.ts";
import { unknownValue } from "./unknown-value.ts";
import { unlistedLink } from "./unlisted-link.ts";
import { unusedPurpose } from "./unused-purpose.ts";
import { widgetWithoutTracker } from "./widget-without-tracker.ts";
import { wrongType } from "./wrong-type.ts";
import type { Rule } from "./rule.ts";

/** Every rule, by its code. A new rule is a new file and a line here. */
export const rules: readonly Rule[] = [
  automatedBasis,
  automatedWithoutReview,
  badName,
  brokenPromise,
  choiceCookieUndeclared,
  choiceWithoutOptions,
  clockNeverStarts,
  clockStartsOutside,
  conditionWithoutLaw,
  controllerWithoutContact,
  criminalOffenceBasis,
  derogationForRegularTransfer,
  emptyActivity,
  emptyText,
  emptyTracker,
  fieldWithoutPurpose,
  gpcIgnored,
  idleStatusEvent,
  impossibleStored,
  interestUnnamed,
  lookupOnFile,
  missingEffective,
  missingMember,
  missingStorage,
  missingTranslation,
  necessaryForPromotion,
  necessaryOnConsent,
  noAdequacy,
  noRepresentative,
  noWithdrawal,
  notACountry,
  notADate,
  notADuration,
  notAHost,
  notALanguage,
  notAPolicy,
  notAnAddress,
  notJson,
  optionalWithoutConsent,
  outlivesTracker,
  over13Months,
  over400Days,
  promotionOnDuty,
  promotionalOnOtherBasis,
  promotionalWithoutOptOut,
  purposeWithoutBasis,
  recipientIdlePurpose,
  recipientOtherPurpose,
  repeatedName,
  repeatedStatus,
  sale,
  severalBases,
  sourceUnnamed,
  specialInPublic,
  specialWithoutCondition,
  staysUntilDeleted,
  storedTwice,
  thirdPartyCookieWithoutDomain,
  thirdPartyWithoutPolicy,
  thirdPartyWithoutRecipient,
  transactionalPromotes,
  transferWithoutSafeguard,
  undeclaredActivity,
  undeclaredCookie,
  undeclaredField,
  undeclaredHost,
  undeclaredPurpose,
  undeclaredRecipient,
  undeclaredTracker,
  unknownMember,
  unknownValue,
  unlistedLink,
  unusedPurpose,
  widgetWithoutTracker,
  wrongType,
];

/**
 * Every problem of `policy`, all at once: of a declaration, of its compiled form, or of JSON that claims to be one. Whatever it
 * is given, it returns. The same declaration gives the same issues in the same order, also when its members are written in another.
 * An error blocks publishing, a warning informs.
 *
 * @example
 * check(policy).map((issue) => `${issue.path.join(".")}: ${issue.message} (${issue.source})`);
 */
export function check(policy: unknown): Issue[] {
  const draft = toDraft(policy);
  return rules
    .flatMap(({ code, level, source, find }) =>
      Array.from(find(draft), (found): Issue => ({ code, level, source, ...found })),
    )
    .sort((a, b) => comparePaths(a.path, b.path) || compareTexts(a.level, b.level) || compareTexts(a.code, b.code));
}

/** Numbers of a list by their size, names by their letters; what contains something before what it contains. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    const order = toRank(x) - toRank(y) || compareTexts(x, y);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** The place in a list, or after all of them where it is a name. */
function toRank(key: string): number {
  return /^\d{1,15}$/.test(key) ? Number(key) : Number.MAX_SAFE_INTEGER;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
