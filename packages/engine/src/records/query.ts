import { decideField, type Compiled, type ReadReason } from "@abide/policy";
import { isId } from "../http/id.ts";
import type { Element } from "../store/insert.ts";
import type { Vault } from "../vault/vault.ts";

/** Which records, past the types: those that meet every condition. One that is undefined is none. */
export interface Conditions {
  readonly id?: string | undefined;
  /** Values of look-up fields. */
  readonly where?: { readonly [field: string]: string | undefined } | undefined;
  readonly subject?: string | undefined;
  readonly status?: string | undefined;
  /** Collected since then, in ISO 8601. */
  readonly since?: string | undefined;
  /** Collected before then. */
  readonly until?: string | undefined;
}

/** A copy of the conditions: other members of a caller's object, and what it becomes later, are not part of a selection. */
export const toConditions = ({ id, where, subject, status, since, until }: Conditions): Conditions => ({
  id,
  where: where ? { ...where } : undefined,
  subject,
  status,
  since,
  until,
});

/** The look-up fields that records are looked for by, with their values. */
export const toFilters = ({ where }: Conditions): [field: string, value: string][] =>
  Object.entries(where ?? {}).filter((filter): filter is [string, string] => filter[1] !== undefined);

/** Whether every record meets these conditions: there is none, or none has a value. A member that is no condition does not count. */
function isEverything(conditions: Conditions): boolean {
  const { id, subject, status, since, until } = conditions;
  return (
    [id, subject, status, since, until].every((value) => value === undefined) && toFilters(conditions).length === 0
  );
}

/** Whether conditions were named and none has a value. Where all records may be meant, that is not how it is said. */
export function isForgotten(conditions: Conditions | undefined): boolean {
  return conditions !== undefined && Object.keys(conditions).length > 0 && isEverything(conditions);
}

/**
 * Why records cannot be asked for by these conditions, or undefined where they can. With `everything: "refused"` a condition that was
 * forgotten does not erase every record, or disclose it.
 */
export function checkConditions(
  { policy, activity, purpose }: { readonly policy: Compiled; readonly activity: string; readonly purpose: string },
  conditions: Conditions,
  { everything }: { readonly everything: "allowed" | "refused" },
): ReadReason | undefined {
  // Without hasOwn "constructor" would be an activity.
  if (!Object.hasOwn(policy.activities, activity)) return "undeclared";
  if (everything === "refused" && isEverything(conditions)) return "wrong-value";
  const { fields, statuses } = policy.activities[activity]!;
  const named = toFilters(conditions).map(([field]) => field);
  for (const field of named) {
    // Otherwise a search would tell whose records hold a value in a field that may not serve the purpose.
    const decision = decideField(policy, activity, field, purpose);
    if (!decision.allowed) return decision.reason;
  }
  if (named.some((field) => !fields[field]!.lookup)) return "not-lookup";
  const { id, subject, status, since, until } = conditions;
  if ([id, subject].some((name) => name !== undefined && !isId(name))) return "not-found";
  if (status !== undefined && !statuses?.some((known) => known.id === status)) return "undeclared";
  return [since, until].every((time) => time === undefined || isTime(time)) ? undefined : "wrong-value";
}

/** Whether the store has such a time as well: it has no year 0 and writes no more than four digits. */
function isTime(time: string): boolean {
  const year = new Date(time).getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** Which records, as the store is asked for them. */
export interface Selection extends Conditions {
  readonly activity: string;
  /** Records that may serve other purposes only as well: for an act of the engine's own. */
  readonly anyPurpose?: boolean;
  /** None but these. */
  readonly ids?: readonly string[] | undefined;
  /** None that is over its time then. */
  readonly keptAt?: Date | undefined;
  /** In the order of their ids, those that come after this one. */
  readonly afterId?: string | undefined;
  /** In the order of their times, those that come after this one. */
  readonly after?: { readonly at: string; readonly id: string; readonly order: "asc" | "desc" } | undefined;
}

/** Adds a value to those of a statement. Returns the SQL that stands for it. */
export type Take = (value: Element, type: "bytea" | "text" | "timestamptz" | "uuid") => string;

/** SQL for whether a record may serve the search's own purpose. Without `coalesce` the planner takes it that next to none does. */
const servesOwn = "coalesce(q.purpose = any (purposes), false)";

/**
 * SQL for whether a row of `record` is one of the selection. It stands in a search: the site is `$1`, activity and purpose are those of
 * `q`, and the access context is set.
 */
export function toSql(selection: Selection, vault: Pick<Vault, "index">, take: Take): string {
  const { activity, anyPurpose = false, ids, keptAt, afterId, after } = selection;
  const { id, subject, status, since, until } = selection;
  const all = ["context.is_set", "site = $1", "activity = q.activity"];
  if (!anyPurpose) all.push(servesOwn);
  if (keptAt !== undefined) all.push(`coalesce(due_at > ${take(keptAt, "timestamptz")}, true)`);
  if (ids !== undefined) all.push(`id = any (string_to_array(${take(ids.join(" "), "text")}, ' ')::uuid[])`);
  if (id !== undefined) all.push(`id = ${take(id, "uuid")}`);
  if (subject !== undefined) all.push(`subject = ${take(subject, "uuid")}`);
  if (status !== undefined) all.push(`status = ${take(status, "text")}`);
  if (since !== undefined) all.push(`at >= ${take(new Date(since), "timestamptz")}`);
  if (until !== undefined) all.push(`at < ${take(new Date(until), "timestamptz")}`);
  for (const [field, value] of toFilters(selection)) {
    const mac = vault.index(`${activity}.${field}`, value);
    // As an array: it is made first, and leads to its few records, whatever the planner expects of them.
    all.push(`id = any (array(
      select record from record_index
      where site = $1 and activity = q.activity and field = ${take(field, "text")} and mac = ${take(mac, "bytea")}
    ))`);
  }
  if (afterId !== undefined) all.push(`id > ${take(afterId, "uuid")}`);
  if (after) {
    const beyond = `(${take(after.at, "timestamptz")}, ${take(after.id, "uuid")})`;
    all.push(`(at, id) ${after.order === "asc" ? ">" : "<"} ${beyond}`);
  }
  return all.join(" and ");
}
