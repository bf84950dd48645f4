import { toOptional, toWords, type Compiled, type Recipient, type Tracker } from "@abide/policy";
import { choiceLife } from "./cookie.ts";
import type { ConsentFacts } from "./choice.ts";

/**
 * Profiles of ISO/IEC TS 27560:2023 in DPV. The guide's pages spell some of them in several ways; these four are those of the
 * profile's own definition. https://w3c.github.io/dpv/guides/consent-27560
 */
const profiles = {
  record: "https://w3id.org/dpv/schema/dpv-27560#record",
  recordEuGdpr: "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr",
  receiptRecord: "https://w3id.org/dpv/schema/dpv-27560#receipt-record",
  receiptEuGdpr: "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr",
} as const;

/** Prefixes and nothing to fetch: whoever reads a receipt needs no network. */
const context = {
  dct: "http://purl.org/dc/terms/",
  dpv: "https://w3id.org/dpv#",
  "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
  loc: "https://w3id.org/dpv/loc#",
  pd: "https://w3id.org/dpv/pd#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
} as const;

/** The receipt of one event: the subject's copy, with the record in it. What the log commits to, byte for byte. */
export function toReceipt(facts: ConsentFacts): object {
  return {
    "@context": context,
    "@type": "dpv:ConsentReceipt",
    "dct:conformsTo": [{ "@id": profiles.receiptRecord }, { "@id": profiles.receiptEuGdpr }],
    "dct:identifier": `${facts.record}.${facts.seq}`,
    "dpv:hasIdentifier": `${facts.record}.${facts.seq}`,
    "dct:created": facts.at,
    "dpv:hasRecordOfActivity": [toRecord(facts)],
  };
}

/** The consent record in the fields of ISO/IEC TS 27560, as DPV JSON-LD. It holds no name, no address and no device. */
function toRecord(facts: ConsentFacts): object {
  const { record, at, version, language, origin } = facts;
  const { policy } = version;
  const words = (text: Parameters<typeof toWords>[0]) => toWords(text, language, policy.languages);
  const notice = `${origin}${policy.path}/versions/${version.hash}`;
  return {
    "@id": `urn:uuid:${record}`,
    "@type": "dpv:ConsentRecord",
    "dct:conformsTo": [{ "@id": profiles.record }, { "@id": profiles.recordEuGdpr }],
    "dct:identifier": record,
    "dpv:hasIdentifier": record,
    "dct:language": language,
    "dct:date": at,
    // Whoever holds the cookie with this record's id; there is nothing else by which to tell them.
    "dpv:hasDataSubject": { "@type": "dpv:DataSubject", "dct:identifier": record },
    "dpv:hasNotice": {
      "@id": notice,
      "@type": "dpv:ConsentNotice",
      "dct:title": words(policy.title),
      "dct:hasVersion": version.hash,
      "dct:valid": policy.effective,
      "dct:language": language,
    },
    "dpv:hasDataController": toController(policy),
    "dpv:hasJurisdiction": { "@id": `loc:${policy.controller.country}` },
    "dpv:hasProcess": toOptional(policy).map((key) => toProcess(key, facts, words)),
    "dpv:hasConsentControl": [
      { "@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": { "@id": `${origin}${policy.path}/choices` } },
    ],
    "dpv:hasRight": [
      { "@id": "eu-gdpr:A7-3", "dpv:isExercisedAt": { "@id": `${origin}${policy.path}/choices` } },
      { "@type": "dpv:DataSubjectRight", "dpv:isExercisedAt": { "@id": `${origin}${policy.path}#rights` } },
    ],
    ...(policy.controller.authority
      ? {
          "dpv:hasAuthority": {
            "@type": "dpv:DataProtectionAuthority",
            "dpv:hasName": words(policy.controller.authority.name),
            "dpv:hasContact": policy.controller.authority.url,
          },
        }
      : {}),
    // The facts beside the choice, each for itself: a signal is not a choice and a choice is not a signal.
    "dpv:hasContext": {
      "@type": "dpv:Context",
      "dct:description": "Signals that the browser sent with this choice",
      "dpv:hasIdentifier": facts.signals,
    },
  };
}

