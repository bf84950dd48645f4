import { needs, sources, specialCategories } from "../words/activity.ts";
import type { Activity, Field, Status } from "../words/activity.ts";
import type { Contact, Controller } from "../words/controller.ts";
import { countries } from "../words/country.ts";
import { isDay } from "../words/day.ts";
import type { PolicyLink, Widget } from "../words/link.ts";
import type { Mail } from "../words/mail.ts";
import type { PageNeeds } from "../words/page.ts";
import { promises } from "../words/promise.ts";
import type { Promised } from "../words/promise.ts";
import { bases, conditions, purposeTerms } from "../words/purpose.ts";
import type { AutomatedDecision, Purpose } from "../words/purpose.ts";
import { recipientCategories, recipientRoles, safeguards } from "../words/recipient.ts";
import type { Recipient } from "../words/recipient.ts";
import { shapeKinds } from "../words/shape.ts";
import type { ShapeKind } from "../words/shape.ts";
import { inlineScripts } from "../words/scripts.ts";
import type { Scripts } from "../words/scripts.ts";
import { signalNames } from "../words/signal.ts";
import type { Signals } from "../words/signal.ts";
import { storageEvents, toSeconds } from "../words/storage.ts";
import type { Duration } from "../words/storage.ts";
import { subjects } from "../words/subject.ts";
import type { Subject } from "../words/subject.ts";
import type { Text } from "../words/text.ts";
import { hostKinds } from "../words/tracker.ts";
import type { Hosts, LoadStep, Stored, Tracker } from "../words/tracker.ts";
import type { Policy } from "../policy.ts";
import {
  boolean,
  count,
  isObject,
  isWords,
  list,
  object,
  oneOf,
  optional,
  record,
  refuse,
  required,
  string,
  words,
} from "./read.ts";
import type { Loose, LooseList, LooseRecord, Member, Problem, Read, Report } from "./read.ts";

/**
 * A declaration that may have come from anywhere, read once: `policy` holds its well-formed parts and nothing else, `problems`
 * what was left out and why. A member of a record or a list that is malformed keeps its place, as undefined.
 */
export interface Draft {
  readonly policy: DraftPolicy;
  readonly problems: readonly Problem[];
  /** What was given, for rules that look at everything. */
  readonly given: unknown;
}

export type DraftPurpose = Loose<Omit<Purpose, "automated">> & {
  readonly automated?: Loose<AutomatedDecision> | undefined;
};
export type DraftField = Loose<Omit<Field, "for" | "shape">> & {
  readonly for?: LooseList<string> | undefined;
  readonly kind?: ShapeKind | undefined;
  readonly max?: number | undefined;
  readonly options?: LooseList<string> | undefined;
};
export type DraftActivity = Loose<Omit<Activity, "about" | "fields" | "statuses">> & {
  readonly about?: LooseList<Subject> | undefined;
  readonly fields?: LooseRecord<DraftField> | undefined;
  readonly statuses?: LooseList<Loose<Status>> | undefined;
};
export type DraftRecipient = Loose<Omit<Recipient, "for" | "takes">> & {
  readonly for?: LooseList<string> | undefined;
  readonly takes?: LooseRecord<LooseList<string>> | undefined;
};
export type DraftStored = Loose<Stored>;
export type DraftTracker = Loose<Omit<Tracker, "sends" | "stores" | "hosts" | "load">> & {
  readonly sends?: LooseList<Text> | undefined;
  readonly stores?: LooseList<DraftStored> | undefined;
  readonly hosts?: { readonly [kind in keyof Hosts]?: LooseList<string> | undefined } | undefined;
  readonly load?: LooseList<LoadStep> | undefined;
};
export type DraftMail = { readonly [Name in keyof Mail]?: Mail[Name] | undefined };
export type DraftController = Loose<Omit<Controller, "representative" | "officer" | "authority">> & {
  readonly representative?: Loose<Contact> | undefined;
  readonly officer?: Loose<Contact> | undefined;
  readonly authority?: Loose<NonNullable<Controller["authority"]>> | undefined;
};
export type DraftPage = Loose<Omit<PageNeeds, "forms" | "frames" | "framedBy" | "workers">> & {
  readonly [list in "forms" | "frames" | "framedBy" | "workers"]?: LooseList<string> | undefined;
};
export interface DraftPolicy {
  readonly controller?: DraftController | undefined;
  readonly purposes?: LooseRecord<DraftPurpose> | undefined;
  readonly activities?: LooseRecord<DraftActivity> | undefined;
  readonly recipients?: LooseRecord<DraftRecipient> | undefined;
  readonly trackers?: LooseRecord<DraftTracker> | undefined;
  readonly signals?: Loose<Signals> | undefined;
  readonly scripts?: Loose<Scripts> | undefined;
  readonly outbound?: "any" | LooseList<string> | undefined;
  readonly measures?: LooseList<Text> | undefined;
  readonly never?: LooseList<Promised> | undefined;
  readonly mail?: LooseRecord<DraftMail> | undefined;
  readonly links?: LooseRecord<Loose<PolicyLink>> | undefined;
  readonly widgets?: LooseRecord<Loose<Widget>> | undefined;
  readonly optOuts?: LooseRecord<Loose<PolicyLink>> | undefined;
  readonly page?: DraftPage | undefined;
  readonly format?: string | undefined;
  readonly id?: string | undefined;
  readonly title?: Text | undefined;
  readonly path?: string | undefined;
  readonly effective?: string | undefined;
  readonly changes?: Text | undefined;
  readonly languages?: LooseList<string> | undefined;
}

