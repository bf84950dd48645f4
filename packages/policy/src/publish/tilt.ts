import type { CompiledField, Version } from "../compile.ts";
import type { Contact } from "../words/controller.ts";
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
  /** Where the policy is published: "https://halden.example". Addresses are relative where it is left out. */
  readonly origin?: string;
  /** The how-manieth version it is. */
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

/**
 * `version` as a TILT document (https://github.com/Transparency-Information-Language/schema, version 2). The schema wants members
 * that a policy may not have, such as a telephone number: they are empty.
 */
export function toTilt(version: Version, options: TiltOptions): JsonObject {
  const { policy, hash } = version;
  const texts = options.texts ?? toNoticeTexts(options.language) ?? toNoticeTexts(toNoticeLanguages(policy)[0])!;
  const { language } = texts;
  const say = (text: Text) => toWords(text, language, [...policy.languages, "en"]);
  const at = (path: string) => (options.origin === undefined ? path : new URL(path, options.origin).href);
  const { controller } = policy;

  const toPerson = (contact: Contact | undefined) => ({
    name: contact?.name ?? "",
    address: contact?.address ?? "",
    country: contact?.country ?? "",
    email: contact?.contact ?? "",
    phone: "",
  });
  const toPurposes = (keys: readonly string[]) =>
    Object.entries(policy.purposes)
      .filter(([key]) => keys.includes(key))
      .map(([, purpose]) => purpose);
  const toReasons = (keys: readonly string[]) => {
    const purposes = toPurposes(keys);
    const bases = [...new Set(purposes.map(({ basis }) => basis))];
    return {
      purposes: purposes.map(({ title, says }) => ({ purpose: say(title), description: say(says) })),
      legalBases: bases.map((basis) => ({
        reference: references[basis],
        description: `${texts.bases[basis].name}: ${texts.bases[basis].says}`,
      })),
      legitimateInterests: purposes
        .filter(({ basis }) => basis === "legitimate-interest")
        .map(({ interest, says }) => ({ exists: true, reasoning: say(interest ?? says) })),
    };
  };
  const toRecipient = ({ name, country, category }: Recipient) => ({
    name: say(name),
    country,
    category: texts.categories[category].name,
  });
  const toStorage = (description: string, ttl: string) => [
    { temporal: [{ description, ttl }], purposeConditional: [], legalBasisConditional: [], aggregationFunction: "max" },
  ];

  const toDisclosure = (field: CompiledField) => {
    // What our own people add, nobody else discloses.
    const own = field.source === "staff";
    const rests = (basis: Basis) => !own && toPurposes(field.for).some((purpose) => purpose.basis === basis);
    return {
      legalRequirement: rests("legal-obligation"),
      contractualRegulation: rests("contract"),
      obligationToProvide: false,
      consequences: own
        ? texts.sources.staff
        : field.optional
          ? texts.collection.optional
          : texts.collection.optionalSays,
    };
  };

  const collected = Object.entries(policy.activities).flatMap(([key, activity]) =>
    Object.entries(activity.fields).map(([name, field]) => ({
      _id: `${key}.${name}`,
      category: say(field.title),
      ...toReasons(field.for),
      recipients: Object.values(policy.recipients)
        .filter(({ takes }) => takes?.[key]?.includes(name))
        .map(toRecipient),
      storage: toStorage(
        texts.storage.sentence({
          duration: spellDuration(activity.storage.for, language),
          from: sayEvent(activity.storage.from, toStages(activity, say), texts),
          end: texts.storage.ends[activity.storage.end],
        }),
        activity.storage.for,
      ),
      nonDisclosure: toDisclosure(field),
    })),
  );
  const tracked = Object.entries(policy.trackers).map(([key, tracker]) => ({
    _id: `tracker.${key}`,
    category: tracker.name,
    ...toReasons([tracker.purpose]),
    recipients: Object.entries(policy.recipients)
      .filter(([recipient]) => recipient === tracker.recipient)
      .map(([, recipient]) => toRecipient(recipient)),
    storage: toStorage(say(tracker.says), tracker.duration),
    nonDisclosure: {
      legalRequirement: false,
      contractualRegulation: false,
      obligationToProvide: false,
      consequences: tracker.necessary === undefined ? texts.tracking.optionalSays : say(tracker.necessary),
    },
  }));

  const given = new Set<Right>(Object.values(policy.purposes).flatMap(({ basis }) => rightsOf[basis]));
  const toRight = (right: Right, path: string) => ({
    available: given.has(right),
    description: `${texts.rights.right} ${texts.rights.explains[right]}. ${texts.rights.deadline}`,
    url: at(path),
    email: controller.contact,
    identificationEvidences: [],
  });
  const page = `${policy.path}#rights`;

  return {
    meta: {
      _id: `${policy.id}-${hash}`,
      name: controller.name,
      created: policy.effective,
      modified: policy.effective,
      version: options.number ?? 1,
      language: language.split("-")[0]!,
      status: "active",
      url: at(policy.path),
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
    dataDisclosed: [...collected, ...tracked],
    thirdCountryTransfers: toTransfers(Object.values(policy.recipients), texts),
    accessAndDataPortability: {
      ...toRight("access", page),
      administrativeFee: { amount: 0, currency: "EUR" },
      dataFormat: "json",
    },
    sources: Object.entries(policy.activities).flatMap(([key, activity]) =>
      Object.entries(activity.fields)
        // Those that do not come from the person (GDPR 14).
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
    ),
    rightToInformation: toRight("access", page),
    rightToRectificationOrDeletion: toRight("rectification", page),
    rightToDataPortability: toRight("portability", page),
    rightToWithdrawConsent: toRight("withdrawal", `${policy.path}/choices`),
    rightToComplain: {
      ...toRight("complaint", page),
      ...(controller.authority === undefined ? {} : { url: controller.authority.url }),
      supervisoryAuthority: {
        name: controller.authority === undefined ? "" : say(controller.authority.name),
        address: "",
        country: "",
        email: "",
        phone: "",
      },
    },
    // The declaration has no word for decisions made by machines alone: what is not declared is not done.
    automatedDecisionMaking: { inUse: false, logicInvolved: "", scopeAndIntendedEffects: "" },
    changesOfPurpose: [],
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
