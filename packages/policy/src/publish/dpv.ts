import type { Compiled, CompiledActivity, CompiledField, Version } from "../compile.ts";
import type { Source } from "../words/activity.ts";
import type { Contact } from "../words/controller.ts";
import { conditionLetters, toShownCondition } from "../words/purpose.ts";
import type { Basis } from "../words/purpose.ts";
import { eea } from "../words/recipient.ts";
import type { RecipientRole, Safeguard } from "../words/recipient.ts";
import { rightArticles, rightsOf } from "../words/right.ts";
import type { Right } from "../words/right.ts";
import type { Subject } from "../words/subject.ts";
import type { Text } from "../words/text.ts";
import { toAnchor } from "./anchor.ts";

export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** The version of the vocabulary whose terms are used: https://w3id.org/dpv/2.3 */
export const dpvVersion = "2.3";

const basisTerms: { readonly [basis in Basis]: string } = {
  consent: "eu-gdpr:A6-1-a",
  contract: "eu-gdpr:A6-1-b",
  "legal-obligation": "eu-gdpr:A6-1-c",
  "vital-interest": "eu-gdpr:A6-1-d",
  "public-task": "eu-gdpr:A6-1-e",
  "legitimate-interest": "eu-gdpr:A6-1-f",
};

const safeguardTerms: { readonly [safeguard in Safeguard]: string } = {
  adequacy: "eu-gdpr:A45-3",
  "standard-clauses": "eu-gdpr:A46-2-c",
  "binding-rules": "eu-gdpr:A46-2-b",
  // Which of the derogations of article 49 it is, the declaration does not say.
  derogation: "dpv:DataTransferLegalBasis",
};

const sourceTerms: { readonly [source in Source]: string } = {
  person: "dpv:DataSubjectDataSource",
  // Observed from what the person does: the vocabulary counts that as the person, too.
  automatic: "dpv:DataSubjectDataSource",
  "third-party": "dpv:ThirdPartyDataSource",
  staff: "dpv:DataControllerDataSource",
};

/** People for whom the vocabulary has no term of their own are data subjects. */
const subjectTerms: { readonly [subject in Subject]: string } = {
  visitors: "dpv:Visitor",
  users: "dpv:User",
  customers: "dpv:Customer",
  prospects: "dpv:DataSubject",
  subscribers: "dpv:Subscriber",
  applicants: "dpv:JobApplicant",
  staff: "dpv:Employee",
  patients: "dpv:Patient",
  students: "dpv:Student",
  children: "dpv:Child",
  parents: "dpv:ParentOfDataSubject",
  members: "dpv:Member",
  donors: "dpv:DataSubject",
  participants: "dpv:Participant",
  "business-contacts": "dpv:DataSubject",
  suppliers: "dpv:DataSubject",
  relatives: "dpv:DataSubject",
  public: "dpv:DataSubject",
};

const roleTerms: { readonly [role in RecipientRole]: readonly string[] } = {
  processor: ["dpv:Recipient", "dpv:DataProcessor"],
  controller: ["dpv:Recipient", "dpv:DataController", "dpv:ThirdParty"],
  "joint-controller": ["dpv:Recipient", "dpv:JointDataControllers"],
};

