import { describe, expect, test } from "vitest";
import { compile } from "../compile.ts";
import { Html, html } from "../html.ts";
import { definePolicy } from "../policy.ts";
import type { Policy } from "../policy.ts";
import { specialCategories, sources } from "../words/activity.ts";
import type { Activity, Field } from "../words/activity.ts";
import { bases, conditions } from "../words/purpose.ts";
import type { Purpose } from "../words/purpose.ts";
import { recipientCategories, recipientRoles, safeguards } from "../words/recipient.ts";
import type { Recipient } from "../words/recipient.ts";
import { subjects } from "../words/subject.ts";
import { inlineScripts } from "../words/scripts.ts";
import { text } from "../words/shape.ts";
import { storageEvents } from "../words/storage.ts";
import type { Stored, Tracker } from "../words/tracker.ts";
import { toArticle30, toArticle30Html } from "./article-30.ts";
import type { NoticeOptions } from "./notice/context.ts";
import { toNotice } from "./notice.ts";
import { en } from "./texts/en.ts";
import type { NoticeTexts } from "./texts/texts.ts";

// Every text of the page and of the record, and the fact that prints it. A text that no fact is named for fails, and so does one that is
// printed without its fact.

const purpose: Purpose = { basis: "contract", term: "CustomerCare", says: "answer" };
const field: Field = { shape: text(9), for: ["use"] };
const activity: Activity = { fields: { field }, storage: "P1Y" };
const recipient: Recipient = { name: "R", category: "authority", role: "processor", country: "NL", for: ["use"] };
const tracker: Tracker = {
  name: "T",
  purpose: "use",
  says: "counts",
  party: "first",
  duration: "P1D",
  stores: [],
  hosts: {},
  load: [],
};
const cookie: Stored = { kind: "cookie", name: "c", life: "P1D", party: "first" };

/** The smallest policy that there is, with `more`. */
const policyWith = (more: Partial<Policy> = {}): Policy =>
  definePolicy({
    controller: { name: "N", contact: "n@northwind.example", country: "NL" },
    purposes: { use: purpose },
    activities: {},
    ...more,
  });
const onBasis = (basis: Purpose["basis"], more: Partial<Purpose> = {}): Partial<Policy> => ({
  purposes: { use: { ...purpose, ...more, basis } },
});
const withField = (more: Partial<Field> = {}, of: Partial<Activity> = {}): Partial<Policy> => ({
  activities: { form: { ...activity, ...of, fields: { field: { ...field, ...more } } } },
});
const withRecipient = (more: Partial<Recipient> = {}): Partial<Policy> => ({
  recipients: { r: { ...recipient, ...more } },
});
const withTracker = (more: Partial<Tracker> = {}): Partial<Policy> => ({ trackers: { t: { ...tracker, ...more } } });
const promotional = { purposes: { use: { ...purpose, term: "Advertising" } } } as const;
const controller = policyWith().controller;

interface Fact {
  readonly with: Partial<Policy>;
  readonly options?: Partial<NoticeOptions>;
  readonly texts: readonly string[];
}

/** What holds of every policy: names of parts, what the law says of everybody, and what counts the declaration. */
const always = [
  /^(contents|lead|effective|version)$/,
  /^glance\.(title|responsible|purposes|purposesSays|sharing|sharingSays|tracking|rights|rightsSays|signals|signalsSays|questions)$/,
  /^controller\.(title|says|contact|country)$/,
  /^purposes\.(title|says|basis|data)$/,
  /^(sharing|tracking|enrichment)\.title$/,
  /^tracking\.(signalsTitle|signals|signalNames\..*|signalSays\..*|treatments\..*)$/,
  /^links\.(title|says)$/,
  /^rights\.(title|says|article|caption|right|yes|howTitle|how|deadline|free|passedOn|marketing|complainTitle|complain)$/,
  /^rights\.(names|explains)\.(access|rectification|restriction|complaint)$/,
  /^versions\.(title|says|hash|effective|archive|formats|json|dpv|article30|tilt)$/,
  /^article30\.(title|says|caption|activity|purposes|subjects|data|recipients|transfers|erasure)$/,
];

