import type { Actor, CompiledActivity, Shape, Version } from "@abide/policy";
import { CompiledQuery, type Insertable } from "kysely";
import { toChunks } from "../http/body.ts";
import { AbideError } from "../http/error.ts";
import { toLookUp, toWriting, type RecordInput } from "../records/write.ts";
import type { RecordsCore } from "../records/records.ts";
import { createDigest, sha256 } from "../http/digest.ts";
import { toInsert } from "../store/insert.ts";
import type { SuccessionImportTable } from "./tables.ts";
import { connected, retryOnConflict } from "../store/transact.ts";
import { fileTypes, type FileKind } from "../vault/file-check.ts";
import type { Taken } from "../vault/files.ts";
import { toDecrypter } from "../archive/age.ts";
import { damaged, fromTar, readAll, toStream, type Entry } from "../archive/tar.ts";
import { toPartName, type SuccessionLine, type SuccessionManifest, type SuccessionStatement } from "./format.ts";

export interface Import {
  /** The archive, from its beginning each time: it is read once to check all of it, and once more to take it in. */
  readonly source: () => AsyncIterable<Uint8Array>;
  /** The age identity that it was sealed for. */
  readonly secret: string;
  /** SHA-256 of its manifest, as whose data it was told it by another way: so it is theirs, and whole. */
  readonly manifest: string;
  readonly by: Actor;
  /** What an activity and its fields are called here, where that is not what they were called there. */
  readonly as?: {
    readonly [activity: string]: { readonly activity: string; readonly fields?: { readonly [field: string]: string } };
  };
  readonly told?: (progress: { readonly records: number; readonly of: number }) => void;
}

export type Imported =
  | {
      readonly imported: true;
      readonly from: string;
      readonly records: number;
      readonly files: number;
      /** Withdrawals, objections and restrictions that hold here from now on. */
      readonly statements: number;
      /** Records that were taken in before: an import that was broken off goes on. */
      readonly before: number;
    }
  | {
      readonly imported: false;
      readonly reason: "other-manifest" | "other-key" | "undeclared" | "wrong-value" | "no-place";
      /** What is not declared here, or not as it should be: `contact.phone`. */
      readonly problems: readonly string[];
    };

/** What a line becomes here. */
interface Place {
  readonly activity: string;
  readonly declared: CompiledActivity;
  readonly version: Version;
  readonly shapes: { readonly [field: string]: { readonly shape: Shape } };
  readonly toField: (field: string) => string;
}

const kinds = Object.keys(fileTypes) as FileKind[];

/**
 * Takes in what a predecessor transferred: under the policy, the vault and the people that are here. What is damaged, of somebody else
 * or not declared is refused before anything of it is taken. Records keep the day on which they were collected, so that nothing is kept
 * for longer; what people said against something holds here at once, in the same commit.
 */
