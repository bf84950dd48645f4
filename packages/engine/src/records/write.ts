import { toSeconds, type CompiledActivity, type Source, type Version } from "@abide/policy";
import { isTamperError } from "@abide/log";
import { CompiledQuery, type Insertable, type Kysely } from "kysely";
import type { AuditEvent } from "../audit/audit.ts";
import { isAbideError, AbideError } from "../http/error.ts";
import type { Log, Writing } from "../audit/log.ts";
import { sealPart, toParts } from "../vault/parts.ts";
import { toFormConsents, toInserts } from "../subjects/statements.ts";
import { createGroupCommit } from "../store/group-commit.ts";
import { isStoreDown } from "../store/index.ts";
import { toInsert, type Columns } from "../store/insert.ts";
import type { FileTable, RecordIndexTable, RecordTable, RecordValueTable } from "./tables.ts";
import type { StatementTable, SubjectIndexTable } from "../subjects/tables.ts";
import type { Tables } from "../store/tables.ts";
import { connected, failIfNot, retryOnConflict } from "../store/transact.ts";
import type { SubjectKey, Vault, WrappedKey } from "../vault/vault.ts";

/** A record on its way into the store: what was checked against the declaration. */
export interface RecordInput {
  /** Default: a new one. */
  readonly id?: string | undefined;
  readonly activity: string;
  readonly version: Version;
  readonly at: Date;
  readonly source: Source;
  readonly language: string;
  readonly values: { readonly [field: string]: unknown };
  /** The subject. Default: found by the e-mail address, or made. */
  readonly subject?: string | undefined;
  /** The person of the company who collected it. Default: nobody of the company did. */
  readonly by?: string | undefined;
  /** Purposes that the person consented to as they sent it. */
  readonly consents?: readonly string[] | undefined;
  /** Files among the values: they lie in the file store already, encrypted. */
  readonly files?: readonly { readonly field: string; readonly id: string; readonly bytes: number }[] | undefined;
}

export interface WrittenRecord {
  readonly id: string;
  readonly subject: string;
}

export interface RecordWriter {
  /** Resolves after the commit that holds the record, its sealed values and its entry in the log. */
  readonly add: (input: RecordInput) => Promise<WrittenRecord>;
  readonly close: () => Promise<void>;
}

/** A record that is about to be committed, with the key that seals what is about its subject. */
export interface NewRecord extends WrittenRecord {
  readonly input: RecordInput;
  readonly key: SubjectKey;
}

/**
 * What a feature writes in the commit of new records: a disclosure, a mail. A process that ends after the commit loses neither, and one
 * that ends before it has acknowledged nothing.
 */
export type OnCollected = (records: readonly NewRecord[]) => Promise<CollectedWriting>;

export interface CollectedWriting extends Pick<Writing<unknown>, "statements" | "events"> {
  /** Done after the commit, at once. Where it fails, the record is there all the same. */
  readonly after?: () => Promise<unknown>;
}

export interface RecordWriterOptions {
  readonly db: Kysely<Tables>;
  readonly site: string;
  readonly log: Log;
  readonly vault: Vault;
  readonly onCollected?: OnCollected;
}

/** Writes what was collected: sealed under the subject's own key, many records in one commit. */
export function createRecordWriter(options: RecordWriterOptions): RecordWriter {
  const { log, db } = options;
  // What comes after a commit holds up those that wait for it, and not the next commit.
  const commits = createGroupCommit<RecordInput, WrittenRecord & { readonly after?: Promise<unknown> }>({
    cap: 256,
    write: (inputs) =>
      retryOnConflict(async () => {
        const found = await connected(db, (send) => send(toLookUp(inputs, options)));
        const { records, ...writing } = toWriting(inputs, found.rows, options);
        const more = await options.onCollected?.(records);
        const written = await log.write({
          ...writing,
          statements: [...writing.statements, ...(more?.statements ?? [])],
          events: [...writing.events, ...(more?.events ?? [])],
        });
        const after = more?.after?.();
        return after ? written.map((one) => ({ ...one, after })) : written;
      }),
    // One record that the store refuses must not take its neighbours with it.
    alone: (error) => !isTamperError(error) && !isStoreDown(error) && !isAbideError(error),
  });
  return {
    add: async (input) => {
      try {
        const { after, ...written } = await commits.add(input);
        await after;
        return written;
      } catch (cause) {
        if (isAbideError(cause) || isTamperError(cause)) throw cause;
        throw new AbideError("store-down", "A record could not be stored.", { cause });
      }
    },
    close: () => commits.close(),
  };
}

/** A subject that the store has already, by the address or by the id that a record came with. */
interface Known {
  readonly mac: Uint8Array | null;
  readonly subject: string;
  readonly kek: string | null;
  readonly wrapped: Uint8Array | null;
}