/** What only some policies print, by the fact that it is printed for. `tracking.` at the end stands for all texts below. */
const facts: { readonly [fact: string]: Fact } = {
  "nothing serves the purpose": { with: {}, texts: ["purposes.nothing"] },
  "nobody receives anything": { with: {}, texts: ["sharing.none"] },
  "no tracker": { with: {}, texts: ["tracking.none", "glance.trackingNone"] },
  "nothing comes from others": { with: {}, texts: ["enrichment.none"] },
  "nobody gets data for uses of their own": { with: {}, texts: ["sharing.neverSold", "glance.neverSold"] },
  "the engine serves the page": {
    with: {},
    options: { enforced: true },
    texts: [
      "enforced",
      "purposes.enforced",
      "links.enforced",
      "versions.enforced",
      "article30.measuresTitle",
      "article30.measures.",
    ],
  },
  ...Object.fromEntries(
    inlineScripts.map((inline): [string, Fact] => [
      `the engine lets run inline code: ${inline}`,
      { with: { scripts: { inline } }, options: { enforced: true }, texts: [`article30.inline.${inline}`] },
    ]),
  ),
  "the engine lets text become code": {
    with: { scripts: { eval: true } },
    options: { enforced: true },
    texts: ["article30.eval"],
  },
  "the engine serves the page of a policy with everything": {
    with: {
      ...withField({ source: "third-party" }),
      ...withRecipient({ takes: { form: ["field"] } }),
      ...withTracker(),
    },
    options: { enforced: true },
    texts: [
      "collection.enforced",
      "storage.enforced",
      "sharing.enforced",
      "tracking.enforced",
      "tracking.choices",
      "tracking.choicesTitle",
      "tracking.choicesWithdraw",
      "enrichment.enforced",
      "centre",
    ],
  },
  "the choice is kept in a cookie of the engine": {
    with: withTracker({ stores: [{ ...cookie, name: "__Host-abide", httpOnly: true }] }),
    options: { enforced: true },
    texts: ["tracking.choicesKept", "tracking.httpOnly"],
  },
  "an address": { with: { controller: { ...controller, address: "Trail 1" } }, texts: ["controller.address"] },
  "a representative": {
    with: { controller: { ...controller, representative: { name: "E", contact: "e@northwind.example" } } },
    texts: ["controller.representative"],
  },
  "an officer": {
    with: { controller: { ...controller, officer: { name: "O", contact: "o@northwind.example" } } },
    texts: ["controller.officer"],
  },
  "a supervisory authority": {
    with: { controller: { ...controller, authority: { name: "A", url: "https://authority.example" } } },
    texts: ["controller.authority", "rights.complainTo"],
  },
  "something is collected": {
    with: withField(),
    texts: [
      "glance.collected",
      "glance.collectedSays",
      "glance.kept",
      "glance.keptSame",
      "collection.title",
      "collection.says",
      "collection.caption",
      "collection.what",
      "collection.how",
      "collection.why",
      "collection.basis",
      "collection.kept",
      "collection.bases",
      "storage.title",
      "storage.says",
      "storage.caption",
      "storage.activity",
      "storage.how",
      "storage.from",
      "storage.end",
      "storage.sentence",
      "storage.ends.erase",
      "article30.people",
      "article30.noTransfers",
    ],
  },
  "for different times": {
    with: { activities: { a: activity, b: { ...activity, storage: "P2Y" } } },
    texts: ["glance.keptSays"],
  },
  "made anonymous": {
    with: withField({}, { storage: { for: "P1Y", end: "anonymise" } }),
    texts: ["storage.ends.anonymise"],
  },
  "a field of a form may be left empty": {
    with: withField({ optional: true }),
    texts: ["collection.optional", "collection.optionalSays"],
  },
  "one may, and one may not": {
    with: { activities: { form: { ...activity, fields: { a: field, b: { ...field, optional: true } } } } },
    texts: ["collection.requiredSays"],
  },
  "a value is read from a cookie": { with: withField({ cookie: "c" }), texts: ["collection.cookie"] },
  "data of a special category": { with: withField({ special: "health" }), texts: ["collection.special"] },
  "an activity is public": {
    with: withField({}, { public: true }),
    texts: ["collection.public", "links.publicTitle", "links.publicSays", "links.publicBack"],
  },
  "an activity is public but for a field": {
    with: {
      activities: { form: { ...activity, public: true, fields: { a: field, b: { ...field, public: false } } } },
    },
    texts: ["collection.publicPart"],
  },
  "an interest": { with: onBasis("legitimate-interest", { interest: "i" }), texts: ["purposes.interest"] },
  "a condition": { with: onBasis("contract", { condition: "health-care" }), texts: ["purposes.condition"] },
  "a law": { with: onBasis("contract", { law: "l" }), texts: ["purposes.law"] },
  "a machine decides alone": {
    with: onBasis("contract", { automated: { logic: "l", effect: "e", alone: true, review: "/review" } }),
    texts: ["purposes.automated", "purposes.automatedAlone", "purposes.automatedReview"],
  },
  "a machine helps to decide": {
    with: onBasis("contract", { automated: { logic: "l", effect: "e" } }),
    texts: ["purposes.automatedHelped"],
  },
  profiling: { with: onBasis("contract", { profiling: true }), texts: ["purposes.profiling"] },
  training: { with: onBasis("contract", { training: true }), texts: ["purposes.training"] },
  promises: {
    with: { never: ["automated-decisions", "profiling", "training"] },
    texts: ["security.title", "security.never", "promises."],
  },
  measures: { with: { measures: ["m"] }, texts: ["security.says"] },
  "something has to be given": {
    with: withField({ needed: "law", otherwise: "o" }),
    texts: ["needs.law", "collection.otherwise"],
  },
  "needed by a contract": { with: withField({ needed: "contract" }), texts: ["needs.contract"] },
  "needed to enter one": { with: withField({ needed: "entry" }), texts: ["needs.entry"] },
  "a consent that is withdrawn on a page": {
    with: onBasis("consent", { withdrawal: "/out" }),
    texts: ["purposes.withdrawal", "purposes.withdrawPath", "rights.withdrawTitle", "rights.withdrawn"],
  },
  "a consent to mail": {
    with: {
      ...onBasis("consent", { term: "DirectMarketing" }),
      mail: { m: { kind: "promotional", purpose: "use", title: "m", optOut: "unsubscribe-link" } },
    },
    texts: [
      "purposes.withdrawMail",
      "rights.withdrawMail",
      "mail.title",
      "mail.promotional",
      "mail.promotionalSays",
      "mail.caption",
      "mail.kind",
      "mail.purpose",
      "mail.optOut",
      "mail.unsubscribe",
    ],
  },
  "mail that cannot be stopped": {
    with: { mail: { m: { kind: "transactional", purpose: "use", title: "m" } } },
    texts: ["mail.transactional", "mail.transactionalSays", "mail.noOptOut"],
  },
  "a consent to a tracker": {
    with: { ...onBasis("consent"), ...withTracker() },
    texts: ["purposes.withdrawCentre", "rights.withdrawCentre"],
  },
  "rights differ by basis": {
    with: { purposes: { use: purpose, law: { ...purpose, basis: "legal-obligation" } } },
    texts: ["rights.no"],
  },
  "an objection is possible": {
    with: onBasis("legitimate-interest"),
    texts: ["rights.names.objection", "rights.explains.objection"],
  },
  "a withdrawal is possible": {
    with: onBasis("consent"),
    texts: ["rights.names.withdrawal", "rights.explains.withdrawal"],
  },
  "erasure can be asked for": { with: {}, texts: ["rights.names.erasure", "rights.explains.erasure"] },
  "data can be taken elsewhere": { with: {}, texts: ["rights.names.portability", "rights.explains.portability"] },
  "somebody receives data": {
    with: withRecipient(),
    texts: [
      "sharing.says",
      "sharing.caption",
      "sharing.recipient",
      "sharing.where",
      "sharing.function",
      "sharing.takes",
      "sharing.takesNothing",
      "sharing.inEea",
    ],
  },
  "a recipient takes a field": {
    with: { ...withField(), ...withRecipient({ takes: { form: ["field"] } }) },
    texts: ["sharing.takesOf", "collection.recipients"],
  },
  "a recipient takes all of several activities": {
    with: {
      activities: {
        a: { ...activity, fields: { x: field, y: field } },
        b: { ...activity, fields: { x: field, y: field } },
      },
      ...withRecipient({ takes: { a: ["x", "y"], b: ["x", "y"] } }),
    },
    texts: ["sharing.takesAll"],
  },
  "a joint controller": { with: withRecipient({ role: "joint-controller" }), texts: ["article30.jointController"] },
  "a recipient has a policy": { with: withRecipient({ policy: "https://r.example" }), texts: ["sharing.policy"] },
  "a recipient is outside": { with: withRecipient({ country: "US" }), texts: ["sharing.noSafeguard"] },
  "a transfer is safeguarded": {
    with: withRecipient({ country: "US", safeguard: "standard-clauses" }),
    texts: ["sharing.transfers", "sharing.transfersSays"],
  },
  "a broker gets fields for its own use, and nobody consented": {
    with: {
      ...withField(),
      ...withRecipient({ category: "data-broker", role: "controller", takes: { form: ["field"] } }),
    },
    texts: ["sharing.sold"],
  },
  "somebody's tracker serves advertising, for their own use": {
    with: {
      ...promotional,
      ...withRecipient({ role: "controller" }),
      ...withTracker({ party: "third", recipient: "r" }),
    },
    texts: ["sharing.shared"],
  },
  "a tracker": {
    with: withTracker({ recipient: "r" }),
    texts: [
      "glance.trackingSays",
      "purposes.trackers",
      "tracking.says",
      "tracking.cookiesTitle",
      "tracking.cookies",
      "tracking.storage",
      "tracking.pixelsTitle",
      "tracking.pixels",
      "tracking.kindsTitle",
      "tracking.necessarySays",
      "tracking.optionalSays",
      "tracking.thirdParties",
      "tracking.browserTitle",
      "tracking.browser",
      "tracking.browserLost",
      "tracking.tableTitle",
      "tracking.caption",
      "tracking.technology",
      "tracking.purpose",
      "tracking.party",
      "tracking.duration",
      "tracking.parties.first",
      "tracking.optional",
      "tracking.storedTitle",
      "tracking.storedSays",
      "tracking.storedCaption",
      "tracking.storedName",
      "tracking.storedKind",
      "tracking.storedLife",
      "tracking.storedBy",
      "tracking.storedNothing",
      "article30.trackersFor",
      "article30.sentBy",
      "article30.onDevice",
      "people.visitors",
    ],
  },
  "something is collected, and a tracker": {
    with: { ...withField(), ...withTracker() },
    texts: ["storage.trackers", "trackersTable"],
  },
  "a recipient runs a tracker": {
    with: { ...withRecipient(), ...withTracker({ recipient: "r" }) },
    texts: ["sharing.takesTracker"],
  },
  "a necessary tracker": {
    with: withTracker({ necessary: "n" }),
    texts: ["tracking.necessary", "tracking.whyNecessary"],
  },
  "what a tracker sends": { with: withTracker({ sends: ["the page"] }), texts: ["tracking.sends"] },
  "an embed": { with: withTracker({ embed: true }), texts: ["tracking.embed"] },
  "a third party's tracker": {
    with: withTracker({ party: "third", policy: "https://t.example", optOut: "https://t.example/out" }),
    texts: ["tracking.parties.third", "tracking.partyPolicy", "tracking.vendorOptOut"],
  },
  "a tracker talks to hosts": { with: withTracker({ hosts: { script: ["t.example"] } }), texts: ["tracking.hosts"] },
  "a cookie that ends with the session, below a path": {
    with: withTracker({ stores: [{ ...cookie, life: "session", path: "/shop" }] }),
    texts: ["tracking.lives.session", "tracking.onPath"],
  },
  "storage that stays": {
    with: withTracker({ stores: [{ ...cookie, kind: "local", life: "until-deleted" }] }),
    texts: ["tracking.lives.until-deleted"],
  },
  "a third party's cookie": {
    with: withTracker({ stores: [{ ...cookie, party: "third", domain: "t.example" }] }),
    texts: ["tracking.thirdDomain"],
  },
  "a signal is sent and honoured": {
    with: {},
    options: { signals: ["gpc"] },
    texts: ["tracking.signalNow"],
  },
  "opt-out pages": {
    with: { ...withTracker(), optOuts: { o: { title: "o", href: "https://o.example" } } },
    texts: ["tracking.optOutTitle", "tracking.optOut", "tracking.optOutGeneric"],
  },
  "a field comes from somebody else": {
    with: withField({ source: "third-party" }),
    texts: ["enrichment.says", "enrichment.fields"],
  },
  "a field from somebody else serves a consent": {
    with: { ...withField({ source: "third-party" }), ...onBasis("consent") },
    texts: ["enrichment.consent"],
  },
  "a field from somebody else serves an interest": {
    with: { ...withField({ source: "third-party" }), ...onBasis("legitimate-interest") },
    texts: ["enrichment.objection"],
  },
  "a broker": { with: withRecipient({ category: "data-broker" }), texts: ["enrichment.brokers"] },
  widgets: {
    with: {
      ...withTracker(),
      widgets: { a: { title: "a", hosted: "here" }, b: { title: "b", hosted: "third-party", tracker: "t" } },
    },
    texts: ["links.widgetsTitle", "links.widgets", "links.hosted.", "links.widgetTracker"],
  },
  "forms lead elsewhere": {
    with: { page: { forms: ["pay.example"] } },
    texts: ["links.formsTitle", "links.formsSay"],
  },
  "pages connect browsers": { with: { page: { webrtc: true } }, texts: ["links.webrtcTitle", "links.webrtcSays"] },
  "other policies": { with: { links: { l: { title: "l", href: "/terms" } } }, texts: ["others.title", "others.says"] },
  "a summary of changes": { with: { changes: "c" }, texts: ["versions.changes"] },
  "it was published": { with: {}, options: { publishedAt: "2026-09-01T00:00:00Z" }, texts: ["versions.published"] },

  // Each term of a closed list has words of its own, printed where the term is declared.
  ...Object.fromEntries([
    ...bases.map((basis) => [`basis ${basis}`, { with: onBasis(basis), texts: [`bases.${basis}.`] }]),
    ...conditions.map((condition) => [
      `condition ${condition}`,
      { with: onBasis("contract", { condition }), texts: [`conditions.${condition}.`] },
    ]),
    ...subjects.map((subject) => [
      `about ${subject}`,
      { with: withField({}, { about: [subject] }), texts: [`people.${subject}`, "collection.about"] },
    ]),
    ...sources.map((source) => [`source ${source}`, { with: withField({ source }), texts: [`sources.${source}`] }]),
    ...specialCategories.map((special) => [
      `special ${special}`,
      { with: withField({ special }), texts: [`specialCategories.${special}`] },
    ]),
    ...storageEvents.map((from) => [
      `from ${from}`,
      { with: withField({}, { storage: { for: "P1Y", from } }), texts: [`storage.events.${from}`] },
    ]),
    ...recipientCategories.map((category) => [
      `category ${category}`,
      { with: withRecipient({ category }), texts: [`categories.${category}.`] },
    ]),
    ...recipientRoles.map((role) => [`role ${role}`, { with: withRecipient({ role }), texts: [`roles.${role}`] }]),
    ...safeguards.map((safeguard) => [
      `safeguard ${safeguard}`,
      { with: withRecipient({ country: "US", safeguard }), texts: [`safeguards.${safeguard}.`] },
    ]),
    ...(["cookie", "local", "session", "indexeddb", "cache"] as const).map((kind) => [
      `stores in ${kind}`,
      { with: withTracker({ stores: [{ ...cookie, kind }] }), texts: [`tracking.kinds.${kind}`] },
    ]),
  ] as [string, Fact][]),
};

