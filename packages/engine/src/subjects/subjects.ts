import type { Tables } from "../store/tables.ts";
import type { Kysely } from "kysely";
import type { AccessLog } from "../audit/access.ts";
import { eraseSubject, releaseSubjects, type Erased } from "./erase.ts";
import { exportSubject } from "./export.ts";
import type { Exported, Personal } from "./personal-data.ts";
import { isId } from "../http/id.ts";
import { readHoldsOn } from "./legal-hold.ts";
import type { Log } from "../audit/log.ts";
import { everyPurpose, readStatements, type Statement } from "./statements.ts";
import { endStatement, writeStatement, type Because } from "./write-statement.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { Vault } from "../vault/vault.ts";
import type { Versions } from "../policies/versions.ts";

/** What is known of a person beside their records. */
export interface SubjectState {
  readonly id: string;
  /** When the first record of them was collected, in ISO 8601. */
  readonly since: string;
  readonly erased: string | undefined;
  /** What they said about purposes, the newest last. One with an end is not in force any more. */
  readonly statements: readonly Statement[];
  /** Ends of the legal holds that are on them, or on anything that is held about them. */
  readonly held: readonly string[];
}

/** The people whom data is about. What is said here about a purpose holds for every read from then on. */
export interface Subjects {
  /**
   * Id of the person with this e-mail address; undefined where nothing is held about one. Where `by` names a person of the company, the
   * access log names them before there is an answer. The same holds for `state`.
   */
  readonly find: (who: { readonly email: string }, because?: Pick<Because, "by">) => Promise<string | undefined>;
  readonly state: (subject: string, because?: Pick<Because, "by">) => Promise<SubjectState | undefined>;
  readonly consent: (subject: string, purpose: string, because: Because) => Promise<void>;
  readonly withdraw: (subject: string, purpose: string, because: Because) => Promise<void>;
  readonly object: (subject: string, purpose: string, because: Because) => Promise<void>;
  /** Restricts one purpose, or every one (GDPR 18). */
  readonly restrict: (subject: string, purpose: string | undefined, because: Because) => Promise<void>;
  /** Takes an objection or a restriction back. */
  readonly lift: (
    subject: string,
    kind: "objection" | "restriction",
    purpose: string | undefined,
    because: Because,
  ) => Promise<void>;
  /** Erases the person: the key, then everything. A legal hold stands against it. */
  readonly erase: (subject: string, because: { readonly by: string; readonly reason: string }) => Promise<Erased>;
  /**
   * Erases those of `subjects` of whom nothing is held any more and nothing has to be, and returns how many. A feature that kept
   * somebody (`personal.keeps`) calls it once it does not: the retention comes back to nobody whose records are gone.
   */
  readonly release: (subjects: readonly string[]) => Promise<number>;
  /** Everything that is held about the person. */
  readonly export: (subject: string, because: Because) => Promise<Exported | undefined>;
}

export interface SubjectsOptions {
  readonly site: string;
  readonly log: Log;
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  readonly versions: Versions;
  readonly clock: () => Date;
  readonly discard: (ids: readonly string[]) => Promise<void>;
  readonly personal: Personal;
  readonly accessLog: AccessLog;
}

export function createSubjects(options: SubjectsOptions): Subjects {
  const { versions } = options;
  const policy = () => versions.current[0].hash;
  return {
    find: async ({ email }, because) => findByEmail(options, email, because),
    state: async (subject, because) => (isId(subject) ? readState(options, subject, because) : undefined),
    consent: (subject, purpose, because) => writeStatement(options, subject, "consent", purpose, because),
    withdraw: (subject, purpose, because) => writeStatement(options, subject, "withdrawal", purpose, because),
    object: (subject, purpose, because) => writeStatement(options, subject, "objection", purpose, because),
    restrict: (subject, purpose = everyPurpose, because) =>
      writeStatement(options, subject, "restriction", purpose, because),
    lift: (subject, kind, purpose = everyPurpose, because) => endStatement(options, subject, kind, purpose, because),
    erase: async (subject, because) =>
      isId(subject)
        ? eraseSubject({ ...options, policy: policy() }, subject, because)
        : { erased: false, reason: "not-found" },
    release: (subjects) => releaseSubjects({ ...options, policy: policy() }, subjects),
    export: async (subject, because) => (isId(subject) ? exportSubject(options, subject, because) : undefined),
  };
}

async function findByEmail(
  options: SubjectsOptions,
  email: string,
  because: Pick<Because, "by"> | undefined,
): Promise<string | undefined> {
  const { db, site, vault } = options;
  const row = await db
    .selectFrom("subject_index")
    .select("subject")
    .where("site", "=", site)
    .where("kind", "=", "email")
    .where("mac", "=", vault.index("email", email))
    .executeTakeFirst();
  await logLookUp(options, "email", row !== undefined, because);
  return row?.subject;
}

async function readState(
  options: SubjectsOptions,
  subject: string,
  because: Pick<Because, "by"> | undefined,
): Promise<SubjectState | undefined> {
  const { db, site, clock } = options;
  const row = await db
    .selectFrom("subject")
    .selectAll()
    .where("site", "=", site)
    .where("id", "=", subject)
    .executeTakeFirst();
  await logLookUp(options, "state", row !== undefined, because);
  if (!row) return undefined;
  const held = await db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "rights" });
    return readHoldsOn(trx, site, subject, clock());
  });
  return {
    id: subject,
    since: row.at.toISOString(),
    erased: row.erased_at?.toISOString(),
    statements: await readStatements(db, site, subject),
    held: held.map((until) => until.toISOString()),
  };
}

/** Logs that somebody of the company looked a person up: of no activity, and for no purpose but that person's rights. */
async function logLookUp(
  { accessLog, versions }: SubjectsOptions,
  field: string,
  found: boolean,
  because: Pick<Because, "by"> | undefined,
): Promise<void> {
  if (!because) return;
  const seen = found ? { subjects: 1, outcome: "allowed" } : { subjects: 0, outcome: "not-found" };
  const asked = { activity: "*", purpose: "rights", fields: [field], by: because.by };
  await accessLog.add({ policy: versions.current[0].hash, ...asked, ...seen });
}
