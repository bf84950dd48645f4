import { toDays } from "../words/storage.ts";
import type { Draft, DraftPolicy } from "./draft.ts";
import type { Issue } from "./issue.ts";
import type { Problem } from "./read.ts";

/** One rule. It lives in the file that its code names, and `check.ts` lists it. */
export interface Rule {
  readonly code: string;
  readonly level: Issue["level"];
  /** The article or standard behind it. */
  readonly source: string;
  /** What it finds in a declaration, in any order. The draft holds nothing but well-formed parts, so a rule cannot trip over one. */
  readonly find: (draft: Draft) => Iterable<Found>;
}

/** What a rule found; its code and level are the rule's, its source as well where it names none. */
export type Found = Pick<Issue, "path" | "message"> & Partial<Pick<Issue, "expected" | "received" | "source">>;

/** What `find` returns for a rule about parts that are not as the format wants them: the draft has found them already. */
export function toProblems(draft: Draft, code: string, toMessage: (problem: Problem) => string): Found[] {
  return draft.problems
    .filter((problem) => problem.code === code)
    .map((problem) => ({
      path: problem.path,
      expected: problem.expected,
      received: problem.received,
      message: toMessage(problem),
    }));
}

/** Whether `pattern`, in which a `*` stands for any run of characters, covers `name`: the name of a cookie, or a host. */
export function covers(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === name;
  if (!name.startsWith(first)) return false;
  const last = rest.pop()!;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

/** Every member of a record, or item of a list, that is well-formed, with its key. */
export function entries<Value>(
  of: { readonly [key: string]: Value | undefined } | readonly (Value | undefined)[] | undefined,
): [key: string, value: Value][] {
  return Object.entries(of ?? {}).filter((entry): entry is [string, Value] => entry[1] !== undefined);
}

/** The member `key` of a record, where it has one of its own and it is well-formed. */
export function member<Value>(
  of: { readonly [key: string]: Value | undefined } | undefined,
  key: string | undefined,
): Value | undefined {
  return of !== undefined && key !== undefined && Object.hasOwn(of, key) ? of[key] : undefined;
}

/** Every place where a purpose is named, with the name. */
export function toUses(policy: DraftPolicy): { path: readonly string[]; purpose: string }[] {
  const inList = (path: readonly string[], names: readonly (string | undefined)[] | undefined) =>
    entries(names).map(([i, purpose]) => ({ path: [...path, i], purpose }));
  const alone = (path: readonly string[], purpose: string | undefined) =>
    purpose === undefined ? [] : [{ path, purpose }];
  return [
    ...entries(policy.activities).flatMap(([activity, { fields }]) =>
      entries(fields).flatMap(([field, declared]) =>
        inList(["activities", activity, "fields", field, "for"], declared.for),
      ),
    ),
    ...entries(policy.recipients).flatMap(([key, recipient]) => inList(["recipients", key, "for"], recipient.for)),
    ...entries(policy.trackers).flatMap(([key, tracker]) => alone(["trackers", key, "purpose"], tracker.purpose)),
    ...entries(policy.mail).flatMap(([key, mail]) => alone(["mail", key, "purpose"], mail.purpose)),
  ];
}

/** A year is 365 days and a month a twelfth of it, which does not divide evenly: lengths within a second are the same. */
export const slack = 1 / 86_400;

interface Life {
  readonly path: readonly string[];
  readonly tracker: string;
  readonly name?: string;
  readonly life: string;
  readonly days: number;
  /** It is another site's: how long it lives is not this site's to say. */
  readonly isVendors: boolean;
}

/** How long each tracker and each thing that it stores lives, where that is a length of time. */
export function toLives(policy: DraftPolicy): Life[] {
  return entries(policy.trackers).flatMap(([tracker, { duration, stores }]) => {
    const stored = entries(stores).flatMap(([i, { name, life, party }]) =>
      toLife(["trackers", tracker, "stores", i, "life"], life).map((found): Life => {
        return { ...found, tracker, name: name ?? i, isVendors: party === "third" };
      }),
    );
    const whole = toLife(["trackers", tracker, "duration"], duration).map((found): Life => {
      const isVendors = stored.some((one) => one.isVendors && one.days >= found.days - slack);
      return { ...found, tracker, isVendors };
    });
    return [...whole, ...stored];
  });
}

function toLife(
  path: readonly string[],
  life: string | undefined,
): { path: readonly string[]; life: string; days: number }[] {
  const days = life === undefined ? undefined : toDays(life);
  return life === undefined || days === undefined ? [] : [{ path, life, days }];
}

/** Whether `key` is declared in `of`, well-formed or not. */
export function declares(of: { readonly [key: string]: unknown } | undefined, key: string): boolean {
  return of !== undefined && Object.hasOwn(of, key);
}

/** What stands at the end of `path`, as a person calls it. */
export function toName(path: readonly string[]): string {
  const [of, name = "the policy"] = path.slice(-2);
  if (/^\d+$/.test(name)) return `Entry ${Number(name) + 1} of "${of}"`;
  return path.length < 2 ? `"${path[0] ?? name}"` : `"${name}"`;
}

/** `names` as a person lists them: `"a", "b" or "c"`. */
export function toChoice(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

/** The one of `names` that `written` was probably meant to be, or undefined where none is near. */
export function toNearest(written: string, names: readonly string[]): string | undefined {
  const lower = written.toLowerCase();
  let nearest: string | undefined;
  let least = Math.min(3, Math.floor(written.length / 3)) + 1;
  for (const name of names) {
    const distance = toDistance(lower, name.toLowerCase());
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** What to say after an unknown name: the nearest one, or all there are. */
export function toHint(written: string, names: readonly string[]): string {
  const nearest = toNearest(written, names);
  if (nearest !== undefined) return `Did you mean "${nearest}"?`;
  if (names.length === 0) return "None is declared.";
  return names.length > 12
    ? `Known are ${names.length} others, "${names[0]}" among them.`
    : `Known: ${toChoice(names)}.`;
}

/** The number of letters to change, add, drop or swap to get from `a` to `b`. Long names are not compared. */
function toDistance(a: string, b: string): number {
  if (a.length > 60 || b.length > 60) return a === b ? 0 : 60;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, changed, swapped));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