const leaves = toLeaves(en).filter((path) => path !== "language");
const marked = mark(en, "") as NoticeTexts;

describe("a text is printed where its fact is declared", () => {
  test.each(Object.entries(facts))("%s", async (_, fact) => {
    const printed = await toPrinted(fact);
    const expected = fact.texts.flatMap((text) =>
      text.endsWith(".") ? leaves.filter((leaf) => leaf.startsWith(text)) : text,
    );
    expect(
      expected.filter((leaf) => !leaves.includes(leaf)),
      "texts that there are",
    ).toEqual([]);
    expect(expected.filter((leaf) => !printed.has(leaf))).toEqual([]);
  });
});

test("and nowhere else: whatever a policy prints is printed for a fact that it declares", async () => {
  const owners = Map.groupBy(
    Object.entries(facts).flatMap(([name, { texts }]) =>
      leaves.filter((leaf) => texts.some((text) => covers(text, leaf))).map((leaf) => ({ leaf, name })),
    ),
    ({ leaf }) => leaf,
  );
  const unnamed = leaves.filter((leaf) => !owners.has(leaf) && !always.some((pattern) => pattern.test(leaf)));
  expect(unnamed, "texts without a fact").toEqual([]);
  const smallest = await toPrinted({ with: {}, texts: [] });
  const free = new Set(
    Object.values(facts)
      .filter((fact) => Object.keys(fact.with).length === 0 && !fact.options)
      .flatMap(({ texts }) => texts),
  );
  const claimed = [...smallest].filter(
    (leaf) => !free.has(leaf) && !leaf.startsWith("bases.contract.") && !always.some((pattern) => pattern.test(leaf)),
  );
  expect(claimed, "what the smallest policy prints without a fact").toEqual([]);
});