/** The draft of whatever was given: a declaration, a compiled policy, JSON that claims to be one, or something else. */
export function toDraft(given: unknown): Draft {
  const problems: Problem[] = [];
  const report: Report = (problem) => void problems.push(problem);
  return { policy: readPolicy(given, [], report) ?? {}, problems, given };
}

/** Names stand in addresses, form fields and anchors. */
const key = string("bad-name", "a letter, then letters, digits, - and _", (name) => /^[A-Za-z][\w-]{0,63}$/.test(name));
const language = string("not-a-language", 'a BCP 47 tag such as "de" or "pt-BR"', (tag) =>
  /^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[\dA-Za-z]{5,8}|\d[\dA-Za-z]{3}))*$/.test(tag),
);
const duration = string<Duration>(
  "not-a-duration",
  'an ISO 8601 duration such as "P2Y" or "P30D"',
  (value) => (toSeconds(value) ?? 0) > 0,
);
const country = string("not-a-country", "an ISO 3166-1 alpha-2 code", (code) => countries.has(code));
const ownPath = string<`/${string}`>("not-an-address", 'a path that begins with "/"', isOwnPath);
const secure = string<`https://${string}`>("not-an-address", 'an address that begins with "https://"', isSecure);
const address = string<`/${string}` | `https://${string}`>(
  "not-an-address",
  'a path, or an address that begins with "https://"',
  (value) => isOwnPath(value) || isSecure(value),
);
const host = string(
  "not-a-host",
  'a host such as "cdn.example.com" or "*.example.com"',
  (value) =>
    /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(value) &&
    !/^\*\.[^.]+$/.test(value),
);
/** A worker may also be made by a script, which has no host. */
const workerHost: Read<string> = (value, path, report) => (value === "blob:" ? value : host(value, path, report));
const day = string("not-a-date", "a day, YYYY-MM-DD", isDay);

function isOwnPath(value: string): boolean {
  // "//host" is another host's address.
  return /^\/(?![/\\])[^\s\\]*$/.test(value);
}

function isSecure(value: string): boolean {
  return /^https:\/\/[^\s/\\]/.test(value) && URL.canParse(value);
}

const text: Read<Text> = (value, path, report) => {
  if (typeof value === "string") return words(value, path, report);
  if (!isObject(value) || Object.keys(value).length === 0) {
    return refuse("wrong-type", "a text, or one text per language")(value, path, report);
  }
  const texts = record(words, language)(value, path, report)!;
  // One that says nothing is there all the same: that it is missing would be said twice.
  return Object.fromEntries(Object.entries(texts).map(([language, words]) => [language, words ?? ""]));
};

