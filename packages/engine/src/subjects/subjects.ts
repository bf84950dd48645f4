import type { Tables } from "../store/tables.ts";
import type { Kysely } from "kysely";
import { isTamperError } from "@abide/log";
import type { AccessLog } from "../audit/access.ts";
import { audit, type AuditEvent } from "../audit/audit.ts";
import { eraseSubject, releaseSubjects, type Erased } from "./erase.ts";
import { AbideError, isAbideError } from "../http/error.ts";
import { exportSubject } from "./export.ts";
import type { Exported, Personal } from "./personal-data.ts";
import { isId } from "../http/id.ts";
import { readHoldsOn } from "./legal-hold.ts";
import type { Log, Work } from "../audit/log.ts";
import { everyPurpose, readStatements, toInserts, type Statement, type StatementKind } from "./statements.ts";
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

/** Who did it, and why where the log should say so. */
export interface Because {
  readonly by: string;
  readonly reason?: string;
}

/** The people whom data is about. What is said here about a purpose holds for every read from then on. */
export interface Subjects {
  /**
   * Id of the person with this e-mail address, or undefined where nothing is held about one. Where `by` says who of the company asks, the
   * log says so before there is an answer; of `state` as well.
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
  const { site, log, db, vault, versions, clock, accessLog } = options;
  const policy = () => versions.current[0].hash;

  /** Writes down that somebody looked a person up: of no activity, and for no purpose but that person's rights. */
  const look = async (field: string, found: boolean, because: Pick<Because, "by"> | undefined): Promise<void> => {
    if (!because) return;
    const seen = found ? { subjects: 1, outcome: "allowed" } : { subjects: 0, outcome: "not-found" };
    const asked = { activity: "*", purpose: "rights", fields: [field], by: because.by };
    await accessLog.add({ policy: policy(), ...asked, ...seen });
  };

  /** Writes with its entry in the log, or says that nothing was. */
  const stored = async (work: Work<void>): Promise<void> => {
    try {
      await log.transaction(work);
    } catch (cause) {
      if (isAbideError(cause) || isTamperError(cause)) throw cause;
      throw new AbideError("store-down", "What a person said could not be stored.", { cause });
    }
  };

  /** Writes a statement, with its entry in the log. Saying again what is in force changes nothing. */
  const say = async (subject: string, purpose: string, kind: StatementKind, because: Because): Promise<void> => {
    const version = toVersion(purpose);
    if (!isId(subject)) throw nobody();
    const at = clock();
    await stored(async (trx, append) => {
      const known = await trx
        .selectFrom("subject")
        .select("id")
        .where("site", "=", site)
        .where("id", "=", subject)
        .where("erased_at", "is", null)
        .forUpdate()
        .executeTakeFirst();
      if (!known) throw nobody();
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
      const said = { site, id: crypto.randomUUID(), subject, purpose, kind, at, ended_at: null, version };
      for (const statement of toInserts([said])) await trx.executeQuery(statement);
      const detail = { ...because, kind, purpose, subject };
      await audit(trx, append, site, [{ type: "statement", at, policy: version, subject, detail }]);
    });
  };

  const toVersion = (purpose: string): string => {
    if (purpose === everyPurpose) return policy();
    const version = versions.current.find(({ policy }) => Object.hasOwn(policy.purposes, purpose));
    if (version) return version.hash;
    throw new AbideError("refused", `There is no purpose "${purpose.slice(0, 60)}".`, {
      next: "Name one that the policy declares.",
    });
  };

  return {
    find: async ({ email }, because) => {
      const row = await db
        .selectFrom("subject_index")
        .select("subject")
        .where("site", "=", site)
        .where("kind", "=", "email")
        .where("mac", "=", vault.index("email", email))
        .executeTakeFirst();
      await look("email", row !== undefined, because);
      return row?.subject;
    },
    state: async (subject, because) => {
      if (!isId(subject)) return undefined;
      const row = await db
        .selectFrom("subject")
        .selectAll()
        .where("site", "=", site)
        .where("id", "=", subject)
        .executeTakeFirst();
      await look("state", row !== undefined, because);
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
    },
    consent: (subject, purpose, because) => say(subject, purpose, "consent", because),
    withdraw: (subject, purpose, because) => say(subject, purpose, "withdrawal", because),
    object: (subject, purpose, because) => say(subject, purpose, "objection", because),
    restrict: (subject, purpose = everyPurpose, because) => say(subject, purpose, "restriction", because),
    lift: async (subject, kind, purpose = everyPurpose, because) => {
      const version = toVersion(purpose);
      if (!isId(subject)) throw nobody();
      const at = clock();
      await stored(async (trx, append) => {
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
        const act: AuditEvent = {
          type: "statement-end",
          at,
          policy: version,
          subject,
          detail: { ...because, kind, purpose, subject },
        };
        await audit(trx, append, site, [act]);
      });
    },
    erase: async (subject, because) =>
      isId(subject)
        ? eraseSubject({ ...options, policy: policy() }, subject, because)
        : { erased: false, reason: "not-found" },
    release: (subjects) => releaseSubjects({ ...options, policy: policy() }, subjects),
    export: async (subject, because) => (isId(subject) ? exportSubject(options, subject, because) : undefined),
  };
}

const nobody = () => new AbideError("not-found", "There is nobody with this id, or not any more.");