test("what only an engine can claim is printed by none that only publishes", async () => {
  for (const fact of Object.values(facts)) {
    const printed = await toPrinted({ ...fact, options: { ...fact.options, enforced: false } });
    expect(
      [...printed].filter((leaf) =>
        /(^|\.)enforced$|^article30\.(measures|inline)\.|^article30\.eval$|^tracking\.choices/.test(leaf),
      ),
    ).toEqual([]);
  }
});

/** The texts that the page and the record of a policy print, by their paths. */
async function toPrinted({ with: more, options = {} }: Fact): Promise<Set<string>> {
  const version = await compile(policyWith(more));
  const { enforced = false } = options;
  const record = toArticle30(version, { language: "en", texts: marked, enforced });
  const markup = toNotice(version, { language: "en", texts: marked, ...options }) + toArticle30Html(record, marked);
  return new Set([...markup.matchAll(/@([\w.-]+)@/g)].map(([, path]) => path!));
}

function covers(text: string, leaf: string): boolean {
  return text.endsWith(".") ? leaf.startsWith(text) : text === leaf;
}

function toLeaves(of: object, path = ""): string[] {
  return Object.entries(of).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null ? toLeaves(value, `${path}${key}.`) : [`${path}${key}`],
  );
}

/** The texts with each one replaced by its path, so that what is printed can be told. */
function mark(value: unknown, path: string): unknown {
  if (typeof value === "string") return path === "language" ? value : `@${path}@`;
  if (Array.isArray(value)) return value.map((each, i) => mark(each, `${path}.${i}`));
  if (typeof value !== "function") {
    const members = Object.entries(value as object);
    return Object.fromEntries(
      members.map(([key, member]) => [key, mark(member, path === "" ? key : `${path}.${key}`)]),
    );
  }
  return (...values: unknown[]) => {
    const said = (value as (...values: unknown[]) => unknown)(...values);
    return said instanceof Html ? html`@${path}@ ${said}` : `@${path}@ ${said as string}`;
  };
}