export async function importSuccession(
  reading: RecordsCore,
  { source, secret, manifest: expected, by, as = {}, told = () => {} }: Import,
): Promise<Imported> {
  const { site, db, vault, log, versions, clock, files } = reading;
  const refuse = async (
    reason: Extract<Imported, { imported: false }>["reason"],
    problems: readonly string[] = [],
  ): Promise<Imported> => {
    const detail = { by: by.id, manifest: expected.slice(0, 64), outcome: reason };
    const policy = versions.current[0].hash;
    await log.write({ statements: [], events: [{ type: "succession-import", at: clock(), policy, detail }] });
    return { imported: false, reason, problems: problems.slice(0, 100) };
  };
  if (!files) return refuse("no-place");

  const opened = await verifyAll(source, secret, expected);
  if (!("format" in opened)) return refuse(opened.reason);
  const manifest = opened;
  const places = new Map<string, Place>();
  const missing: string[] = [];
  for (const [there, fields] of Object.entries(manifest.activities)) {
    const named = Object.hasOwn(as, there) ? as[there]! : { activity: there };
    const version = versions.declaring(named.activity);
    if (!version) {
      missing.push(there);
      continue;
    }
    const declared = version.policy.activities[named.activity]!;
    const toField = (field: string) =>
      named.fields && Object.hasOwn(named.fields, field) ? named.fields[field]! : field;
    missing.push(
      ...fields.filter((field) => !Object.hasOwn(declared.fields, toField(field))).map((f) => `${there}.${f}`),
    );
    places.set(there, {
      activity: named.activity,
      declared,
      version,
      shapes: versions.shapes(named.activity)!,
      toField,
    });
  }
  if (missing.length > 0) return refuse("undeclared", missing);

  // Everything once without writing: a value that is not taken here stops all of it, and not half.
  const wrong: string[] = [];
  for await (const part of readParts(source, secret, manifest)) {
    const place = places.get(part.activity)!;
    for await (const { name, bytes } of part.entries) {
      if (name !== "records.ndjson") continue;
      for (const line of await readLines<SuccessionLine>(bytes)) wrong.push(...(await toProblems(place, line)));
    }
    if (wrong.length > 0) return refuse("wrong-value", wrong);
  }

  const before = await db
    .selectFrom("succession_import")
    .select(["n", "records"])
    .where("site", "=", site)
    .where("manifest", "=", expected)
    .execute();
  const known = new Set(before.map(({ n }) => n));
  let [records, taken, statements] = [0, 0, 0];
  for await (const part of readParts(source, secret, manifest)) {
    if (known.has(part.n)) continue;
    const done = await takePart(part, places.get(part.activity)!);
    records += done.records;
    taken += done.files;
    statements += done.statements;
    told({ records, of: manifest.records });
  }
  const earlier = before.reduce((sum, { records }) => sum + records, 0);
  return { imported: true, from: manifest.from, records, files: taken, statements, before: earlier };

  /** One part in one commit: its records, what people said, and that it was taken in. */
  async function takePart(part: OpenedPart, place: Place) {
    const { activity, declared, version, toField } = place;
    let lines: readonly SuccessionLine[] = [];
    let said: readonly SuccessionStatement[] = [];
    const kept = new Map<string, Taken>();
    try {
      for await (const { name, bytes } of part.entries) {
        if (name === "records.ndjson") lines = await readLines<SuccessionLine>(bytes);
        else if (name === "statements.ndjson") said = await readLines<SuccessionStatement>(bytes);
        else {
          const [, record = "", field = ""] = name.split("/");
          const fact = lines.find(({ id }) => id === record)?.values[field] as { readonly name: string } | undefined;
          const max = declared.fields[toField(field)]?.max ?? 0;
          const file = await files!.take(toStream(bytes), { name: fact?.name ?? "file", max, kinds });
          if ("problem" in file) {
            throw new AbideError("refused", `A file of the archive is not taken here: ${file.problem}.`, {
              next: `Let ${activity}.${toField(field)} take it, and import once more: it goes on where it was.`,
            });
          }
          kept.set(name, file);
        }
      }
      const inputs = lines.map((line) => toRecordInput(line, place, kept));
      let carried = 0;
      await retryOnConflict(async () => {
        const found = await connected(db, (send) => send(toLookUp(inputs, { site, vault })));
        const { records: written, ...writing } = toWriting(inputs, found.rows, { site, vault });
        // Who is known by no address becomes one person for each record: what they said holds for each.
        const subjects = Map.groupBy(lines.keys(), (at) => lines[at]!.subject);
        const statements = said.flatMap((each) => {
          const here = new Set((subjects.get(each.subject) ?? []).map((at) => written[at]!.subject));
          return [...here].map((subject, n) => ({ ...each, subject, id: n === 0 ? each.id : crypto.randomUUID() }));
        });
        carried = statements.length;
        const row = { site, manifest: expected, n: part.n, records: lines.length, at: clock() };
        const detail = { activity, by: by.id, from: manifest.from, manifest: expected, outcome: "allowed" };
        const numbers = { part: part.n, records: lines.length, statements: statements.length };
        const act = { type: "succession-import", at: clock(), policy: version.hash };
        await log.write({
          ...writing,
          statements: [
            ...writing.statements,
            ...toCarried(site, statements, version.hash, clock()),
            toStages(site, place, lines, written),
            toInsert("succession_import", importColumns, [row]),
          ],
          events: [...writing.events, { ...act, detail: { ...detail, ...numbers } }],
        });
      });
      return { records: lines.length, files: kept.size, statements: carried };
    } catch (error) {
      for (const { id } of kept.values()) await files!.discard(id).catch(() => {});
      throw error;
    }
  }
}

interface OpenedPart {
  readonly n: number;
  readonly activity: string;
  readonly entries: AsyncGenerator<Entry>;
}

/** The manifest, once every part of the archive has been compared with it. */
async function verifyAll(
  source: Import["source"],
  secret: string,
  expected: string,
): Promise<SuccessionManifest | { readonly reason: "other-key" | "other-manifest" }> {
  let manifest: SuccessionManifest | undefined;
  let at = 0;
  for await (const { name, size, bytes } of fromTar(source())) {
    if (!manifest) {
      if (name !== "manifest.age") throw damaged("it does not begin with its manifest");
      let plain: Uint8Array;
      const sealed = await readAll(bytes);
      try {
        plain = await toDecrypter(secret).decrypt(sealed);
      } catch (cause) {
        // The head says whether it is for this key; what comes after it says whether it is whole.
        if (cause instanceof Error && /no identity/i.test(cause.message)) return { reason: "other-key" };
        throw damaged("its manifest does not open", cause);
      }
      if (Buffer.from(sha256(plain)).toString("hex") !== expected) return { reason: "other-manifest" };
      manifest = JSON.parse(new TextDecoder().decode(plain)) as SuccessionManifest;
      continue;
    }
    const digest = createDigest();
    for await (const piece of bytes) digest.add(piece);
    const part = manifest.parts[at++];
    const same = part && name === toPartName(part.n) && size === part.bytes && digest.hex() === part.sha256;
    if (!same) throw damaged(`${name} is not what its manifest says`);
  }
  if (!manifest || at !== manifest.parts.length) throw damaged("parts of it are missing");
  return manifest;
}

