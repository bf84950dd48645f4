import type { Policy } from "./policy.ts";
import type { Need, Source, SpecialCategory, Status } from "./words/activity.ts";
import type { Controller } from "./words/controller.ts";
import type { PolicyLink, Widget } from "./words/link.ts";
import type { Mail } from "./words/mail.ts";
import type { PageNeeds } from "./words/page.ts";
import type { Promised } from "./words/promise.ts";
import type { Purpose } from "./words/purpose.ts";
import type { Recipient } from "./words/recipient.ts";
import type { Shape, ShapeKind } from "./words/shape.ts";
import { toScripts } from "./words/scripts.ts";
import type { Outbound, Scripts } from "./words/scripts.ts";
import type { SignalName } from "./words/signal.ts";
import type { Duration, StorageEvent } from "./words/storage.ts";
import type { Subject } from "./words/subject.ts";
import type { Language, Text } from "./words/text.ts";
import type { Tracker } from "./words/tracker.ts";

/** A policy as every package reads it: plain JSON, defaults filled in, shapes as data. */
export interface Compiled {
  readonly format: "abide.policy/1";
  readonly id: string;
  readonly path: `/${string}`;
  readonly title: Text;
  readonly effective: string;
  readonly changes?: Text;
  readonly languages: readonly [Language, ...Language[]];
  readonly controller: Controller;
  readonly purposes: { readonly [purpose: string]: Purpose & { readonly title: Text } };
  readonly activities: { readonly [activity: string]: CompiledActivity };
  readonly recipients: { readonly [recipient: string]: Recipient };
  readonly trackers: { readonly [tracker: string]: Tracker };
  readonly signals: { readonly [signal in SignalName]: "refuse" | "ignore" };
  /** Absent where nothing was declared: `toScripts` has the defaults. */
  readonly scripts?: Required<Scripts>;
  /** Absent where nothing was declared: pages may lead anywhere. */
  readonly outbound?: Outbound;
  readonly measures?: readonly Text[];
  readonly never?: readonly Promised[];
  readonly mail: { readonly [kind: string]: Mail };
  readonly links: { readonly [link: string]: PolicyLink };
  readonly widgets: { readonly [widget: string]: Widget };
  readonly optOuts: { readonly [page: string]: PolicyLink };
  /** Absent where the pages need nothing. */
  readonly page?: PageNeeds;
}

export interface CompiledActivity {
  readonly title: Text;
  readonly says?: Text;
  readonly how?: Text;
  readonly about?: readonly [Subject, ...Subject[]];
  readonly source: Source;
  readonly public: boolean;
  readonly storage: { readonly for: Duration; readonly from: StorageEvent; readonly end: "erase" | "anonymise" };
  readonly statuses?: readonly [CompiledStatus, ...CompiledStatus[]];
  readonly fields: { readonly [field: string]: CompiledField };
}

export type CompiledStatus = Status & { readonly title: Text };

export interface CompiledField {
  readonly title: Text;
  readonly hint?: Text;
  readonly kind: ShapeKind;
  readonly max?: number;
  readonly options?: readonly string[];
  readonly for: readonly string[];
  readonly optional: boolean;
  readonly needed?: Need;
  readonly otherwise?: Text;
  readonly source: Source;
  readonly term?: string;
  readonly special?: SpecialCategory;
  readonly public?: false;
  readonly cookie?: string;
  readonly lookup: boolean;
}

/** One version of a policy. The hash names it wherever a version is meant. */
export interface Version {
  /** SHA-256 of `json`, in hexadecimal. */
  readonly hash: string;
  /** The compiled policy in canonical JSON: keys sorted, no white space. */
  readonly json: string;
  readonly policy: Compiled;
}

/**
 * The version that `policy` is: compiled, canonical and hashed. The same declaration gives the same hash on every machine.
 * It does not judge; `check` does.
 */
export async function compile(policy: Policy): Promise<Version> {
  return toVersion(toCanonical(toCompiled(policy)));
}

/** The version whose canonical JSON this is, e.g. one read back from the store. */
export async function toVersion(json: string): Promise<Version> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(json));
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { hash, json, policy: JSON.parse(json) as Compiled };
}

/** `policy` with its defaults filled in and its shapes as data. */
export function toCompiled(policy: Policy): Compiled {
  return {
    format: "abide.policy/1",
    id: policy.id ?? "website",
    path: policy.path ?? "/privacy",
    title: policy.title ?? { en: "Privacy policy", de: "Datenschutzerklärung" },
    effective: policy.effective ?? "1970-01-01",
    ...(policy.changes === undefined ? {} : { changes: policy.changes }),
    languages: policy.languages ?? ["en"],
    controller: policy.controller,
    purposes: mapValues(policy.purposes, (purpose, key) => ({ ...purpose, title: purpose.title ?? toTitle(key) })),
    activities: mapValues(policy.activities, (activity, key) => {
      const source = activity.source ?? "person";
      const { storage } = activity;
      return {
        title: activity.title ?? toTitle(key),
        ...toGiven({ says: activity.says, how: activity.how, about: activity.about }),
        source,
        public: activity.public ?? false,
        storage:
          typeof storage === "object"
            ? { for: storage.for, from: storage.from ?? "collection", end: storage.end ?? "erase" }
            : { for: storage, from: "collection", end: "erase" },
        ...(activity.statuses === undefined ? {} : { statuses: toStatuses(activity.statuses) }),
        fields: mapValues(activity.fields, (field, name) => {
          const { shape, ...rest } = field;
          return {
            ...rest,
            ...toShapeData(shape),
            title: field.title ?? toTitle(name),
            optional: field.optional ?? false,
            source: field.source ?? source,
            lookup: field.lookup ?? shape.kind === "email",
          };
        }),
      };
    }),
    recipients: policy.recipients ?? {},
    trackers: policy.trackers ?? {},
    signals: { gpc: policy.signals?.gpc ?? "refuse", dnt: policy.signals?.dnt ?? "ignore" },
    ...(policy.scripts === undefined ? {} : { scripts: toScripts(policy.scripts) }),
    mail: policy.mail ?? {},
    links: policy.links ?? {},
    widgets: policy.widgets ?? {},
    optOuts: policy.optOuts ?? {},
    ...toGiven({ outbound: policy.outbound, measures: policy.measures, never: policy.never, page: policy.page }),
  };
}

/** Those members that are there. */
function toGiven<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const given = Object.entries(members).filter(([, member]) => member !== undefined);
  return Object.fromEntries(given) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}

/** `value` as canonical JSON (RFC 8785 for what a policy holds: keys in UTF-16 order, no white space, undefined left out). */
export function toCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => toCanonical(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${toCanonical(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

function toStatuses([first, ...rest]: readonly [Status, ...Status[]]): [CompiledStatus, ...CompiledStatus[]] {
  const toCompiled = (status: Status) => ({ ...status, title: status.title ?? toTitle(status.id) });
  return [toCompiled(first), ...rest.map(toCompiled)];
}

function toShapeData(shape: Shape): { kind: ShapeKind; max?: number; options?: readonly string[] } {
  return {
    kind: shape.kind ?? "text",
    ...(shape.max === undefined ? {} : { max: shape.max }),
    ...(shape.options === undefined ? {} : { options: shape.options }),
  };
}

/** The title that stands in where none is given: "Job application" for `jobApplication`. */
export function toTitle(key: string): string {
  const words = key
    .replace(/[-_]/g, " ")
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function mapValues<In, Out>(
  record: { readonly [key: string]: In },
  to: (value: In, key: string) => Out,
): { [key: string]: Out } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
