import { mapValues, toCanonical } from "./compile.ts";
import type { Compiled } from "./compile.ts";
import { table } from "./compare-table.ts";
import type { Difference, Event, Material, Row } from "./compare-table.ts";
import { fill, isRecord, named, toNamed, toWhole } from "./compare-words.ts";
import type { Path } from "./compare-words.ts";
import { toScripts } from "./words/scripts.ts";
import { toSeconds } from "./words/storage.ts";
import type { Text } from "./words/text.ts";
import type { Stored } from "./words/tracker.ts";

export type { Material } from "./compare-table.ts";

/** What differs between two versions of a policy. */
export interface Comparison {
  /** In the order of their paths. None where the versions say the same. */
  readonly changes: readonly Change[];
  /** Whether any of the changes is material. */
  readonly material: boolean;
}

export interface Change {
  /** Keys from the policy down. What a tracker stores goes by its name: `["trackers", "audience", "stores", "_a"]`. */
  readonly path: readonly string[];
  readonly kind: "added" | "removed" | "changed";
  readonly before?: unknown;
  readonly after?: unknown;
  readonly material: Material;
  /** What changed, as a sentence, in English and German. */
  readonly says: Text;
  /** What it is part of, from the whole down, as far as that has a title: "Contact form", "E-mail address". */
  readonly of: readonly Text[];
  /** `before` and `after` in words, where the declaration or the law has words for them: the titles of purposes, not their keys. */
  readonly named: { readonly before?: Text; readonly after?: Text };
}

/**
 * What changed from one version to the next, and which changes are material. What counts as material is in `compare-table.ts`;
 * a change for which the table has no row notifies, so that nothing passes unseen.
 *
 * @example
 * compare(before, after).changes.some(({ material }) => material === "asks-again"); // the banner asks again
 */
export function compare(before: Compiled, after: Compiled): Comparison {
  const changes: Change[] = [];
  walk(toComparable(before), toComparable(after), [], (path, was, now) => {
    if (isEcho(before, after, path)) return;
    changes.push(toChange(before, after, path, was, now));
  });
  return { changes, material: changes.some(({ material }) => material !== false) };
}

type Visit = (path: Path, was: unknown, now: unknown) => void;

/** Calls `visit` for each difference, as deep as the table goes, in the order of the paths. */
function walk(was: unknown, now: unknown, path: Path, visit: Visit): void {
  if (toCanonical(was ?? null) === toCanonical(now ?? null)) return;
  const row = toRow(path);
  const [before, after] = [toMembers(was), toMembers(now)];
  const cameOrWent = was === undefined || now === undefined;
  if (!before || !after || row?.as !== undefined || (row && cameOrWent)) {
    visit(path, was, now);
    return;
  }
  for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    walk(named(before, key), named(after, key), [...path, key], visit);
  }
}

/** The members to go through; what is not there has none, and what is no record cannot be gone through. */
function toMembers(value: unknown): { readonly [key: string]: unknown } | undefined {
  return value === undefined ? {} : isRecord(value) ? value : undefined;
}

/**
 * A policy whose trackers' stores are keyed by name: their order means nothing, and one that moved did not change. Versions from
 * before fields had `lookup` get what compiling gives, and what is not declared counts as its default.
 */
function toComparable(policy: Compiled): unknown {
  const trackers = mapValues(policy.trackers, (tracker) => {
    const stores = new Map<string, Stored>();
    for (const item of tracker.stores) {
      const others = [item.kind, item.domain, item.path].filter((part) => part !== undefined).join(" ");
      stores.set(stores.has(item.name) ? `${item.name} (${others})` : item.name, item);
    }
    return { ...tracker, stores: Object.fromEntries(stores) };
  });
  const activities = mapValues(policy.activities, (activity) => ({
    ...activity,
    fields: mapValues(activity.fields, (field) => ({
      ...field,
      lookup: Object.hasOwn(field, "lookup") ? field.lookup : field.kind === "email",
    })),
  }));
  const defaults = { scripts: toScripts(policy.scripts), outbound: policy.outbound ?? "any" };
  return { ...policy, ...defaults, trackers, activities };
}