/** Where the terms are defined. */
const context: JsonObject = {
  dpv: "https://w3id.org/dpv#",
  "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
  loc: "https://w3id.org/dpv/loc#",
  pd: "https://w3id.org/dpv/pd#",
  dct: "http://purl.org/dc/terms/",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

/** A text in the languages that it has, each with its tag. */
type Say = (text: Text) => Json;

/**
 * `version` as JSON-LD in the terms of the Data Privacy Vocabulary (https://w3id.org/dpv), to be served below the policy's path.
 * Purposes, activities, recipients and trackers are named by their anchors on the page. The context is in the document: nothing
 * is fetched to read it.
 */
export function toDpv(version: Version): JsonObject {
  const { policy } = version;
  const [language] = policy.languages;
  const say: Say = (text) =>
    typeof text === "string"
      ? { "@value": text, "@language": language }
      : Object.entries(text).map(([tag, words]) => ({ "@value": words, "@language": tag }));
  return {
    // Names within the document are the page's anchors.
    "@context": { "@base": policy.path, ...context },
    "@graph": [
      toNotice(version, say),
      toController(policy, say),
      ...toPurposes(policy, say),
      ...Object.entries(policy.activities).map(([key, activity]) => toActivity(policy, key, activity, say)),
      ...toRecipients(policy, say),
      ...toDisclosures(policy),
      ...toTrackers(policy, say),
    ],
  };
}

function toNotice({ policy, hash }: Version, say: Say): JsonObject {
  return {
    "@id": "",
    "@type": "dpv:PrivacyNotice",
    "dct:identifier": `sha256:${hash}`,
    "dct:title": say(policy.title),
    "dct:language": policy.languages,
    "dct:valid": { "@type": "xsd:date", "@value": policy.effective },
    "dct:conformsTo": term(`https://w3id.org/dpv/${dpvVersion}`),
    "dpv:hasDataController": term("#controller"),
    "dpv:hasProcess": [
      ...Object.keys(policy.activities).map((key) => term(`#${toAnchor("activity", key)}`)),
      ...Object.keys(policy.trackers).map((key) => term(`#${toAnchor("tracker", key)}`)),
    ],
    "dpv:hasRight": toRights(Object.values(policy.purposes).map(({ basis }) => basis)).map((right) =>
      right === "withdrawal"
        ? { "@id": toRightTerm(right), "dpv:isExercisedAt": term(`${policy.path}/choices`) }
        : term(toRightTerm(right)),
    ),
  };
}

function toController({ controller }: Compiled, say: Say): JsonObject {
  const { representative, officer, authority, ...own } = controller;
  return {
    ...toParty("dpv:DataController", own),
    "@id": "#controller",
    ...(representative === undefined ? {} : { "dpv:hasRepresentative": toParty("dpv:Representative", representative) }),
    ...(officer === undefined ? {} : { "dpv:hasDataProtectionOfficer": toParty("dpv:DataProtectionOfficer", officer) }),
    ...(authority === undefined
      ? {}
      : {
          "dpv:hasAuthority": {
            "@id": authority.url,
            "@type": "dpv:DataProtectionAuthority",
            "dpv:hasName": say(authority.name),
          },
        }),
  };
}

function toParty(type: string, contact: Contact): JsonObject {
  return {
    "@type": type,
    "dpv:hasName": contact.name,
    "dpv:hasContact": contact.contact,
    ...(contact.address === undefined ? {} : { "dpv:hasAddress": contact.address }),
    ...(contact.country === undefined ? {} : { "dpv:hasLocation": term(`loc:${contact.country}`) }),
  };
}

function toPurposes(policy: Compiled, say: Say): JsonObject[] {
  return Object.entries(policy.purposes).map(([key, purpose]): JsonObject => ({
    "@id": `#${toAnchor("purpose", key)}`,
    "@type": "dpv:Purpose",
    "skos:broader": term(`dpv:${purpose.term}`),
    "skos:prefLabel": say(purpose.title),
    "skos:definition": say(purpose.says),
    "dpv:hasLegalBasis": [
      purpose.interest === undefined
        ? term(basisTerms[purpose.basis])
        : { "@type": basisTerms[purpose.basis], "skos:definition": say(purpose.interest) },
      ...toConditions(policy, key),
    ],
    ...(purpose.law === undefined
      ? {}
      : { "dpv:hasApplicableLaw": { "@type": "dpv:Law", "dct:title": say(purpose.law) } }),
  }));
}

function toBasis(policy: Compiled, purpose: string): JsonObject[] {
  const declared = Object.hasOwn(policy.purposes, purpose) ? policy.purposes[purpose] : undefined;
  return declared ? [term(basisTerms[declared.basis]), ...toConditions(policy, purpose)] : [];
}

function toConditions(policy: Compiled, purpose: string): JsonObject[] {
  const condition = toShownCondition(policy, purpose);
  return condition === undefined ? [] : [term(`eu-gdpr:A9-2-${conditionLetters[condition]}`)];
}

function toActivity(policy: Compiled, key: string, activity: CompiledActivity, say: Say): JsonObject {
  const fields = Object.entries(activity.fields);
  const used = [...new Set(fields.flatMap(([, field]) => field.for))].sort();
  const recipients = Object.entries(policy.recipients).filter(([, { takes }]) => (takes?.[key]?.length ?? 0) > 0);
  const starting = activity.statuses?.filter(({ starts }) => starts === activity.storage.from) ?? [];
  const stages = starting.length === 0 ? [] : [`(${starting.map(({ id }) => id).join(", ")})`];
  return {
    "@id": `#${toAnchor("activity", key)}`,
    "@type": "dpv:Process",
    "dct:title": say(activity.title),
    ...(activity.says === undefined ? {} : { "dct:description": say(activity.says) }),
    "dpv:hasDataController": term("#controller"),
    "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:Use", ...(activity.public ? ["dpv:MakeAvailable"] : [])].map(
      term,
    ),
    ...(activity.about === undefined
      ? {}
      : { "dpv:hasDataSubject": [...new Set(activity.about.map((subject) => subjectTerms[subject]))].map(term) }),
    "dpv:hasDataSource": term(sourceTerms[activity.source]),
    "dpv:hasPersonalData": fields.map(([name, field]) => toField(key, name, field, say)),
    "dpv:hasStorageCondition": [
      {
        "@type": [
          "dpv:StorageDuration",
          activity.storage.end === "erase" ? "dpv:StorageDeletion" : "dpv:StorageCondition",
        ],
        "dpv:hasDuration": { "@type": "dpv:TemporalDuration", "rdf:value": activity.storage.for },
        "dct:description": `from ${[activity.storage.from, ...stages].join(" ")}, then ${activity.storage.end}`,
      },
    ],
    ...(recipients.length === 0
      ? {}
      : { "dpv:hasRecipient": recipients.map(([each]) => term(`#${toAnchor("recipient", each)}`)) }),
    // One inner process for each purpose: it says which of the data serve it, and on which basis.
    "dpv:hasProcess": used.map((purpose) => ({
      "@id": `#${toAnchor("activity", key, purpose)}`,
      "@type": "dpv:Process",
      "dpv:hasPurpose": term(`#${toAnchor("purpose", purpose)}`),
      "dpv:hasLegalBasis": toBasis(policy, purpose),
      "dpv:hasPersonalData": fields
        .filter(([, field]) => field.for.includes(purpose))
        .map(([name]) => term(`#${toAnchor("field", key, name)}`)),
    })),
  };
}

