import type { Compiled, SubjectFacts } from "@abide/policy";
import { sql, type Insertable, type Kysely, type Transaction } from "kysely";
import { coversPurpose } from "./material.ts";
import type { StatementTable, Tables } from "./store/tables.ts";
import type { Versions } from "./versions.ts";

/** What a person can say about a purpose. */
export const statementKinds = ["consent", "withdrawal", "objection", "restriction"] as const;
export type StatementKind = (typeof statementKinds)[number];

/** Stands for every purpose: a restriction is usually one of all processing. */
export const everyPurpose = "*";

/** What each of `subjects` said about `purpose`, as far as it is in force. Whoever said nothing is not in the map. */
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
        const then = (await versions.find(version))?.policy;
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

/** Writes `statements`. A consent ends the withdrawal before it, and a withdrawal the consent: one of the two is in force. */
export async function insertStatements(
  trx: Transaction<Tables>,
  statements: readonly Insertable<StatementTable>[],
): Promise<void> {
  for (const { site, subject, purpose, kind, at } of statements) {
    if (kind !== "consent" && kind !== "withdrawal") continue;
    await trx
      .updateTable("statement")
      .set({ ended_at: at })
      .where("site", "=", site)
      .where("subject", "=", subject)
      .where("purpose", "=", purpose)
      .where("kind", "in", ["consent", "withdrawal"])
      .where("ended_at", "is", null)
      .execute();
  }
  if (statements.length > 0) await trx.insertInto("statement").values(statements).execute();
}