/** The statement that finds the subjects of `inputs` that the store has already. */
export function toLookUp(
  inputs: readonly RecordInput[],
  { site, vault }: Pick<RecordWriterOptions, "site" | "vault">,
): CompiledQuery<Known> {
  const statement: CompiledQuery<Known> = CompiledQuery.raw(
    `select mac, subject, kek, wrapped
    from subject_index left join subject_key using (site, subject)
    where site = $1 and kind = 'email' and mac = any ($2::bytea[])
    union all
    select null, subject, kek, wrapped from subject_key where site = $1 and subject = any ($3::uuid[])`,
    [site, inputs.flatMap((input) => toAddress(input, vault) ?? []), inputs.flatMap(({ subject }) => subject ?? [])],
  );
  return statement;
}

/** The statements that write all of `inputs`, or none. */
export function toWriting(
  inputs: readonly RecordInput[],
  found: readonly Known[],
  { site, vault }: Pick<RecordWriterOptions, "site" | "vault">,
): Required<Pick<Writing<WrittenRecord[]>, "statements" | "events" | "read">> & {
  readonly records: readonly NewRecord[];
} {
  const { subjects, fresh, known } = findSubjects(inputs, found, vault);
  const records: Insertable<RecordTable>[] = [];
  const values: Insertable<RecordValueTable>[] = [];
  const indexes: Insertable<RecordIndexTable>[] = [];
  const files: Insertable<FileTable>[] = [];
  const statements: Insertable<StatementTable>[] = [];
  const formConsents: Insertable<StatementTable>[] = [];
  const events: AuditEvent[] = [];
  const written = inputs.map((input, at): WrittenRecord => {
    const { activity, version } = input;
    const declared = version.policy.activities[activity]!;
    const { id: subject, key } = subjects[at]!;
    const id = input.id ?? crypto.randomUUID();
    const own = { site, activity, record: id };
    records.push(toRecord(input, declared, id, subject, site));
    for (const part of toParts(declared, input.values)) values.push({ ...own, ...sealPart(key, own, part) });
    indexes.push(...toIndexes(vault, own, declared, input.values));
    for (const { field, id: file, bytes } of input.files ?? []) {
      files.push({ site, id: file, activity, record: id, field, bytes, at: input.at });
    }
    for (const purpose of input.consents ?? []) {
      const said = { site, id: crypto.randomUUID(), subject, purpose, kind: "consent", at: input.at };
      // Where no subject was named, it is an address that anybody could have typed.
      const known = input.subject !== undefined;
      (known ? statements : formConsents).push({ ...said, ended_at: null, version: version.hash });
    }
    const { by, consents = [], source } = input;
    const detail = { activity, by, consents: [...consents], fields: Object.keys(input.values), record: id, source };
    events.push({ type: "collection", at: input.at, policy: version.hash, subject, detail: { ...detail, subject } });
    return { id, subject };
  });

  const addresses = fresh.flatMap(({ id, mac }): Insertable<SubjectIndexTable>[] =>
    mac ? [{ site, kind: "email", mac, subject: id }] : [],
  );
  const keys = fresh.map(({ id, row }) => ({ site, subject: id, ...row }));
  const people = fresh.map(({ id, at }) => ({ site, id, at, erased_at: null }));
  // An address whose subject has lost its key belongs to the new one; one that somebody has by now does not.
  const unless = `on conflict (site, kind, mac) do update set subject = excluded.subject where not exists (
    select from subject_key k where k.site = subject_index.site and k.subject = subject_index.subject
  )`;
  return {
    statements: [
      // Erased meanwhile, or made by another process.
      CompiledQuery.raw(
        `select ${failIfNot("count(*) = $3")} from subject_key where site = $1 and subject = any ($2::uuid[])`,
        [site, known, known.length],
      ),
      toInsert("subject_index", columns.subject_index, addresses, unless, addresses.length),
      ...(fresh.length === 0
        ? []
        : [toInsert("subject", columns.subject, people), toInsert("subject_key", columns.subject_key, keys)]),
      toInsert("record", columns.record, records),
      ...(values.length === 0 ? [] : [toInsert("record_value", columns.record_value, values)]),
      ...(indexes.length === 0 ? [] : [toInsert("record_index", columns.record_index, indexes)]),
      ...(files.length === 0 ? [] : [toInsert("file", columns.file, files)]),
      ...toInserts(statements),
      ...toFormConsents(formConsents),
      ...toProlongations(records, site, inputs),
    ],
    events,
    read: () => written,
    records: written.map((one, at) => ({ ...one, input: inputs[at]!, key: subjects[at]!.key })),
  };
}

/** Statements for people who write again: where storage counts from the last contact, what they wrote before is kept from this one on. */
function toProlongations(
  records: readonly Insertable<RecordTable>[],
  site: string,
  inputs: readonly RecordInput[],
): CompiledQuery[] {
  return records.flatMap(({ activity, id, subject, event_at }, at) => {
    const { storage } = inputs[at]!.version.policy.activities[activity]!;
    if (storage.from !== "last-contact" || !event_at) return [];
    return CompiledQuery.raw(
      `update record set event_at = $1, due_at = $1::timestamptz + kept_for * interval '1 second'
      where site = $2 and activity = $3 and subject = $4 and id <> $5 and event_at < $1`,
      [event_at, site, activity, subject, id],
    );
  });
}