function toField(activity: string, name: string, field: CompiledField, say: Say): JsonObject {
  return {
    "@id": `#${toAnchor("field", activity, name)}`,
    "@type": field.special === undefined ? "dpv:PersonalData" : "dpv:SpecialCategoryPersonalData",
    "skos:prefLabel": say(field.title),
    ...(field.term === undefined ? {} : { "skos:broader": term(`pd:${field.term}`) }),
    "dpv:hasNecessity": term(field.optional ? "dpv:Optional" : "dpv:Required"),
    "dpv:hasDataSource": term(sourceTerms[field.source]),
  };
}

function toRecipients({ recipients }: Compiled, say: Say): JsonObject[] {
  return Object.entries(recipients).map(([key, recipient]): JsonObject => ({
    "@id": `#${toAnchor("recipient", key)}`,
    "@type": roleTerms[recipient.role],
    "dpv:hasName": say(recipient.name),
    "dpv:hasLocation": term(`loc:${recipient.country}`),
    "dct:type": recipient.category,
    ...(recipient.says === undefined ? {} : { "dct:description": say(recipient.says) }),
    ...(recipient.policy === undefined
      ? {}
      : { "dpv:hasNotice": { "@id": recipient.policy, "@type": "dpv:PrivacyNotice" } }),
  }));
}

function toDisclosures({ recipients }: Compiled): JsonObject[] {
  return Object.entries(recipients).flatMap(([key, recipient]): JsonObject[] => {
    const taken = Object.entries(recipient.takes ?? {}).flatMap(([activity, fields]) =>
      (fields ?? []).map((field) => term(`#${toAnchor("field", activity, field)}`)),
    );
    if (taken.length === 0) return [];
    return [
      {
        "@id": `#${toAnchor("recipient", key, "disclosure")}`,
        "@type": "dpv:Process",
        "dpv:hasProcessing": term(eea.includes(recipient.country) ? "dpv:Share" : "dpv:Transfer"),
        "dpv:hasPurpose": recipient.for.map((purpose) => term(`#${toAnchor("purpose", purpose)}`)),
        "dpv:hasPersonalData": taken,
        "dpv:hasRecipient": term(`#${toAnchor("recipient", key)}`),
        ...(recipient.safeguard === undefined
          ? {}
          : { "dpv:hasLegalBasis": term(safeguardTerms[recipient.safeguard]) }),
      },
    ];
  });
}

function toTrackers(policy: Compiled, say: Say): JsonObject[] {
  return Object.entries(policy.trackers).map(([key, tracker]): JsonObject => ({
    "@id": `#${toAnchor("tracker", key)}`,
    "@type": "dpv:Process",
    "dct:title": tracker.name,
    "dct:description": say(tracker.says),
    "dpv:hasNecessity": term(tracker.necessary === undefined ? "dpv:Optional" : "dpv:Required"),
    "dpv:hasPurpose": term(`#${toAnchor("purpose", tracker.purpose)}`),
    "dpv:hasLegalBasis": toBasis(policy, tracker.purpose),
    ...(tracker.recipient === undefined
      ? { "dpv:hasDataController": term("#controller") }
      : { "dpv:hasRecipient": term(`#${toAnchor("recipient", tracker.recipient)}`) }),
    "dpv:hasStorageCondition": [
      {
        "@type": "dpv:StorageDuration",
        "dpv:hasDuration": { "@type": "dpv:TemporalDuration", "rdf:value": tracker.duration },
      },
    ],
    ...(tracker.stores.length === 0
      ? {}
      : {
          "dpv:isImplementedUsingTechnology": tracker.stores.map((stored) => ({
            "@type": "dpv:Technology",
            "dct:type": stored.kind,
            "dct:identifier": stored.name,
            "dct:extent": stored.life,
          })),
        }),
  }));
}

function term(id: string): { readonly "@id": string } {
  return { "@id": id };
}

function toRights(bases: readonly Basis[]): Right[] {
  return [...new Set(bases.flatMap((basis) => rightsOf[basis]))];
}

/** "7(3)" as eu-gdpr:A7-3. */
function toRightTerm(right: Right): string {
  return `eu-gdpr:A${rightArticles[right].replace(/\((\d+)\)/, "-$1")}`;
}
