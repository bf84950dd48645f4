import { isTamperError } from "@abide/log";
import { audit } from "../audit/audit.ts";
import type { Log, Work } from "../audit/log.ts";
import { AbideError, isAbideError } from "../http/error.ts";
import { isId } from "../http/id.ts";
import type { Versions } from "../policies/versions.ts";
import { everyPurpose, toInserts, type StatementKind } from "./statements.ts";
import { lockSubject } from "./lock-subject.ts";

interface StatementOptions {
  readonly site: string;
  readonly log: Log;
  readonly versions: Versions;
  readonly clock: () => Date;
}

/** Who did it, and why where the log should say so. */
export interface Because {
  readonly by: string;
  readonly reason?: string;
}

/** Writes what a person said about a purpose, with its entry in the log. Saying again what is in force changes nothing. */
export async function writeStatement(
  { site, log, versions, clock }: StatementOptions,
  subject: string,
  kind: StatementKind,
  purpose: string,
  because: Because,
): Promise<void> {
  const version = toVersion(versions, purpose);
  if (!isId(subject)) throw toNotFound();
  const at = clock();
  await commit(log, async (trx, append) => {
    if (!(await lockSubject(trx, site, subject))) throw toNotFound();
    const newest = await trx
      .selectFrom("statement")
      .select(["kind", "version"])
      .where("site", "=", site)
      .where("subject", "=", subject)
      .where("purpose", "=", purpose)
      .where("ended_at", "is", null)
      .where("kind", "in", kind === "consent" || kind === "withdrawal" ? ["consent", "withdrawal"] : [kind])
      .orderBy("at", "desc")
      .executeTakeFirst();
    if (newest?.kind === kind && (kind !== "consent" || newest.version === version)) return;
    const statement = { site, id: crypto.randomUUID(), subject, purpose, kind, at, ended_at: null, version };
    for (const insert of toInserts([statement])) await trx.executeQuery(insert);
    const detail = { ...because, kind, purpose, subject };
    await audit(trx, append, site, [{ type: "statement", at, policy: version, subject, detail }]);
  });
}

/** Takes an objection or a restriction back. Where there is none in force, nothing is written. */
export async function endStatement(
  { site, log, versions, clock }: StatementOptions,
  subject: string,
  kind: "objection" | "restriction",
  purpose: string,
  because: Because,
): Promise<void> {
  const version = toVersion(versions, purpose);
  if (!isId(subject)) throw toNotFound();
  const at = clock();
  await commit(log, async (trx, append) => {
    const { numUpdatedRows } = await trx
      .updateTable("statement")
      .set({ ended_at: at })
      .where("site", "=", site)
      .where("subject", "=", subject)
      .where("kind", "=", kind)
      .where("purpose", "=", purpose)
      .where("ended_at", "is", null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const detail = { ...because, kind, purpose, subject };
    await audit(trx, append, site, [{ type: "statement-end", at, policy: version, subject, detail }]);
  });
}

/** Commits `work`, or throws: what a person said is not shown as kept where it was not written. */
async function commit(log: Log, work: Work<void>): Promise<void> {
  try {
    await log.transaction(work);
  } catch (cause) {
    if (isAbideError(cause) || isTamperError(cause)) throw cause;
    throw new AbideError("store-down", "What a person said could not be stored.", { cause });
  }
}

/** The hash of the version in force that declares the purpose. */
function toVersion({ current }: Versions, purpose: string): string {
  if (purpose === everyPurpose) return current[0].hash;
  const version = current.find(({ policy }) => Object.hasOwn(policy.purposes, purpose));
  if (version) return version.hash;
  throw new AbideError("refused", `There is no purpose "${purpose.slice(0, 60)}".`, {
    next: "Name one that the policy declares.",
  });
}

const toNotFound = () => new AbideError("not-found", "There is nobody with this id, or not any more.");
