import {
  decideField,
  decideUse,
  type Actor,
  type CompiledActivity,
  type ReadReason,
  type Version,
} from "@abide/policy";
import { isStoreDown } from "../store/index.ts";
import { settleAll } from "../store/transact.ts";
import { readFacts } from "../subjects/statements.ts";
import type { RecordsCore } from "./records-core.ts";
import { checkConditions, type Conditions } from "./query.ts";
import type { Decided, Reading } from "./rows.ts";

/** What a reader was made for: the records of an activity, a purpose and the person of the company who asks. */
export interface ReaderContext {
  readonly core: RecordsCore;
  readonly activity: string;
  readonly purpose: string;
  /** Default: the website itself asks. */
  readonly by: Actor | undefined;
  /** The version in force that declares the activity; undefined where none does. */
  readonly version: Version | undefined;
  /** The activity as that version declares it. It is there once `decideFields` has allowed something. */
  readonly declared: CompiledActivity | undefined;
}

export type Fields = { readonly [field: string]: unknown };

/** What all results of a reader have in common. */
interface Result {
  readonly allowed: boolean;
  readonly reason?: string;
}

/** The person who asks, as the log names them. */
export const toActor = ({ by }: ReaderContext): string => by?.id ?? "site";

export const toReading = ({ core: { db, site, vault }, purpose }: ReaderContext): Reading => ({
  db,
  site,
  vault,
  purpose,
});

export const denied = <Reason extends ReadReason>(reason: Reason) => ({ allowed: false, reason }) as const;

/** Why the declaration, or the role of the person who asks, allows none of `fields`; undefined where all of them are allowed. */
export function decideFields(reader: ReaderContext, fields: readonly string[]): ReadReason | undefined {
  const { core, activity, purpose, by, version, declared } = reader;
  if (!version || !declared) return "undeclared";
  const role = core.roleFor(purpose, by?.roles ?? []);
  if (!Object.hasOwn(version.policy.purposes, purpose)) return "undeclared";
  if (role === "other-role") return "not-staff";
  for (const field of fields) {
    const decision = decideField(version.policy, activity, field, purpose);
    if (!decision.allowed) return decision.reason;
  }
  return Object.values(declared.fields).some((field) => field.for.includes(purpose)) ? undefined : "other-purpose";
}

/** Why records cannot be asked for by these conditions; undefined where they can. `decideFields` has allowed the reader something before. */
export function decideConditions(
  { activity, purpose, version }: ReaderContext,
  conditions: Conditions,
  { everything }: { readonly everything: "allowed" | "refused" } = { everything: "allowed" },
): ReadReason | undefined {
  return checkConditions({ policy: version!.policy, activity, purpose }, conditions, { everything });
}

/** A function that says why a row may not serve the purpose now; undefined where it may. */
export async function decideRows(
  { core: { site, db, versions, clock }, purpose, version }: ReaderContext,
  rows: readonly Decided[],
): Promise<(row: Decided) => ReadReason | undefined> {
  const { policy } = version!;
  // Without a consent nothing is allowed that needs one, whether or not anything was said.
  const asks = policy.purposes[purpose]!.basis === "consent";
  const subjects = [...new Set(rows.flatMap(({ subject, said }) => (asks || said ? subject : [])))];
  const facts = await readFacts(db, { site, policy, versions }, purpose, subjects);
  const now = clock().getTime();
  const silent = decideUse(policy, purpose, {});
  return (row) => {
    if (row.due_at !== null && row.due_at <= now) return "expired";
    const said = facts.get(row.subject);
    const decision = said ? decideUse(policy, purpose, said) : silent;
    return decision.allowed ? undefined : decision.reason;
  };
}

/** `result`, once the access log holds it; "failed" where it could not be written there: nothing leaves that nobody knows of. */
export async function logAccess<R extends Result>(
  reader: ReaderContext,
  result: R,
  fields: readonly string[],
  subjects: number,
): Promise<R | { readonly allowed: false; readonly reason: "failed" }> {
  const { core, activity, purpose, version } = reader;
  const outcome = result.reason ?? "allowed";
  // Names that were made up can be of any length.
  const names = fields.slice(0, 50).map((field) => field.slice(0, 60));
  const asked = { activity: activity.slice(0, 60), purpose: purpose.slice(0, 60), fields: names, by: toActor(reader) };
  try {
    await core.accessLog.add({ ...asked, policy: (version ?? core.versions.current[0]).hash, subjects, outcome });
    return result;
  } catch {
    return denied("failed");
  }
}

/** What `read` finds, once the access log holds it; why not where the declaration does not allow `fields`, or where it fails. */
export async function readLogged<R extends Result>(
  reader: ReaderContext,
  fields: readonly string[],
  read: () => Promise<{ readonly result: R | (() => Promise<R>); readonly subjects: number }>,
): Promise<R | { readonly allowed: false; readonly reason: ReadReason }> {
  const reason = decideFields(reader, fields);
  if (reason !== undefined) return logAccess(reader, denied(reason), fields, 0);
  try {
    const { result, subjects } = await read();
    if (typeof result !== "function") {
      return await logAccess(reader, result, fields, result.allowed ? subjects : 0);
    }
    // Opening takes the processor, logging the store: both at once, and nothing is handed out before both are done.
    const [opened, logged] = await settleAll([
      result(),
      logAccess(reader, { allowed: true } as const, fields, subjects),
    ]);
    return logged.allowed ? opened : logged;
  } catch (error) {
    return logFailure(reader, error, fields);
  }
}

/** "failed". The access log holds it as well, since it is how a value that was moved in the store shows; in an outage it cannot. */
export async function logFailure(reader: ReaderContext, error: unknown, fields: readonly string[]) {
  return isStoreDown(error) ? denied("failed") : logAccess(reader, denied("failed"), fields, 0);
}
