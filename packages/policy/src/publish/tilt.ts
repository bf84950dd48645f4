import type { Compiled, CompiledField, Version } from "../compile.ts";
import type { Contact } from "../words/controller.ts";
import { conditionLetters, conditions, toShownCondition } from "../words/purpose.ts";
import type { Basis } from "../words/purpose.ts";
import { eea } from "../words/recipient.ts";
import type { Recipient, Safeguard } from "../words/recipient.ts";
import { rightsOf } from "../words/right.ts";
import type { Right } from "../words/right.ts";
import { toWords } from "../words/text.ts";
import type { Language, Text } from "../words/text.ts";
import type { JsonObject } from "./dpv.ts";
import { sayEvent, toStages } from "./event.ts";
import { spellDuration } from "./spell.ts";
import { toNoticeLanguages, toNoticeTexts } from "./texts/all.ts";
import type { NoticeTexts } from "./texts/texts.ts";

export interface TiltOptions {
  readonly language: Language;
  /** Where the policy is published: "https://halden.example". Default: addresses are relative. */
  readonly origin?: string;
  /** Which version it is, counted from 1. Default: 1. */
  readonly number?: number;
  readonly texts?: NoticeTexts;
}

const references: { readonly [basis in Basis]: string } = {
  consent: "GDPR-6-1-a",
  contract: "GDPR-6-1-b",
  "legal-obligation": "GDPR-6-1-c",
  "vital-interest": "GDPR-6-1-d",
  "public-task": "GDPR-6-1-e",
  "legitimate-interest": "GDPR-6-1-f",
};

/** What a document is said in, and about. */
interface Saying {
  readonly policy: Compiled;
  readonly texts: NoticeTexts;
  readonly say: (text: Text) => string;
  /** The address of a path of the site. */
  readonly at: (path: string) => string;
}

/**
 * `version` as a TILT document (https://github.com/Transparency-Information-Language/schema, version 2). The schema wants members
 * that a policy may not have, such as a telephone number: they are empty.
 */
export function toTilt(version: Version, options: TiltOptions): JsonObject {
  const { policy, hash } = version;
  const { controller } = policy;
  const texts = options.texts ?? toNoticeTexts(options.language) ?? toNoticeTexts(toNoticeLanguages(policy)[0])!;
  const saying: Saying = {
    policy,
    texts,
    say: (text) => toWords(text, texts.language, [...policy.languages, "en"]),
    at: (path) => (options.origin === undefined ? path : new URL(path, options.origin).href),
  };
  const { accessAndDataPortability, ...rights } = toRights(saying);
  return {
    meta: {
      _id: `${policy.id}-${hash}`,
      name: controller.name,
      created: policy.effective,
      modified: policy.effective,
      version: options.number ?? 1,
      language: texts.language.split("-")[0]!,
      status: "active",
      url: saying.at(policy.path),
      _hash: hash,
    },
    controller: {
      name: controller.name,
      address: controller.address ?? "",
      country: controller.country,
      representative: {
        name: controller.representative?.name ?? "",
        email: controller.representative?.contact ?? "",
        phone: "",
      },
    },
    dataProtectionOfficer: toPerson(controller.officer),
    dataDisclosed: [...toCollected(saying), ...toTracked(saying)],
    thirdCountryTransfers: toTransfers(Object.values(policy.recipients), texts),
    accessAndDataPortability,
    sources: toSources(saying),
    ...rights,
    automatedDecisionMaking: toDecisions(saying),
    changesOfPurpose: [],
  };
}

function toDecisions({ policy, say }: Saying): JsonObject {
  const decisions = Object.values(policy.purposes).flatMap(({ automated }) => automated ?? []);
  const join = (texts: readonly Text[]) => texts.map(say).join(" ");
  return {
    inUse: decisions.length > 0,
    logicInvolved: join(decisions.map(({ logic }) => logic)),
    scopeAndIntendedEffects: join(decisions.map(({ effect }) => effect)),
  };
}

function toPerson(contact: Contact | undefined): JsonObject {
  return {
    name: contact?.name ?? "",
    address: contact?.address ?? "",
    country: contact?.country ?? "",
    email: contact?.contact ?? "",
    phone: "",
  };
}

/** One entry for each field. */
function toCollected(saying: Saying): JsonObject[] {
  const { policy, texts, say } = saying;
  return Object.entries(policy.activities).flatMap(([key, activity]) =>
    Object.entries(activity.fields).map(([name, field]) => ({
      _id: `${key}.${name}`,
      category: say(field.title),
      ...toReasons(saying, field.for),
      recipients: Object.values(policy.recipients)
        .filter(({ takes }) => takes?.[key]?.includes(name))
        .map((recipient) => toRecipient(saying, recipient)),
      storage: toStorage(
        texts.storage.sentence({
          duration: spellDuration(activity.storage.for, texts.language),
          from: sayEvent(activity.storage.from, toStages(activity, say), texts),
          end: texts.storage.ends[activity.storage.end],
        }),
        activity.storage.for,
      ),
      nonDisclosure: toNonDisclosure(saying, field),
    })),
  );
}

/** One entry for each tracker. */
function toTracked(saying: Saying): JsonObject[] {
  const { policy, texts, say } = saying;
  return Object.entries(policy.trackers).map(([key, tracker]) => ({
    _id: `tracker.${key}`,
    category: tracker.name,
    ...toReasons(saying, [tracker.purpose]),
    recipients: Object.entries(policy.recipients)
      .filter(([recipient]) => recipient === tracker.recipient)
      .map(([, recipient]) => toRecipient(saying, recipient)),
    storage: toStorage(say(tracker.says), tracker.duration),
    nonDisclosure: {
      legalRequirement: false,
      contractualRegulation: false,
      obligationToProvide: false,
      consequences: tracker.necessary === undefined ? texts.tracking.optionalSays : say(tracker.necessary),
    },
  }));
}

