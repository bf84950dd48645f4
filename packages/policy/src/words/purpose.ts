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
  /** The path where a consent is withdrawn, where neither the choice centre nor a mail's unsubscribe link does it. */
  readonly withdrawal?: `/${string}`;
  /** Nothing is ever sold. The member exists so that saying otherwise does not compile. */
  readonly sale?: never;
}