function toRecord(
  { activity, version, at, source, language }: RecordInput,
  declared: CompiledActivity,
  id: string,
  subject: string,
  site: string,
): Insertable<RecordTable> {
  const { storage } = declared;
  const seconds = toSeconds(storage.for)!;
  // Writing to us is a contact as well; the other events come later, with a status.
  const started = storage.from === "collection" || storage.from === "last-contact";
  return {
    site,
    activity,
    id,
    at,
    subject,
    version: version.hash,
    source,
    language,
    public: declared.public,
    status: declared.statuses?.[0].id ?? null,
    purposes: [...new Set(Object.values(declared.fields).flatMap((field) => field.for))],
    kept_for: Math.round(seconds),
    event_at: started ? at : null,
    due_at: started ? new Date(at.getTime() + seconds * 1000) : null,
    revision: 1,
  };
}

/** The blind indexes by which a record with `values` is found. */
export function toIndexes(
  vault: Vault,
  own: { readonly site: string; readonly activity: string; readonly record: string },
  { fields }: CompiledActivity,
  values: { readonly [field: string]: unknown },
): Insertable<RecordIndexTable>[] {
  return Object.entries(values).flatMap(([field, value]) => {
    const { lookup, for: purposes } = fields[field]!;
    if (!lookup || typeof value !== "string") return [];
    return { ...own, field, purposes: [...purposes], mac: vault.index(`${own.activity}.${field}`, value) };
  });
}

interface Subject {
  readonly id: string;
  readonly key: SubjectKey;
}

interface Fresh {
  readonly id: string;
  readonly at: Date;
  readonly row: WrappedKey;
  readonly mac: Uint8Array | undefined;
}

/** The subject of each input: the one named, the one whose e-mail address it is, or a new one. */
function findSubjects(inputs: readonly RecordInput[], found: readonly Known[], vault: Vault) {
  const macs = inputs.map((input) => toAddress(input, vault));
  const byAddress = new Map<string, string>();
  const keys = new Map<string, SubjectKey>();
  for (const { mac, subject, kek, wrapped } of found) {
    if (mac) byAddress.set(toHex(mac), subject);
    const key = kek !== null && wrapped ? vault.open(subject, { kek, wrapped }) : undefined;
    if (key) keys.set(subject, key);
  }
  const known = [...keys.keys()];
  const fresh: Fresh[] = [];
  const subjects = inputs.map((input, at): Subject => {
    const found = input.subject ?? byAddress.get(toHex(macs[at]));
    const opened = found === undefined ? undefined : keys.get(found);
    if (found !== undefined && opened) return { id: found, key: opened };
    if (input.subject !== undefined)
      throw new AbideError("not-found", "There is nobody with this id, or not any more.");
    const id = crypto.randomUUID();
    const { key, row } = vault.create(id);
    keys.set(id, key);
    // Two records of one new person in the same commit are one person's.
    if (macs[at]) byAddress.set(toHex(macs[at]), id);
    fresh.push({ id, at: input.at, row, mac: macs[at] });
    return { id, key };
  });
  return { subjects, fresh, known };
}

/** Types of the columns that are written here. */
const columns: { readonly [Table in Written]: Columns<Table> } = {
  record: {
    site: "text",
    activity: "text",
    id: "uuid",
    at: "timestamptz",
    subject: "uuid",
    version: "text",
    source: "text",
    language: "text",
    public: "boolean",
    status: "text",
    purposes: "names",
    kept_for: "bigint",
    event_at: "timestamptz",
    due_at: "timestamptz",
    revision: "integer",
  },
  record_value: {
    site: "text",
    activity: "text",
    record: "uuid",
    part: "text",
    purposes: "names",
    sealed: "bytea",
  },
  record_index: {
    site: "text",
    activity: "text",
    field: "text",
    mac: "bytea",
    record: "uuid",
    purposes: "names",
  },
  file: {
    site: "text",
    id: "uuid",
    activity: "text",
    record: "uuid",
    field: "text",
    bytes: "bigint",
    at: "timestamptz",
  },
  subject: { site: "text", id: "uuid", at: "timestamptz", erased_at: "timestamptz" },
  subject_key: { site: "text", subject: "uuid", kek: "uuid", wrapped: "bytea" },
  subject_index: { site: "text", kind: "text", mac: "bytea", subject: "uuid" },
};
type Written = "file" | "record" | "record_index" | "record_value" | "subject" | "subject_index" | "subject_key";

/** The blind index of the address in an input, by which its subject is found; undefined where the input names its subject. */
function toAddress({ activity, version, values, subject }: RecordInput, vault: Vault): Uint8Array | undefined {
  if (subject !== undefined) return undefined;
  const { fields } = version.policy.activities[activity]!;
  const field = Object.keys(fields).find((name) => fields[name]!.kind === "email" && typeof values[name] === "string");
  return field === undefined ? undefined : vault.index("email", String(values[field]));
}

const toHex = (bytes: Uint8Array | undefined): string => (bytes ? Buffer.from(bytes).toString("hex") : "");