const basis: Read<Purpose["basis"]> = (value, path, report) =>
  Array.isArray(value)
    ? refuse("several-bases", "one basis", bases)(value, path, report)
    : oneOf(bases)(value, path, report);

/** A DPV term that `read` takes, with its prefix or without. The vocabulary's terms for selling are a rule of their own. */
const term =
  <T>(read: Read<T>): Read<T> =>
  (value, path, report) =>
    typeof value === "string" && /^(?:dpv:|https:\/\/w3id\.org\/dpv\S*#)?Sell(?:$|[A-Z])\w*$/.test(value)
      ? refuse("sale", "nothing")(value, path, report)
      : read(value, path, report);

const purpose: Read<DraftPurpose> = object<Omit<DraftPurpose, "sale">>({
  basis: required(basis, "purpose-without-basis"),
  term: required(term(oneOf(purposeTerms))),
  says: required(text),
  title: optional(text),
  interest: optional(text),
  condition: optional(oneOf(conditions)),
  law: optional(text),
  automated: optional(
    object<Loose<AutomatedDecision>>({
      logic: required(text),
      effect: required(text),
      alone: optional(boolean),
      review: optional(address),
    }),
  ),
  profiling: optional(boolean),
  training: optional(boolean),
  withdrawal: optional(ownPath),
});

const storage: Read<Activity["storage"]> = (value, path, report) => {
  if (typeof value === "string") return duration(value, path, report);
  if (!isObject(value)) {
    return refuse("not-a-duration", 'an ISO 8601 duration such as "P2Y", or an object with one')(value, path, report);
  }
  const read = storageObject(value, path, report);
  return read?.for === undefined ? undefined : (read as Activity["storage"]);
};
const storageObject = object<Loose<Exclude<Activity["storage"], string>>>({
  for: required(duration, "missing-storage"),
  from: optional(oneOf(storageEvents)),
  end: optional(oneOf(["erase", "anonymise"])),
});

/** A shape holds functions, so only its data is read: it goes where compiling puts it. */
const readShape: Read<Pick<DraftField, "kind" | "max" | "options">> = (value, path, report) => {
  const shape = (typeof value === "object" || typeof value === "function") && value !== null ? value : {};
  const { kind, max, options } = shape as { readonly [name: string]: unknown };
  const isSchema = "~standard" in shape;
  if (kind === undefined && !isSchema) {
    return refuse("wrong-type", "a shape such as email() or text(200)")(value, path, report);
  }
  // A foreign Standard Schema may have members of these names that mean something else.
  if (isSchema && !(shapeKinds as readonly unknown[]).includes(kind)) return { kind: "text" };
  return shapeData({ kind, max, options }, path, report);
};
const shapeMembers = {
  kind: optional(oneOf(shapeKinds)),
  max: optional(count),
  options: optional(list(string())),
};
const shapeData = object<Pick<DraftField, "kind" | "max" | "options">>(shapeMembers);

const field: Read<DraftField> = (value, path, report) => {
  const read = fieldObject(value, path, report);
  if (read === undefined || !isObject(value)) return undefined;
  const { shape, ...rest } = read;
  if (value["shape"] === undefined && value["kind"] === undefined) {
    refuse("missing-member", 'a member "shape"')(undefined, [...path, "shape"], report);
  }
  return { ...rest, ...shape };
};
const kept: Read<false> = (value, path, report) =>
  value === false ? value : refuse("wrong-type", "false, or nothing")(value, path, report);
const fieldObject = object<DraftField & { readonly shape?: ReturnType<typeof readShape> }>({
  shape: optional(readShape),
  for: required(list(string()), "field-without-purpose"),
  title: optional(text),
  hint: optional(text),
  optional: optional(boolean),
  needed: optional(oneOf(needs)),
  otherwise: optional(text),
  source: optional(oneOf(sources)),
  term: optional(term(words)),
  special: optional(oneOf(specialCategories)),
  public: optional(kept),
  cookie: optional(words),
  lookup: optional(boolean),
  ...shapeMembers,
});

const status: Read<Loose<Status>> = object<Loose<Status>>({
  id: required(key),
  title: optional(text),
  starts: optional(oneOf(storageEvents)),
});

const activity: Read<DraftActivity> = object<DraftActivity>({
  fields: required(record(field, key)),
  storage: required(storage, "missing-storage"),
  title: optional(text),
  says: optional(text),
  source: optional(oneOf(sources)),
  how: optional(text),
  about: optional(list(oneOf(subjects), 1)),
  public: optional(boolean),
  statuses: optional(list(status, 1)),
});

const recipient: Read<DraftRecipient> = object<Omit<DraftRecipient, "sale">>({
  name: required(text),
  category: required(oneOf(recipientCategories)),
  role: required(oneOf(recipientRoles)),
  country: required(country),
  for: required(list(string())),
  takes: optional(record(list(string()), string())),
  safeguard: optional(oneOf(safeguards)),
  says: optional(text),
  policy: optional(secure),
});

const life: Read<Stored["life"]> = (value, path, report) =>
  value === "session" || value === "until-deleted" ? value : duration(value, path, report);

const stored: Read<DraftStored> = object<DraftStored>({
  kind: required(oneOf(["cookie", "local", "session", "indexeddb", "cache"])),
  name: required(words),
  life: required(life),
  party: required(oneOf(["first", "third"])),
  domain: optional(
    string("not-a-host", 'a domain such as "example.com"', (value) => /^\.?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(value)),
  ),
  path: optional(ownPath),
  httpOnly: optional(boolean),
});

const json: Read<unknown> = (value, path, report) =>
  isJson(value) ? value : refuse("not-json", "a value that JSON can hold")(value, path, report);
const args: Read<LooseList<unknown>> = (value, path, report) =>
  Array.isArray(value)
    ? (json(value, path, report) as readonly unknown[] | undefined)
    : refuse("wrong-type", "a list")(value, path, report);

/** More values than this in one step, or deeper, are a mistake or an attack; a cycle has more as well. */
const most = { values: 10_000, depth: 32 };

function isJson(value: unknown): boolean {
  const rest: [value: unknown, depth: number][] = [[value, 0]];
  let seen = 0;
  for (let next = rest.pop(); next; next = rest.pop()) {
    const [member, depth] = next;
    if (++seen > most.values || depth > most.depth) return false;
    switch (typeof member) {
      case "string":
      case "boolean":
        break;
      case "number":
        if (!Number.isFinite(member)) return false;
        break;
      case "object":
        for (const inner of Object.values(member ?? {})) {
          if (inner !== undefined && rest.length <= most.values) rest.push([inner, depth + 1]);
        }
        break;
      case "undefined":
      case "bigint":
      case "symbol":
      case "function":
        return false;
    }
  }
  return true;
}

const steps = {
  // Before "queue": a step that makes something has a member of that name as well.
  make: object({
    make: required(words),
    into: required(words),
    options: required(json),
    queue: required(words),
  }),
  set: object({ set: required(words), value: required(json) }),
  queue: object({ queue: required(words), into: required(words) }),
  call: object({ call: required(words), args: required(args) }),
  push: object({ push: required(words), args: required(args), spread: optional(boolean) }),
  script: object({ script: required(address) }),
  image: object({ image: required(address) }),
};
const loadStep: Read<LoadStep> = (value, path, report) => {
  if (!isObject(value)) return refuse("wrong-type", "an object")(value, path, report);
  const verb = (Object.keys(steps) as (keyof typeof steps)[]).find((name) => value[name] !== undefined);
  if (!verb) return refuse("wrong-type", `a step with one of ${Object.keys(steps).join(", ")}`)(value, path, report);
  const step = steps[verb](value, path, report) as { readonly [name: string]: unknown } | undefined;
  return step?.[verb] === undefined ? undefined : (step as unknown as LoadStep);
};

const tracker: Read<DraftTracker> = object<DraftTracker>({
  name: required(words),
  purpose: required(string()),
  says: required(text),
  party: required(oneOf(["first", "third"])),
  sends: optional(list(text, 1)),
  recipient: optional(string()),
  policy: optional(secure),
  duration: required(duration),
  stores: required(list(stored)),
  hosts: required(
    object<NonNullable<DraftTracker["hosts"]>>(
      Object.fromEntries(hostKinds.map((kind) => [kind, optional(list(kind === "worker" ? workerHost : host))])) as {
        [kind in keyof Hosts]-?: Member<unknown>;
      },
    ),
  ),
  load: required(list(loadStep)),
  necessary: optional(text),
  embed: optional(boolean),
  optOut: optional(secure),
});

const optOut: Read<"unsubscribe-link"> = (value, path, report) =>
  value === "unsubscribe-link"
    ? value
    : refuse("promotional-without-opt-out", '"unsubscribe-link"')(value, path, report);

const mails = {
  promotional: object<DraftMail>({
    kind: required(oneOf(["promotional", "transactional"])),
    purpose: required(string()),
    title: required(text),
    optOut: required(optOut, "promotional-without-opt-out"),
  }),
  transactional: object<Omit<DraftMail, "optOut">>({
    kind: required(oneOf(["promotional", "transactional"])),
    purpose: required(string()),
    title: required(text),
  }),
};
const mail: Read<DraftMail> = (value, path, report) =>
  isObject(value) && value["kind"] === "promotional"
    ? mails.promotional(value, path, report)
    : mails.transactional(value, path, report);

const link = object<Loose<PolicyLink>>({ title: required(text), href: required(address), says: optional(text) });
const widget = object<Loose<Widget>>({
  title: required(text),
  hosted: required(oneOf(["here", "third-party"])),
  tracker: optional(string()),
  says: optional(text),
});

const blobs = list(oneOf(["blob:"]));
const page = object<DraftPage>({
  forms: optional(list(host)),
  frames: optional(blobs),
  framedBy: optional(list(host)),
  objects: optional(oneOf(["own"])),
  wasm: optional(boolean),
  webrtc: optional(boolean),
  workers: optional(list(oneOf(["own", "blob:"]))),
});

const contact = object<Loose<Contact>>({
  name: required(words),
  contact: required(words),
  address: optional(words),
  country: optional(country),
});
const controller: Read<DraftController> = object<DraftController>({
  name: required(words),
  contact: required(
    string("controller-without-contact", "an address where one can be written to", isWords),
    "controller-without-contact",
  ),
  address: optional(words),
  country: required(country),
  representative: optional(contact),
  officer: optional(contact),
  authority: optional(
    object<Loose<NonNullable<Controller["authority"]>>>({ name: required(text), url: required(secure) }),
  ),
});

const signal = oneOf(["refuse", "ignore"]);
const hosts = list(host);
const outbound: Read<"any" | LooseList<string>> = (value, path, report) => {
  if (value === "any") return value;
  if (Array.isArray(value)) return hosts(value, path, report);
  return refuse("wrong-type", '"any" or a list of hosts')(value, path, report);
};
const policyMembers = object<Required<{ [Name in keyof Policy]: unknown }> & { format: unknown }>({
  controller: required(controller),
  purposes: required(record(purpose, key)),
  activities: required(record(activity, key)),
  recipients: optional(record(recipient, key)),
  trackers: optional(record(tracker, key)),
  signals: optional(
    object<Loose<Signals>>(
      Object.fromEntries(signalNames.map((name) => [name, optional(signal)])) as {
        [name in (typeof signalNames)[number]]: Member<unknown>;
      },
    ),
  ),
  scripts: optional(object<Loose<Scripts>>({ inline: optional(oneOf(inlineScripts)), eval: optional(boolean) })),
  outbound: optional(outbound),
  measures: optional(list(text)),
  never: optional(list(oneOf(promises))),
  mail: optional(record(mail, key)),
  links: optional(record(link, key)),
  widgets: optional(record(widget, key)),
  optOuts: optional(record(link, key)),
  page: optional(page),
  format: optional(oneOf(["abide.policy/1"])),
  id: optional(key),
  title: optional(text),
  path: optional(ownPath),
  effective: optional(day),
  changes: optional(text),
  languages: optional(list(language, 1)),
});
const readPolicy: Read<DraftPolicy> = (value, path, report) =>
  isObject(value)
    ? (policyMembers(value, path, report) as DraftPolicy)
    : refuse("not-a-policy", "an object with controller, purposes and activities")(value, path, report);