function toPurposes({ purposes }: Compiled, keys: readonly string[]): Compiled["purposes"][string][] {
  return Object.entries(purposes)
    .filter(([key]) => keys.includes(key))
    .map(([, purpose]) => purpose);
}

/** Purposes, their bases, and the interests behind those that rest on one. */
function toReasons({ policy, texts, say }: Saying, keys: readonly string[]) {
  const purposes = toPurposes(policy, keys);
  const bases = [...new Set(purposes.map(({ basis }) => basis))];
  return {
    purposes: purposes.map(({ title, says }) => ({ purpose: say(title), description: say(says) })),
    legalBases: [
      ...bases.map((basis) => ({
        reference: references[basis],
        description: `${texts.bases[basis].name}: ${texts.bases[basis].says}`,
      })),
      ...conditions
        .filter((condition) => keys.some((key) => toShownCondition(policy, key) === condition))
        .map((condition) => ({
          reference: `GDPR-9-2-${conditionLetters[condition]}`,
          description: `${texts.conditions[condition].name}: ${texts.conditions[condition].says}`,
        })),
    ],
    legitimateInterests: purposes
      .filter(({ basis }) => basis === "legitimate-interest")
      .map(({ interest, says }) => ({ exists: true, reasoning: say(interest ?? says) })),
  };
}

function toRecipient({ texts, say }: Saying, { name, country, category }: Recipient): JsonObject {
  return { name: say(name), country, category: texts.categories[category].name };
}

function toStorage(description: string, ttl: string): JsonObject[] {
  return [
    { temporal: [{ description, ttl }], purposeConditional: [], legalBasisConditional: [], aggregationFunction: "max" },
  ];
}

/** Whether the law or a contract asks for a field, and what follows where it is not given. */
function toNonDisclosure(saying: Saying, field: CompiledField): JsonObject {
  const { needed, source } = field;
  // What our own people add, nobody else discloses.
  const rests = (basis: Basis) =>
    source !== "staff" && toPurposes(saying.policy, field.for).some((purpose) => purpose.basis === basis);
  return {
    legalRequirement: needed === undefined ? rests("legal-obligation") : needed === "law",
    contractualRegulation: needed === undefined ? rests("contract") : needed !== "law",
    obligationToProvide: needed !== undefined,
    consequences: toConsequences(saying, field),
  };
}

function toConsequences({ texts, say }: Saying, { otherwise, optional, source }: CompiledField): string {
  if (otherwise !== undefined) return say(otherwise);
  if (source === "staff") return texts.sources.staff;
  if (optional) return texts.collection.optional;
  return source === "person" ? texts.collection.requiredSays : "";
}

/** Fields that do not come from the person (GDPR 14). */
function toSources({ policy, texts, say }: Saying): JsonObject[] {
  return Object.entries(policy.activities).flatMap(([key, activity]) =>
    Object.entries(activity.fields)
      .filter(([, { source }]) => source === "third-party" || source === "staff")
      .map(([name, { title, source }]) => ({
        _id: `${key}.${name}`,
        dataCategory: say(title),
        sources: [
          {
            description: say((source === "third-party" ? activity.how : undefined) ?? texts.sources[source]),
            url: "",
            publiclyAvailable: false,
          },
        ],
      })),
  );
}

/** Rights, and where each is exercised. */
function toRights({ policy, texts, say, at }: Saying) {
  const { controller } = policy;
  const given = new Set<Right>(Object.values(policy.purposes).flatMap(({ basis }) => rightsOf[basis]));
  const toRight = (right: Right, path = `${policy.path}#rights`) => ({
    available: given.has(right),
    description: `${texts.rights.right} ${texts.rights.explains[right]}. ${texts.rights.deadline}`,
    url: at(path),
    email: controller.contact,
    identificationEvidences: [],
  });
  return {
    accessAndDataPortability: {
      ...toRight("access"),
      administrativeFee: { amount: 0, currency: "EUR" },
      dataFormat: "json",
    },
    rightToInformation: toRight("access"),
    rightToRectificationOrDeletion: toRight("rectification"),
    rightToDataPortability: toRight("portability"),
    rightToWithdrawConsent: toRight("withdrawal", `${policy.path}/choices`),
    rightToComplain: {
      ...toRight("complaint"),
      ...(controller.authority === undefined ? {} : { url: controller.authority.url }),
      supervisoryAuthority: {
        name: controller.authority === undefined ? "" : say(controller.authority.name),
        address: "",
        country: "",
        email: "",
        phone: "",
      },
    },
  };
}

/** One entry for each country outside the EEA, with what protects the transfers to it. */
function toTransfers(recipients: readonly Recipient[], texts: NoticeTexts): JsonObject[] {
  const countries = [...new Set(recipients.map(({ country }) => country))].filter((country) => !eea.includes(country));
  return countries.sort().map((country) => {
    const used = new Set(recipients.filter((each) => each.country === country).map(({ safeguard }) => safeguard));
    const protects = (...safeguards: readonly Safeguard[]) => {
      const found = safeguards.filter((safeguard) => used.has(safeguard));
      return {
        available: found.length > 0,
        description: found.map((safeguard) => texts.safeguards[safeguard].says).join(" "),
      };
    };
    return {
      country,
      adequacyDecision: protects("adequacy"),
      appropriateGuarantees: protects("standard-clauses", "binding-rules"),
      presenceOfEnforceableRightsAndEffectiveRemedies: protects("adequacy", "standard-clauses", "binding-rules"),
      standardDataProtectionClause: protects("standard-clauses"),
    };
  });
}
