import { CompiledQuery, type Transaction } from "kysely";
import { readReceived, type Disclosure } from "./disclose/received.ts";
import { openKeys } from "./hold.ts";
import { lanes, mark, readCopy, type MailLetter } from "./mail/copy.ts";
import { toPlace } from "./outbox.ts";
import { openPart } from "./parts.ts";
import { acting } from "./store/acting.ts";
import type { Tables } from "./store/tables.ts";
import { Stale, whileStale } from "./store/transact.ts";
import { readStatements, type Statement } from "./statements.ts";
import type { Because, SubjectsOptions } from "./subjects.ts";

/** Everything that is held about one person, as plain JSON (GDPR 15, 20). */
export interface Exported {
  readonly subject: string;
  readonly since: string;
  readonly records: readonly ExportedRecord[];
  readonly promotions: readonly ExportedPromotion[];
  readonly statements: readonly Statement[];
  /** Who received what of it, when and why. */
  readonly disclosures: readonly Disclosure[];
  /** What was done with it: collected, changed, said. Reads are counted by purpose and not by person. */
  readonly acts: readonly { readonly at: string; readonly type: string; readonly detail: unknown }[];
}

export interface ExportedRecord {
  readonly activity: string;
  readonly id: string;
  readonly at: string;
  readonly version: string;
  readonly source: string;
  readonly status: string | undefined;
  readonly purposes: readonly string[];
  readonly due: string | undefined;
  /** Of a file its name, type and size. */
  readonly values: { readonly [field: string]: unknown };
  /** Mail about it that was written to the person, with its words where they can be opened. */
  readonly mails: readonly ExportedMail[];
}

export interface ExportedMail {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly subject?: string;
  readonly text?: string;
}

/** A mail that promoted: what it was, and whether it arrived. Its words were everybody's. */
export interface ExportedPromotion {
  readonly id: string;
  readonly name: string;
  readonly at: string;
  readonly state: string;
}

/** Everything about `subject`, written down as an act before it is handed out; undefined where there is nobody, or not any more. */
export async function exportSubject(
  { site, log, store, vault, versions, clock, place }: SubjectsOptions,
  subject: string,
  because: Because,
): Promise<Exported | undefined> {
  const { db } = await store();
  return whileStale(async () => {
    const exported = await db.transaction().setIsolationLevel("repeatable read").execute(readAll);
    if (!exported) return undefined;
    const detail = { ...because, records: exported.records.length, subject };
    return log.write({
      statements: [CompiledQuery.raw("select from subject_key where site = $1 and subject = $2", [site, subject])],
      acts: [{ type: "export", at: clock(), policy: versions.current[0].hash, subject, detail }],
      check: ([known]) => {
        // Erased in the meantime: no entry about them is to be left that can be read.
        if (known!.rows.length === 0) throw new Stale();
        return exported;
      },
    });
  });

  async function readAll(trx: Transaction<Tables>): Promise<Exported | undefined> {
    await acting(trx, { act: "rights" });
    const found = await trx
      .selectFrom("subject")
      .select("at")
      .where("site", "=", site)
      .where("id", "=", subject)
      .where("erased_at", "is", null)
      .executeTakeFirst();
    const key = (await openKeys(trx, [subject], site, vault)).get(subject);
    if (!found || !key) return undefined;
    const [records, statements, acts, files, disclosures, letters] = await Promise.all([
      trx
        .selectFrom("record")
        .selectAll()
        .where("site", "=", site)
        .where("subject", "=", subject)
        .orderBy("at")
        .orderBy("activity")
        .execute(),
      readStatements(trx, site, subject),
      trx
        .selectFrom("audit")
        .select(["at", "type", "detail"])
        .where("site", "=", site)
        .where("subject", "=", subject)
        .orderBy("idx")
        .execute(),
      trx
        .selectFrom("record")
        .innerJoin("file", (join) =>
          join
            .onRef("file.site", "=", "record.site")
            .onRef("file.activity", "=", "record.activity")
            .onRef("file.record", "=", "record.id"),
        )
        .select(["file.id", "file.record", "file.activity", "file.field", "file.at"])
        .where("record.site", "=", site)
        .where("record.subject", "=", subject)
        .orderBy("file.at")
        .execute(),
      readReceived(trx, site, subject, clock()),
      trx
        .selectFrom("letter")
        .select(["id", "at", "state", "body"])
        .where("site", "=", site)
        .where("subject", "=", subject)
        .where("lane", "=", lanes.promotional)
        .orderBy("seq")
        .execute(),
    ]);
    const mails = new Map<string, ExportedMail[]>();
    for (const { id, record, activity, field, at } of files) {
      if (!field.startsWith(mark)) continue;
      // A copy that is lost, or lies where nothing answers, holds up nobody's right to everything else.
      const copy = await readCopy(place, key, { id, activity, record }).catch(() => undefined);
      const words = copy && { subject: copy.subject, text: copy.text };
      const own = mails.get(record) ?? [];
      mails.set(record, [...own, { id, kind: field.slice(mark.length), at: at.toISOString(), ...words }]);
    }
    const values = new Map<string, { [field: string]: unknown }>(records.map(({ id }) => [id, {}]));
    for (const activity of new Set(records.map((record) => record.activity))) {
      const rows = await trx
        .selectFrom("record_value")
        .select(["record", "part", "sealed"])
        .where("site", "=", site)
        .where("activity", "=", activity)
        .where(
          "record",
          "in",
          records.flatMap((record) => (record.activity === activity ? record.id : [])),
        )
        .execute();
      for (const { record, ...part } of rows) {
        for (const [field, value] of Object.entries(openPart(key, { activity, record }, part))) {
          values.get(record)![field] = toPlain(value);
        }
      }
    }
    return {
      subject,
      since: found.at.toISOString(),
      records: records.map(({ activity, id, at, version, source, status, purposes, due_at }) => ({
        activity,
        id,
        at: at.toISOString(),
        version,
        source,
        status: status ?? undefined,
        purposes,
        due: due_at?.toISOString(),
        values: values.get(id)!,
        mails: mails.get(id) ?? [],
      })),
      promotions: letters.flatMap(({ id, at, state, body }) => {
        const opened = key.unseal(toPlace(id, "body"), body) as MailLetter | undefined;
        return opened ? [{ id, name: opened.template, at: at.toISOString(), state }] : [];
      }),
      statements,
      disclosures,
      acts: acts.map(({ at, type, detail }) => ({
        at: at.toISOString(),
        type,
        detail: detail === null ? undefined : (JSON.parse(detail) as unknown),
      })),
    };
  }
}

/** A value as it is handed out. Of a file what can be read: its key opens nothing outside. */
function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("key" in value)) return value;
  const { key: _, id: __, ...facts } = value as { readonly [member: string]: unknown };
  return facts;
}