/** Compiling copies an activity's source to its fields: where both moved together, the activity says it. */
function isEcho(before: Compiled, after: Compiled, [kind, activity = "", , field = "", member]: Path): boolean {
  if (kind !== "activities" || member !== "source") return false;
  const [was, now] = [before.activities[activity], after.activities[activity]];
  return (
    was !== undefined &&
    now !== undefined &&
    was.source !== now.source &&
    was.fields[field]?.source === was.source &&
    now.fields[field]?.source === now.source
  );
}

function toChange(before: Compiled, after: Compiled, path: Path, was: unknown, now: unknown): Change {
  const kind = was === undefined ? "added" : now === undefined ? "removed" : "changed";
  const row = toRow(path) ?? unknown;
  const [more, less] = [without(now, was), without(was, now)];
  const difference: Difference = { before, after, keys: toKeys(path), was, now, more, less };
  const verdicts = toEvents(row, kind, difference).map(
    (event) => row.on[event] ?? row.on.changed ?? unknown.on.changed!,
  );
  const materials = verdicts.map(([material]) => (typeof material === "function" ? material(difference) : material));
  return {
    path,
    kind,
    ...(was === undefined ? {} : { before: was }),
    ...(now === undefined ? {} : { after: now }),
    material: materials.includes("asks-again") ? "asks-again" : materials.includes("notifies") ? "notifies" : false,
    says: {
      en: verdicts.map(([, sentence]) => fill(sentence, "en", row, path, difference)).join(" "),
      de: verdicts.map(([, , sentence]) => fill(sentence, "de", row, path, difference)).join(" "),
    },
    of: toWhole(difference, path),
    named: { ...toNamed("before", was, row, before, path), ...toNamed("after", now, row, after, path) },
  };
}

/** What the table does not know. */
const unknown: Row = {
  as: "whole",
  on: {
    changed: ["notifies", "“{title}” changed.", "„{title}“ hat sich geändert."],
  },
};

function toEvents(row: Row, kind: Change["kind"], { was, now, more, less }: Difference): Event[] {
  if (row.as === "list") {
    const events = [...(more.length > 0 ? (["more"] as const) : []), ...(less.length > 0 ? (["less"] as const) : [])];
    return events.length > 0 ? events : ["changed"];
  }
  if (row.as === "switch") return [now === true || now === "refuse" ? "on" : "off"];
  if (row.as === "duration" && kind === "changed") return [toLength(now) > toLength(was) ? "longer" : "shorter"];
  return [kind];
}

/** "session" ends before any duration, what stays until it is deleted after all of them. */
function toLength(life: unknown): number {
  if (life === "session") return -1;
  return (typeof life === "string" ? toSeconds(life) : undefined) ?? Infinity;
}

function without(list: unknown, other: unknown): string[] {
  const others = Array.isArray(other) ? other : [];
  return Array.isArray(list)
    ? list.filter((item): item is string => typeof item === "string" && !others.includes(item))
    : [];
}

/** The row whose pattern fits `path`. */
function toRow(path: Path): Row | undefined {
  return named(table, toPattern(path));
}

/** "purposes.*.basis" for the basis of any purpose. */
function toPattern(path: Path): string {
  return path.map((key, i) => (isWildcard(path, i) ? "*" : key)).join(".");
}

function toKeys(path: Path): string[] {
  return path.filter((_, i) => isWildcard(path, i));
}

/** Whether the key at `i` is a name that the declaration chose. */
function isWildcard(path: Path, i: number): boolean {
  const [kind, , member] = path;
  if (kind === "controller" || kind === "page" || kind === "scripts" || i === 0) return false;
  // A worker that a script makes contacts nobody, so the sentence about workers is another one.
  if (i === 3 && member === "hosts" && path[3] === "worker") return false;
  return i === 1 ? true : i === 3 && ["fields", "takes", "stores", "hosts"].includes(member ?? "");
}