/** The parts of an archive that was verified, opened one after the other. */
async function* readParts(
  source: Import["source"],
  secret: string,
  manifest: SuccessionManifest,
): AsyncGenerator<OpenedPart> {
  for await (const { name, bytes } of fromTar(source())) {
    const part = manifest.parts.find(({ n }) => toPartName(n) === name);
    if (!part) continue;
    // Opened only where somebody reads it: what reads ahead would take from what comes after.
    const entries = async function* () {
      yield* fromTar(toChunks(await toDecrypter(secret).decrypt(toStream(bytes))));
    };
    yield { n: part.n, activity: part.activity, entries: entries() };
  }
}

async function readLines<Line>(bytes: AsyncIterable<Uint8Array>): Promise<readonly Line[]> {
  const text = new TextDecoder().decode(await readAll(bytes));
  return text.split("\n").flatMap((line) => (line === "" ? [] : (JSON.parse(line) as Line)));
}

/** Which values of a record are not what is declared here. */
async function toProblems(
  { activity, declared, shapes, toField }: Place,
  { id, values }: SuccessionLine,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [there, value] of Object.entries(values)) {
    const field = toField(there);
    const isFile = typeof value === "object" && value !== null && "in" in value;
    const wrong = isFile
      ? declared.fields[field]!.kind !== "file"
      : (await shapes[field]!.shape["~standard"].validate(value)).issues !== undefined;
    if (wrong) problems.push(`${activity}.${field} of ${id}`);
  }
  const missing = Object.entries(declared.fields).filter(
    ([name, field]) => !field.optional && field.source === "person" && !Object.keys(values).map(toField).includes(name),
  );
  return [...problems, ...missing.map(([name]) => `${activity}.${name} of ${id}`)];
}

function toRecordInput(
  { id, at, language, values }: SuccessionLine,
  { activity, version, toField }: Place,
  kept: ReadonlyMap<string, Taken>,
): RecordInput {
  const own = Object.entries(values).map(([field, value]) => {
    const file = kept.get(`files/${id}/${field}`);
    return [toField(field), file ?? value] as const;
  });
  const files = Object.entries(values).flatMap(([field]) => {
    const file = kept.get(`files/${id}/${field}`);
    return file ? [{ field: toField(field), id: file.id, bytes: file.size }] : [];
  });
  // From a third party: the successor has it from us, and not from the person (GDPR 14).
  return {
    activity,
    version,
    at: new Date(at),
    source: "third-party",
    language,
    values: Object.fromEntries(own),
    files,
  };
}

/** What people said there, in force here: not over a consent that they gave here since. */
function toCarried(
  site: string,
  said: readonly SuccessionStatement[],
  version: string,
  now: Date,
): readonly CompiledQuery[] {
  if (said.length === 0) return [];
  const columns = [
    said.map(({ id }) => id),
    said.map(({ subject }) => subject),
    said.map(({ purpose }) => purpose),
    said.map(({ kind }) => kind),
    said.map(({ at }) => at),
  ];
  const given =
    "unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[]) as g (id, subject, purpose, kind, at)";
  return [
    CompiledQuery.raw(
      `update statement s set ended_at = $7 from ${given}
      where s.site = $1 and s.subject = g.subject and s.purpose = g.purpose and s.kind = 'consent' and g.kind = 'withdrawal'
      and s.ended_at is null and s.at < g.at`,
      [site, ...columns, now],
    ),
    CompiledQuery.raw(
      `insert into statement (site, id, subject, purpose, kind, at, ended_at, version)
      select $1, g.id, g.subject, g.purpose, g.kind, g.at, case when g.kind = 'withdrawal' and exists (
        select from statement c where c.site = $1 and c.subject = g.subject and c.purpose = g.purpose
        and c.kind = 'consent' and c.ended_at is null
      ) then $7::timestamptz end, $8
      from ${given} on conflict do nothing`,
      [site, ...columns, now, version],
    ),
  ];
}

/** Stages that are known here as well, and when the event was that storage counts from: nothing is kept for longer by moving. */
function toStages(
  site: string,
  { activity, declared }: Place,
  lines: readonly SuccessionLine[],
  written: readonly { readonly id: string }[],
): CompiledQuery {
  const known = ({ status }: SuccessionLine) =>
    status !== null && declared.statuses?.some(({ id }) => id === status) ? status : null;
  const counts = declared.storage.from !== "collection";
  return CompiledQuery.raw(
    `update record r set
      status = coalesce(g.status, r.status), event_at = coalesce(g.event, r.event_at),
      due_at = coalesce(g.event, r.event_at) + r.kept_for * interval '1 second'
    from unnest($3::uuid[], $4::text[], $5::timestamptz[]) as g (id, status, event)
    where r.site = $1 and r.activity = $2 and r.id = g.id`,
    [site, activity, written.map(({ id }) => id), lines.map(known), lines.map(({ event }) => (counts ? event : null))],
  );
}

const importColumns = {
  site: "text",
  manifest: "text",
  n: "integer",
  records: "integer",
  at: "timestamptz",
} as const satisfies { readonly [Column in keyof Insertable<SuccessionImportTable>]: string };
