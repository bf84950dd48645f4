import { isOfArticle9 } from "./activity.ts";
import type { SpecialCategory } from "./activity.ts";
import type { Text } from "./text.ts";

/** The six legal bases of GDPR article 6(1), in the order of its letters. */
export const bases = [
  "consent",
  "contract",
  "legal-obligation",
  "vital-interest",
  "public-task",
  "legitimate-interest",
] as const;
export type Basis = (typeof bases)[number];

/** What allows the use of special categories of data, in the order of the letters of GDPR article 9(2). */
export const conditions = [
  "explicit-consent",
  "employment-law",
  "vital-interest",
  "association",
  "made-public",
  "legal-claims",
  "substantial-public-interest",
  "health-care",
  "public-health",
  "research",
] as const;
export type Condition = (typeof conditions)[number];

/** The letter of GDPR article 9(2) that each condition is. */
export const conditionLetters: { readonly [condition in Condition]: string } = {
  "explicit-consent": "a",
  "employment-law": "b",
  "vital-interest": "c",
  association: "d",
  "made-public": "e",
  "legal-claims": "f",
  "substantial-public-interest": "g",
  "health-care": "h",
  "public-health": "i",
  research: "j",
};

/**
 * Purposes by their DPV 2.3 terms (https://w3id.org/dpv#Purpose). The vocabulary's terms for selling data are absent on
 * purpose: a sale cannot be declared.
 */
export const purposeTerms = [
  "AcademicResearch",
  "AccountManagement",
  "Advertising",
  "AntiTerrorismOperations",
  "CommunicationForCustomerCare",
  "CommunicationManagement",
  "CustomerCare",
  "CustomerManagement",
  "CustomerRelationshipManagement",
  "DirectMarketing",
  "EnforceAccessControl",
  "EnforceSecurity",
  "EstablishContractualAgreement",
  "FraudPreventionAndDetection",
  "FulfilmentOfContractualObligation",
  "FulfilmentOfObligation",
  "HumanResourceManagement",
  "IdentityVerification",
  "ImproveExistingProductsAndServices",
  "ImproveInternalCRMProcesses",
  "InternalResourceOptimisation",
  "LegalCompliance",
  "Marketing",
  "MembersAndPartnersManagement",
  "MisusePreventionAndDetection",
  "OptimisationForConsumer",
  "OptimisationForController",
  "OptimiseUserInterface",
  "OrganisationGovernance",
  "OrganisationRiskManagement",
  "PaymentManagement",
  "PersonalisedAdvertising",
  "Personalisation",
  "PersonnelHiring",
  "PersonnelManagement",
  "PublicRelations",
  "RecordManagement",
  "RequestedServiceProvision",
  "ResearchAndDevelopment",
  "RightsFulfilment",
  "ServicePersonalisation",
  "ServiceProvision",
  "ServiceUsageAnalytics",
  "SocialMediaMarketing",
  "TargetedAdvertising",
  "TechnicalServiceProvision",
  "UserInterfacePersonalisation",
  "Verification",
] as const;
export type PurposeTerm = (typeof purposeTerms)[number];

const promotional = [
  "Advertising",
  "DirectMarketing",
  "Marketing",
  "PersonalisedAdvertising",
  "SocialMediaMarketing",
  "TargetedAdvertising",
] as const satisfies readonly PurposeTerm[];
export type PromotionalTerm = (typeof promotional)[number];

/** The terms that are promotion: what a person can always object to, and what never is strictly necessary. */
export const promotionalTerms: readonly PurposeTerm[] = promotional;

/** What allows `purpose` to use data of special categories, where anything does. */
export function toCondition(purpose: {
  readonly basis?: Basis | undefined;
  readonly condition?: Condition | undefined;
}): Condition | undefined {
  return purpose.condition ?? (purpose.basis === "consent" ? "explicit-consent" : undefined);
}

/**
 * The condition that a reader of `policy` is told for the purpose `key`: the one declared, or the consent where data of a special
 * category rests on it.
 */
export function toShownCondition(
  policy: {
    readonly purposes: { readonly [purpose: string]: Purpose };
    readonly activities: {
      readonly [activity: string]: {
        readonly fields: {
          readonly [field: string]: { readonly for: readonly string[]; readonly special?: SpecialCategory };
        };
      };
    };
  },
  key: string,
): Condition | undefined {
  const purpose = Object.hasOwn(policy.purposes, key) ? policy.purposes[key] : undefined;
  const isSpecial = Object.values(policy.activities).some(({ fields }) =>
    Object.values(fields).some(({ special, for: purposes }) => isOfArticle9(special) && purposes.includes(key)),
  );
  return purpose && (isSpecial ? toCondition(purpose) : purpose.condition);
}

/** A decision that is made, or prepared, by a machine (GDPR 13(2)(f), 22). */
export interface AutomatedDecision {
  /** What goes into it and how it is weighed, so that a person can follow it. */
  readonly logic: Text;
  /** What follows for the person. */
  readonly effect: Text;
  /** No human decides before it takes effect. */
  readonly alone?: boolean;
  /** Where a person asks for a human to look at it, and contests it (GDPR 22(3)). */
  readonly review?: `/${string}` | `https://${string}`;
}

/** Why data is used. It has exactly one legal basis. */
export interface Purpose {
  readonly basis: Basis;
  readonly term: PurposeTerm;
  /** What is done with the data, as a verb phrase that follows "We use it to": "answer what you ask us". */
  readonly says: Text;
  /** A short name for tables and choices: "Support". The key, where it is left out. */
  readonly title?: Text;
  /** The interest pursued. GDPR 13(1)(d) wants it named where the basis is a legitimate interest. */
  readonly interest?: Text;
  /** What allows it to use data of special categories (GDPR 9(2)). "explicit-consent" where the basis is consent and it is left out. */
  readonly condition?: Condition;
  /** The law that it rests on, by its name and section. Some conditions and data about criminal offences want one (GDPR 9(2), 10). */
  readonly law?: Text;
  readonly automated?: AutomatedDecision;
  /** Traits, behaviour or preferences of people are evaluated by machine (GDPR 4(4)). */
  readonly profiling?: boolean;
  /** Data trains models of machines. */
  readonly training?: boolean;
  /** The path where a consent is withdrawn, where neither the choice centre nor a mail's unsubscribe link does it. */
  readonly withdrawal?: `/${string}`;
  /** Nothing is ever sold. The member exists so that saying otherwise does not compile. */
  readonly sale?: never;
}
