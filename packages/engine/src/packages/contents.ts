import type { Actor } from "@abide/policy";
import { measured, toEntry, type Entry, type Part } from "../archive/tar.ts";
import type { Core } from "../core/core.ts";
import { readFile, readScope, ScopeDenied, type Scope, type ScopedRecord } from "../disclosures/scope.ts";
import { toChunks } from "../http/body.ts";
import { sha256 } from "../http/digest.ts";
import { mostRecords } from "./package.ts";

export interface Contents {
  /** Pages of records, their files, and at the end the manifest. They are read as they are asked for. */
  readonly entries: AsyncGenerator<Entry>;
  /** Once all entries were read: the manifest's hash, and the records that are in it. */
  readonly written: () => {
    readonly manifest: string;
    readonly taken: readonly { readonly record: string; readonly subject: string }[];
  };
}

/** The contents of a package: the records of a scope, read by `by`. `about` stands in the manifest beside them. */
export function createContents(
  core: Core,
  scope: Scope,
  purpose: string,
  by: Actor,
  about: { readonly [member: string]: unknown },
): Contents {
  const parts: Part[] = [];
  const taken: { record: string; subject: string }[] = [];
  let manifest: string | undefined;
  const kinds = core.versions.declaring(scope.activity)!.policy.activities[scope.activity]!.fields;
  const fileFields = scope.fields.filter((field) => kinds[field]!.kind === "file");

  const listed = async function* (entry: Entry): AsyncGenerator<Entry> {
    const { entry: counted, part } = measured(entry);
    yield counted;
    parts.push(part());
  };

  const entries = async function* (): AsyncGenerator<Entry> {
    let page = 0;
    for await (const records of readScope(core, scope, purpose, scope.fields, by)) {
      taken.push(...records.map(({ id, subject }) => ({ record: id, subject })));
      if (taken.length > mostRecords) throw new ScopeDenied("too-many");
      const lines = records.map((record) => JSON.stringify(toLine(record, fileFields)));
      yield* listed(toEntry(`records/${String(++page).padStart(4, "0")}.ndjson`, `${lines.join("\n")}\n`));
      for (const { id, fields } of records) {
        for (const field of fileFields) {
          if (fields[field] === undefined) continue;
          const { stream, size } = await readFile(core, scope, purpose, { record: id, field, by });
          yield* listed({ name: toFileName(id, field), size, bytes: toChunks(stream) });
        }
      }
    }
    const subjects = new Set(taken.map(({ subject }) => subject)).size;
    const text = JSON.stringify({ ...about, records: taken.length, subjects, parts }, null, 2);
    manifest = Buffer.from(sha256(new TextEncoder().encode(text))).toString("hex");
    yield toEntry("manifest.json", text);
  };
  return { entries: entries(), written: () => ({ manifest: manifest!, taken }) };
}

/** How many records and people a package of this scope would hold, or why it cannot be made. No value is read. */
export async function countScope(
  core: Core,
  scope: Scope,
  purpose: string,
  by: Actor,
): Promise<{ readonly records: number; readonly people: number } | ScopeDenied> {
  let records = 0;
  const people = new Set<string>();
  try {
    for await (const page of readScope(core, scope, purpose, [], by)) {
      records += page.length;
      for (const { subject } of page) people.add(subject);
    }
  } catch (error) {
    if (error instanceof ScopeDenied) return error;
    throw error;
  }
  return { records, people: people.size };
}

/** A record as it stands in a package. People have the same ids there and here, so that an answer can be matched. */
function toLine({ id, subject, at, status, language, fields }: ScopedRecord, fileFields: readonly string[]) {
  const values = Object.entries(fields).map(([name, value]) => [
    name,
    fileFields.includes(name) && value !== undefined ? { ...(value as object), in: toFileName(id, name) } : value,
  ]);
  return { id, subject, at, status, language, values: Object.fromEntries(values) as object };
}

const toFileName = (record: string, field: string): string => `files/${record}/${field}`;
