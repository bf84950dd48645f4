import { CompiledQuery, type Insertable } from "kysely";
import { toStream } from "../archive/tar.ts";
import type { Core } from "../core/core.ts";
import { AbideError } from "../http/error.ts";
import { toLookUp, toWriting } from "../records/write.ts";
import { toInsert } from "../store/insert.ts";
import { connected, retryOnConflict } from "../store/transact.ts";
import { fileTypes, type FileKind } from "../vault/file-check.ts";
import type { Taken } from "../vault/files.ts";
import { toRecordInput, type Destination } from "./destination.ts";
import { recordsName, statementsName, type SuccessionLine, type SuccessionStatement } from "./format.ts";
import { readLines, type OpenedPart } from "./read-archive.ts";
import type { SuccessionImportTable } from "./tables.ts";

/** The archive that a part is of, and who takes it in, as the audit event says it. */
export interface ImportedArchive {
  /** SHA-256 of its manifest. */
  readonly manifest: string;
  readonly from: string;
  readonly by: string;
}

/** The content of a part, without its files. */
interface PartContent {
  readonly lines: readonly SuccessionLine[];
  readonly statements: readonly SuccessionStatement[];
}

/** How much of a part was taken in. One commit holds its records, the statements of their people, and that it was taken in. */
export async function importPart(
  core: Core,
  archive: ImportedArchive,
  part: OpenedPart,
  destination: Destination,
): Promise<{ readonly records: number; readonly files: number; readonly statements: number }> {
  const files = new Map<string, Taken>();
  try {
    const content = await readContent(core, part, destination, files);
    const statements = await writeContent(core, archive, part.n, destination, content, files);
    return { records: content.lines.length, files: files.size, statements };
  } catch (error) {
    for (const { id } of files.values()) await core.files!.discard(id).catch(() => {});
    throw error;
  }
}

const kinds = Object.keys(fileTypes) as FileKind[];

/** The content of a part. Its files are added to `files` one by one: where a later one is refused, those before it are discarded. */
async function readContent(
  core: Core,
  { entries }: OpenedPart,
  { activity, declared, toField }: Destination,
  files: Map<string, Taken>,
): Promise<PartContent> {
  let lines: readonly SuccessionLine[] = [];
  let statements: readonly SuccessionStatement[] = [];
  for await (const { name, bytes } of entries) {
    if (name === recordsName) lines = await readLines<SuccessionLine>(bytes);
    else if (name === statementsName) statements = await readLines<SuccessionStatement>(bytes);
    else {
      const [, record = "", field = ""] = name.split("/");
      const fact = lines.find(({ id }) => id === record)?.values[field] as { readonly name: string } | undefined;
      const max = declared.fields[toField(field)]?.max ?? 0;
      const file = await core.files!.take(toStream(bytes), { name: fact?.name ?? "file", max, kinds });
      if ("problem" in file) {
        throw new AbideError("refused", `A file of the archive is not taken here: ${file.problem}.`, {
          next: `Let ${activity}.${toField(field)} take it, and import once more: it goes on where it was.`,
        });
      }
      files.set(name, file);
    }
  }
  return { lines, statements };
}

/** Writes a part in one commit. Returns how many statements hold here from now on. */
async function writeContent(
  { site, db, vault, log, clock }: Core,
  { manifest, from, by }: ImportedArchive,
  n: number,
  destination: Destination,
  { lines, statements: stated }: PartContent,
  files: ReadonlyMap<string, Taken>,
): Promise<number> {
  const { activity, version } = destination;
  const inputs = lines.map((line) => toRecordInput(line, destination, files));
  return retryOnConflict(async () => {
    const found = await connected(db, (send) => send(toLookUp(inputs, { site, vault })));
    const { records: written, ...writing } = toWriting(inputs, found.rows, { site, vault });
    const statements = toStatements(stated, lines, written);
    const row = { site, manifest, n, records: lines.length, at: clock() };
    const detail = { activity, by, from, manifest, outcome: "allowed" };
    const numbers = { part: n, records: lines.length, statements: statements.length };
    const event = { type: "succession-import", at: clock(), policy: version.hash };
    await log.write({
      ...writing,
      statements: [
        ...writing.statements,
        ...toCarried(site, statements, version.hash, clock()),
        toStages(site, destination, lines, written),
        toInsert("succession_import", importColumns, [row]),
      ],
      events: [...writing.events, { ...event, detail: { ...detail, ...numbers } }],
    });
    return statements.length;
  });
}

/** The statements, each of the person who made it as that person is known here. */
function toStatements(
  stated: readonly SuccessionStatement[],
  lines: readonly SuccessionLine[],
  written: readonly { readonly subject: string }[],
): readonly SuccessionStatement[] {
  // Somebody known by no address becomes one person for each record, and each of those has made the statement.
  const recordsOf = Map.groupBy(lines.keys(), (at) => lines[at]!.subject);
  return stated.flatMap((each) => {
    const here = new Set((recordsOf.get(each.subject) ?? []).map((at) => written[at]!.subject));
    return [...here].map((subject, n) => ({ ...each, subject, id: n === 0 ? each.id : crypto.randomUUID() }));
  });
}

/** The SQL by which statements from there are in force here. A consent that was given here since is not ended by them. */
function toCarried(
  site: string,
  stated: readonly SuccessionStatement[],
  version: string,
  now: Date,
): readonly CompiledQuery[] {
  if (stated.length === 0) return [];
  const columns = [
    stated.map(({ id }) => id),
    stated.map(({ subject }) => subject),
    stated.map(({ purpose }) => purpose),
    stated.map(({ kind }) => kind),
    stated.map(({ at }) => at),
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

/**
 * The SQL for stages that are known here as well, and for when the event was that storage counts from: nothing is kept for longer by
 * moving.
 */
function toStages(
  site: string,
  { activity, declared }: Destination,
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