function toController({ controller }: Compiled): object {
  return {
    "@type": "dpv:DataController",
    "dct:identifier": controller.name,
    "dpv:hasIdentifier": controller.name,
    "dpv:hasName": controller.name,
    "dpv:hasContact": controller.contact,
    "dpv:hasAddress": controller.address ?? controller.country,
    "dpv:hasLocation": { "@id": `loc:${controller.country}` },
  };
}

/** The processing that one tracker stands for, with its consent. */
function toProcess(key: string, facts: ConsentFacts, words: (text: Tracker["says"]) => string): object {
  const { policy } = facts.version;
  const tracker = policy.trackers[key]!;
  const purpose = policy.purposes[tracker.purpose];
  const recipient = tracker.recipient === undefined ? undefined : policy.recipients[tracker.recipient];
  return {
    "@type": "dpv:Process",
    "dct:identifier": key,
    "dct:title": tracker.name,
    "dct:description": words(tracker.says),
    "dpv:hasPurpose": {
      "@type": purpose ? `dpv:${purpose.term}` : "dpv:Purpose",
      "dct:identifier": tracker.purpose,
      ...(purpose ? { "dct:title": words(purpose.title), "dct:description": words(purpose.says) } : {}),
    },
    "dpv:hasLegalBasis": toConsent(key, facts),
    "dpv:hasPersonalData": [
      { "@type": "pd:IPAddress", "dct:identifier": "ip-address", "dpv:hasNecessity": { "@id": "dpv:Optional" } },
      {
        "@type": "pd:BrowsingBehavior",
        "dct:identifier": "visited-pages",
        "dpv:hasNecessity": { "@id": "dpv:Optional" },
      },
      ...tracker.stores.map(({ kind, name }) => ({
        "@type": "pd:DeviceBased",
        "dct:identifier": `${kind}:${name}`,
        "dpv:hasNecessity": { "@id": "dpv:Optional" },
      })),
    ],
    "dpv:hasDataSource": { "@id": "dpv:DataSubject" },
    "dpv:hasProcessing": [{ "@id": "dpv:Collect" }, { "@id": "dpv:Store" }, { "@id": "dpv:Use" }],
    "dpv:hasStorageCondition": [
      {
        "@type": ["dpv:StorageDuration", "dpv:StorageDeletion"],
        "dpv:hasDuration": { "@type": "xsd:duration", "@value": tracker.duration },
      },
      {
        "@type": "dpv:StorageLocation",
        "dpv:hasLocation": { "@id": `loc:${recipient?.country ?? policy.controller.country}` },
      },
    ],
    "dpv:hasRecipient": recipient ? [toRecipient(tracker.recipient!, recipient, words)] : [toController(policy)],
  };
}

function toRecipient(key: string, recipient: Recipient, words: (text: Tracker["says"]) => string): object {
  return {
    "@type": recipient.role === "processor" ? "dpv:DataProcessor" : "dpv:ThirdParty",
    "dct:identifier": key,
    "dpv:hasIdentifier": key,
    "dpv:hasName": words(recipient.name),
    "dpv:hasLocation": { "@id": `loc:${recipient.country}` },
    ...(recipient.policy === undefined ? {} : { "dpv:hasContact": recipient.policy }),
  };
}

/** The consent to one tracker and its state. */
function toConsent(key: string, facts: ConsentFacts): object {
  const until = new Date(Date.parse(facts.at) + choiceLife * 1000).toISOString();
  return {
    "@type": ["dpv:ExpressedConsent", "eu-gdpr:A6-1-a"],
    "dpv:hasConsentStatus": { "@id": `dpv:${toStatus(key, facts)}` },
    "dct:date": facts.at,
    "dct:valid": until,
    "dpv:hasDuration": { "@type": "xsd:duration", "@value": "P180D" },
    "dpv:isIndicatedBy": { "@type": "dpv:DataSubject", "dct:identifier": facts.record },
    "dpv:hasIndicationMethod": `${facts.control}: ${facts.do}`,
  };
}

function toStatus(key: string, { allowed, before, only }: ConsentFacts): string {
  if (allowed.includes(key)) return before.includes(key) ? "RenewedConsentGiven" : "ConsentGiven";
  if (before.includes(key)) return "ConsentWithdrawn";
  return only === undefined || only === key ? "ConsentRefused" : "ConsentUnknown";
}
