import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { AbideError } from "../http/error.ts";
import type { Signer } from "../http/signer.ts";
import { count, damaged, measure, type Part } from "./parts.ts";

/** What stands first in a file of keys. The keys of subjects follow it. */
export interface KeysHead extends Part {
  readonly format: "abide.keys/1";
  /** The moment that the keys are of. */
  readonly at: string;
  readonly site: string;
  /** The vault's own keys, wrapped by the master key. */
  readonly vault: readonly WrappedRow[];
}

interface WrappedRow {
  readonly site: string;
  readonly id: string;
  readonly kind: string;
  /** In base64. */
  readonly wrapped: string;
  readonly master: string;
  readonly created_at: string;
  readonly retired_at: string | null;
}

export interface KeysFile {
  readonly head: KeysHead;
  /** The head as it was signed. */
  readonly text: string;
  readonly signature: string;
  /** Where the keys of subjects begin, compressed. */
  readonly start: number;
}

export const keyColumns = ["site", "subject", "kek", "wrapped"] as const;

/**
 * Writes all keys into `file`, in place of what was there, at once when they are whole: a line that says what they are, its signature,
 * and the keys of subjects. The vault's own keys are in that line, so that the newest file and the present master key open every
 * back-up, also one of before a rotation.
 */
export async function writeKeys(
  client: Client,
  file: string,
  { at, site, signer }: { readonly at: string; readonly site: string; readonly signer: Signer },
): Promise<void> {
  const [half, body] = [`${file}.part`, `${file}.body.part`];
  try {
    const source = client.query(copyTo(`copy subject_key (${keyColumns.join(", ")}) to stdout`));
    const counted = count();
    await pipeline(source, createGzip(), counted, createWriteStream(body, { mode: 0o600 }));
    const { rows } = await client.query<WrappedRow>(
      `select site, id, kind, encode(wrapped, 'base64') as wrapped, master,
        to_json(created_at) #>> '{}' as created_at, to_json(retired_at) #>> '{}' as retired_at
      from vault_key order by site, created_at, id`,
    );
    const head: KeysHead = { format: "abide.keys/1", at, site, ...counted.part(), vault: rows };
    const text = JSON.stringify(head);
    const target = createWriteStream(half, { mode: 0o600, flush: true });
    target.write(`${text}\n${await signer.sign(text)}\n`);
    await pipeline(createReadStream(body), target);
    await rename(half, file);
    await syncFolder(dirname(file));
  } finally {
    for (const rest of [half, body]) await rm(rest, { force: true }).catch(() => {});
  }
}

/** What `file` says of itself, compared with what is in it. Whether it may be believed is for the signature to say. */
export async function readKeys(file: string): Promise<KeysFile> {
  const first = createReadStream(file, { end: 1_000_000 }) as AsyncIterable<Buffer>;
  let read = Buffer.alloc(0);
  let ends: number[] = [];
  try {
    for await (const chunk of first) {
      read = Buffer.concat([read, chunk]);
      const line = read.indexOf(10);
      ends = line < 0 ? [] : [line, read.indexOf(10, line + 1)];
      if (ends.length > 0 && ends[1]! >= 0) break;
    }
  } catch (cause) {
    throw new AbideError("backup-damaged", `There is no file ${file} that can be read.`, {
      next: "Name the file with the newest keys: abide restore <back-up> --keys <file>. Without it nobody's data can be opened.",
      cause,
    });
  }
  const [line = -1, end = -1] = ends;
  const text = read.toString("utf8", 0, Math.max(0, line));
  const head = parse(text);
  if (end < 0 || head?.format !== "abide.keys/1") throw damaged(file, "it");
  const start = end + 1;
  const found = await measure(file, start);
  if (found.bytes !== head.bytes || found.sha256 !== head.sha256) throw damaged(file, "it");
  return { head, text, signature: read.toString("utf8", line + 1, end), start };
}

function parse(text: string): KeysHead | undefined {
  try {
    return JSON.parse(text) as KeysHead;
  } catch {
    return undefined;
  }
}

/** Puts the names in a folder on the disk: what was renamed in it has the new name whenever the machine stops. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
