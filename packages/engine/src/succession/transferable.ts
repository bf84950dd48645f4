import { decideUse, type CompiledField, type Version } from "@abide/policy";
import { sql, type Kysely } from "kysely";
import { toEntry, type Entry } from "../archive/tar.ts";
import type { Core } from "../core/core.ts";
import { toChunks } from "../http/body.ts";
import { readRows, type Row } from "../records/rows.ts";
import type { Tables } from "../store/tables.ts";
import { readFacts } from "../subjects/statements.ts";
import type { Taken } from "../vault/files.ts";
import type { Concerned } from "./concerned.ts";
import { recordsName, statementsName, toFileName, type SuccessionLine, type SuccessionStatement } from "./format.ts";
import { readObjectors, successionPurpose } from "./objection.ts";
import { toFields } from "./successor.ts";

/** Records of one part, and of one commit. */
export const partSize = 500;

/** A record that may go to the successor, with its fields that may. */
export interface Transferable {
  readonly line: SuccessionLine;
  /** The fields that go, by the purpose that carries them. */
  readonly fields: { readonly [purpose: string]: readonly string[] };
  readonly files: readonly { readonly field: string; readonly file: Taken }[];
}

interface Opened {
  readonly row: Row;
  readonly values: { [field: string]: unknown };
  readonly fields: { [purpose: string]: string[] };
}

/** Those of `found` that may go: each field for a purpose that the person has said nothing against. */
export async function readTransferable(
  core: Core,
  { policy }: Version,
  recipient: string,
  activity: string,
  found: readonly Concerned[],
): Promise<Transferable[]> {
  const { site, db, vault, versions } = core;
  const declared = policy.activities[activity]!.fields;
  const taken = toFields(policy, recipient, activity);
  const ids = found.map(({ id }) => id);
  const subjects = [...new Set(found.map(({ subject }) => subject))];
  const objectors = await readObjectors(db, site, subjects);
  const all = new Map<string, Opened>();
  for (const purpose of policy.recipients[recipient]!.for) {
    const fields = taken.filter((field) => declared[field]!.for.includes(purpose));
    if (fields.length === 0) continue;
    const facts = await readFacts(db, { site, policy, versions }, purpose, subjects);
    const rows = await readRows({ db, site, vault, purpose }, { activity, ids }, fields, {
      order: "asc",
      limit: partSize,
    });
    for (const row of rows) {
      if (objectors.has(row.subject)) continue;
      if (!decideUse(policy, purpose, facts.get(row.subject) ?? {}).allowed) continue;
      const opened = row.open();
      if (!opened) continue;
      const values = Object.fromEntries(Object.entries(opened).filter(([, value]) => value !== undefined));
      const known = all.get(row.id) ?? { row, values: {}, fields: {} };
      Object.assign(known.values, values);
      known.fields[purpose] = Object.keys(values);
      all.set(row.id, known);
    }
  }
  return found.flatMap((each) => {
    const opened = all.get(each.id);
    return opened ? toTransferable(each, opened, declared) : [];
  });
}

function toTransferable(
  { id, source, event_at }: Concerned,
  { row, values, fields }: Opened,
  declared: { readonly [field: string]: CompiledField },
): Transferable {
  const files = Object.entries(values).flatMap(([field, value]) =>
    declared[field]!.kind === "file" ? { field, file: value as Taken } : [],
  );
  // Without the key of the file: that opens it in our store, and the file itself goes along.
  const plain = files.map(({ field, file: { name, type, size, sha256 } }) => [
    field,
    { name, type, size, sha256, in: toFileName(id, field) },
  ]);
  const { subject, at, language, status } = row;
  const line = {
    id,
    subject,
    at,
    language,
    source,
    status,
    event: event_at === null ? null : new Date(event_at).toISOString(),
    values: { ...values, ...(Object.fromEntries(plain) as object) },
  };
  return { line, fields, files };
}

/**
 * The withdrawals, objections and restrictions of these people that are in force: they hold on the other side as well. A consent was
 * given to us, on what we said; the successor asks for its own.
 */
export async function readCarried(
  db: Kysely<Tables>,
  site: string,
  subjects: readonly string[],
): Promise<SuccessionStatement[]> {
  const { rows } = await sql<{ id: string; subject: string; purpose: string; kind: string; at: Date }>`
    select id, subject, purpose, kind, at from statement
    where site = ${site} and subject = any (${subjects}::uuid[]) and ended_at is null
    and kind in ('withdrawal', 'objection', 'restriction') and purpose <> ${successionPurpose} order by at`.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** The entries of a part. */
export async function* toEntries(
  { files }: Core,
  transferable: readonly Transferable[],
  statements: readonly SuccessionStatement[],
): AsyncGenerator<Entry> {
  const toLines = (all: readonly unknown[]) => all.map((each) => `${JSON.stringify(each)}\n`).join("");
  yield toEntry(recordsName, toLines(transferable.map(({ line }) => line)));
  yield toEntry(statementsName, toLines(statements));
  for (const { line, files: own } of transferable) {
    for (const { field, file } of own) {
      yield { name: toFileName(line.id, field), size: file.size, bytes: toChunks(await files!.open(file)) };
    }
  }
}
