import type { Compiled, SubjectFacts } from "@abide/policy";
import { CompiledQuery, sql, type Insertable, type Kysely } from "kysely";
import { coversPurpose } from "../policies/material.ts";
import { toInsert, type Columns } from "../store/insert.ts";
import type { StatementTable } from "./tables.ts";
import type { Tables } from "../store/tables.ts";
import type { Versions } from "../policies/versions.ts";

/** What a person can say about a purpose. */
const statementKinds = ["consent", "withdrawal", "objection", "restriction"] as const;
export type StatementKind = (typeof statementKinds)[number];

/** Stands for every purpose: a restriction is usually one of all processing. */
export const everyPurpose = "*";

export interface Statement {
  readonly purpose: string;
  readonly kind: StatementKind;
  readonly at: string;
  readonly ended: string | undefined;
  readonly version: string;
}

/** Everything that `subject` said, the newest last. What has an end is not in force any more. */
export async function readStatements(db: Kysely<Tables>, site: string, subject: string): Promise<Statement[]> {
  const rows = await db
    .selectFrom("statement")
    .selectAll()
    .where("site", "=", site)
    .where("subject", "=", subject)
    .orderBy("at")
    .execute();
  return rows.map(({ purpose, kind, at, ended_at, version }) => ({
    purpose,
    kind: kind as StatementKind,
    at: at.toISOString(),
    ended: ended_at?.toISOString(),
    version,
  }));
}

/** What each of `subjects` said about `purpose`, as far as it is in force. A subject who said nothing is not in the map. */
export async function readFacts(
  db: Kysely<Tables>,
  { site, policy, versions }: { readonly site: string; readonly policy: Compiled; readonly versions: Versions },
  purpose: string,
  subjects: readonly string[],
): Promise<Map<string, SubjectFacts>> {
  const facts = new Map<string, SubjectFacts>();
  if (subjects.length === 0) return facts;
  const rows = await db
    .selectFrom("statement")
    .select(["subject", "kind", "at", "version"])
    .where("site", "=", site)
    .where(sql<boolean>`subject = any(${subjects}::uuid[])`)
    .where("purpose", "in", [purpose, everyPurpose])
    .where("ended_at", "is", null)
    .orderBy("at")
    .execute();
  for (const { subject, kind, version } of rows) {
    const before = facts.get(subject) ?? {};
    switch (kind as StatementKind) {
      case "consent": {
        const then = (await versions.withHash(version))?.policy;
        const covers = then !== undefined && coversPurpose(then, policy, purpose);
        facts.set(subject, { ...before, consent: { version, covers } });
        break;
      }
      case "withdrawal":
        facts.set(subject, { ...before, withdrawn: true });
        break;
      case "objection":
        facts.set(subject, { ...before, objected: true });
        break;
      case "restriction":
        facts.set(subject, { ...before, restricted: true });
        break;
      default:
        // What cannot be told denies.
        facts.set(subject, { ...before, restricted: true });
    }
  }
  return facts;
}

/**
 * Statements of SQL that write consents which came with a form. Anybody can type somebody else's address into it, so a withdrawal
 * stands: only what is known to come from the person ends it.
 */
export function toFormConsents(consents: readonly Insertable<StatementTable>[]): CompiledQuery[] {
  if (consents.length === 0) return [];
  const unless = `where not exists (
    select from statement s where s.site = given.site and s.subject = given.subject and s.purpose = given.purpose
    and s.kind = 'withdrawal' and s.ended_at is null
  )`;
  const renewed = consents.map(({ site, subject, purpose, at }) =>
    CompiledQuery.raw(
      `update statement set ended_at = $1
      where site = $2 and subject = $3 and purpose = $4 and kind = 'consent' and ended_at is null`,
      [at, site, subject, purpose],
    ),
  );
  return [...renewed, toInsert("statement", columns, consents, unless)];
}

/** Statements of SQL that write `statements`. A consent ends the withdrawal before it, and a withdrawal the consent: one is in force. */
export function toInserts(statements: readonly Insertable<StatementTable>[]): CompiledQuery[] {
  if (statements.length === 0) return [];
  const ends = statements.flatMap(({ site, subject, purpose, kind, at }) =>
    kind !== "consent" && kind !== "withdrawal"
      ? []
      : CompiledQuery.raw(
          `update statement set ended_at = $1
          where site = $2 and subject = $3 and purpose = $4 and kind in ('consent', 'withdrawal') and ended_at is null`,
          [at, site, subject, purpose],
        ),
  );
  return [...ends, toInsert("statement", columns, statements)];
}

const columns: Columns<"statement"> = {
  site: "text",
  id: "uuid",
  subject: "uuid",
  purpose: "text",
  kind: "text",
  at: "timestamptz",
  ended_at: "timestamptz",
  version: "text",
};
