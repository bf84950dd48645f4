import {
  append,
  concat,
  createVerifier,
  isSame,
  isTamperError,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parseTilePath,
  proveConsistency,
  proveInclusion,
  readRoot,
  signNote,
  TamperError,
  tileWidth,
  toBundle,
  toCheckpoint,
  toReceipt,
  toRoot,
  toSubtrees,
  toVerifierKey,
  toWidth,
  hashLeaf,
  type Checkpoint,
  type Edge,
  type ReadHashes,
  type Signer,
  type VerifySignature,
} from "@abide/log";
import { sql, type CompiledQuery, type Kysely, type QueryResult, type Transaction } from "kysely";
import { toAudit, type AuditEvent } from "./audit.ts";
import { AbideError } from "../http/error.ts";
import { toAccessContext } from "../store/access-context.ts";
import { createCheckpointFile, type CheckpointFile } from "./checkpoint-file.ts";
import { sha256 } from "../http/digest.ts";
import { createGroupCommit } from "../store/group-commit.ts";
import { isStoreDown } from "../store/index.ts";
import { keepLogKey } from "./log-key-file.ts";
import type { Tables } from "../store/tables.ts";
import { settleAll, transact, pipeline, type Send } from "../store/transact.ts";

/** The tamper-evident log of a site. What is appended has a place for good, and a signed checkpoint stands for all of it. */
export interface Log {
  /** Name of the log and of its key. Fixed when the log begins. */
  readonly origin: string;
  /** The key that others check with: `name+id+key`. */
  readonly key: string;
  /** Appends `entry` together with whatever else arrives meanwhile. Resolves after the commit. */
  append(entry: Uint8Array): Promise<{ index: number }>;
  /**
   * What `work` returns, once all that it wrote with `trx` and all that it appended is committed, with a checkpoint over it; if
   * anything fails, none of it is. `append` gives the entry's index at once. Transactions of one log follow each other, also
   * across processes: do nothing slow in `work`, and do not await another `append` or `transaction` of the same log in it.
   *
   * `shared` work goes into one commit with whatever else is shared and waits, one after the other. It has to bear being done again:
   * where one fails, all are taken back, and each is done alone.
   *
   * @example
   * await log.transaction(async (trx, append) => {
   *   const index = append(entry);
   *   await trx.insertInto("consent").values({ ...row, log_index: index }).execute();
   * });
   */
  transaction<Result>(work: Work<Result>, options?: { readonly shared?: boolean }): Promise<Result>;
  /**
   * What `check` or `read` makes of the answers, once everything is committed. The statements of all that waits go to the store
   * together, so that whatever takes time, looking up and sealing, is done before and not while others wait. Where `check` throws,
   * because what it was made for is not there any more, nothing of it is written.
   */
  write<Result>(writing: Writing<Result>): Promise<Result>;
  /** The newest signed checkpoint. */
  checkpoint(): Promise<string>;
  /** A `.tlog-proof` that entry `index` is in the log. RangeError where there is none. */
  proof(index: number): Promise<string>;
  /** The same, carrying `extra`: what its holder needs to make the entry again. */
  receipt(index: number, extra: Uint8Array): Promise<string>;
  /** A tile or bundle of entries by its path (`tile/0/000`), or undefined where the log has not come that far. */
  tile(path: string): Promise<Uint8Array | undefined>;
  /** Makes every hash again from the entries, and compares. Throws a TamperError where one differs. Slow in a long log. */
  audit(): Promise<void>;
  /** Waits for what was appended. */
  close(): Promise<void>;
}

/** What is done in a transaction of the log: it writes with `trx`, and `append` gives an entry its place at once. */
export type Work<Result> = (
  trx: Transaction<Tables>,
  append: (entry: Uint8Array) => number,
  /** Asks on the same connection without waiting for what was asked before. */
  send: Send,
) => Promise<Result>;

/** Statements that are ready to be written. */
export interface Writing<Result> {
  /** They are asked for an act of the engine's own, and so see every record. */
  readonly statements: readonly CompiledQuery[];
  /** What is written down about it. */
  readonly events: readonly AuditEvent[];
  /** Looks at the answers before they are committed. Left out where nothing depends on them. */
  readonly check?: (answers: readonly QueryResult<unknown>[]) => Result;
  /** Looks at them afterwards, in a round trip less: whether they are committed, the statements say themselves (`unlessStale`). */
  readonly read?: (answers: readonly QueryResult<unknown>[]) => Result;
}

export interface LogOptions {
  readonly db: Kysely<Tables>;
  readonly site: string;
  /** What the log calls itself when it begins, e.g. `halden.example/abide/log`. A log that has begun keeps its name. */
  readonly origin: string;
  /** The master key. */
  readonly key: string | Uint8Array;
  readonly clock?: () => Date;
  /** The data folder, for a copy of the checkpoint outside the database. */
  readonly folder?: string | undefined;
}

interface Head {
  /** The signed checkpoint. */
  readonly text: string;
  readonly checkpoint: Checkpoint;
  readonly edge: Edge;
}

/** A head, and the statement that writes it with the entries that are new in it. */
interface Written {
  readonly head: Head;
  readonly statement: CompiledQuery;
}

/** Whether the store said that the log has gone on from another head than the one we knew. */
function isElsewhere(error: unknown): boolean {
  const { code, table } = error as { readonly code?: unknown; readonly table?: unknown };
  return (code === "23502" || code === "23505") && /^(audit|log_\w+)$/.test(String(table));
}

/** How much of a log is hashed again at every start. */
const audited = 20_000;

/**
 * The log of `site`: a new one, or the one in the store, if it is what it was. A log that was forked, shortened or altered since
 * its last checkpoint is refused with a TamperError that carries the evidence.
 *
 * It signs with Ed25519, under a key derived from the master key (HKDF) and kept nowhere: so it is the same after every restart
 * and from every back-up, there is one secret to guard, and who has only the database can read and delete but not sign.
 */
export async function createLog({ db, site, origin, key, clock = () => new Date(), folder }: LogOptions): Promise<Log> {
  const pair = await deriveKey(key, site);
  const file = folder === undefined ? undefined : createCheckpointFile(folder, site);
  const begun = await begin({ db, site, origin, pair, clock });
  const signer = toSigner(begun, pair);
  let head = await check({ db, site, signer, text: begun, file });
  file?.keep(head.text);
  if (folder !== undefined) await keepLogKey(folder, toVerifierKey(signer.verifier));

  /** The newest head in the store. Another process may have gone on; that it did so from where we stood is checked. */
  async function refresh(trx: Kysely<Tables>, read?: string): Promise<Head> {
    // Taken before the store is asked: a commit of our own may move `head` on while we wait, and would then seem undone.
    const before = head;
    const text = read ?? (await readHead(trx, site));
    if (text === before.text) return before;
    const next = await openHead({ db: trx, site, signer, text });
    await checkGrowth({ db: trx, site, before, next });
    if (next.edge.size > head.edge.size) head = next;
    return next;
  }

  const locking = sql`select set_config('lock_timeout', '10s', true), ${lock(site)}`.compile(db);
  const reading = newest(db, site).compile();
  const acting = toAccessContext({ act: "collect" });

  async function commit(works: readonly (Work<unknown> | Writing<unknown>)[]): Promise<unknown[]> {
    const ready = works.filter((work) => typeof work !== "function");
    if (ready.length < works.length) return commitAll(works);
    try {
      return await commitReady(ready);
    } catch (error) {
      // Another process has gone on, or the store is not what it was: the other way tells which.
      if (isElsewhere(error)) return commitAll(works);
      throw error;
    }
  }

  async function commitAll(works: readonly (Work<unknown> | Writing<unknown>)[]): Promise<unknown[]> {
    let written: Written | undefined;
    const results = await transact(db, {
      first: async (send) => {
        const [, { rows }] = await settleAll([send(locking), send(reading)]);
        return rows[0]?.text;
      },
      work: async (trx, text, send) => {
        const from = await refresh(trx, text);
        const { entries, append } = createEntries(from);
        // All that is ready goes together, then the rest one after the other.
        const ready = works.filter((work) => typeof work !== "function");
        const events = ready.flatMap((work) => work.events);
        const told = ready.length > 0 ? send(acting) : undefined;
        const asked = works.map((work) => (typeof work === "function" ? [] : work.statements.map((one) => send(one))));
        const noted = events.length > 0 ? send(toAudit(append, site, events).statement) : undefined;
        await settleAll([told, ...asked.flat(), noted]);
        const results: unknown[] = [];
        for (const [at, work] of works.entries()) {
          results.push(
            typeof work === "function"
              ? await work(trx, append, send)
              : (work.check ?? work.read)?.(await Promise.all(asked[at]!)),
          );
        }
        if (entries.length > 0) written = await grow(from, entries);
        return results;
      },
      last: (send) => written && send(written.statement),
    });
    if (written) keep(written.head);
    return results;
  }

  /**
   * The same where everything is ready: what the log becomes is worked out from the head that we know, and all of it goes to the store at
   * once, in one round trip where no answer is looked at. Nothing is written where the store has another head (see `grow`).
   */
  async function commitReady(works: readonly Writing<unknown>[]): Promise<unknown[]> {
    const from = head;
    const { entries, append } = createEntries(from);
    const events = works.flatMap((work) => work.events);
    const noted = events.length > 0 ? [toAudit(append, site, events).statement] : [];
    let written: Written | undefined;
    const last = async (): Promise<CompiledQuery> => {
      written = await grow(from, entries);
      return written.statement;
    };
    const statements = works.flatMap((work) => work.statements);
    const told = statements.length > 0 ? [acting] : [];
    const toResults = (answers: readonly QueryResult<unknown>[]): unknown[] => {
      let next = 1 + told.length;
      return works.map(({ statements, check, read }) => {
        const own = answers.slice(next, (next += statements.length));
        return (check ?? read)?.(own);
      });
    };
    let results: unknown[] | undefined;
    const answers = await pipeline(
      db,
      [locking, ...told, ...statements, ...noted],
      works.some((work) => work.check) ? (answers) => void (results = toResults(answers)) : undefined,
      entries.length > 0 ? last : undefined,
    );
    if (written) keep(written.head);
    return results ?? toResults(answers);
  }

  function createEntries({ edge }: Head): {
    readonly entries: readonly Uint8Array[];
    readonly append: (entry: Uint8Array) => number;
  } {
    const entries: Uint8Array[] = [];
    const append = (entry: Uint8Array): number => {
      if (entry.length > 0xffff) throw new RangeError("An entry of the log has at most 65,535 bytes.");
      return edge.size + entries.push(entry) - 1;
    };
    return { entries, append };
  }

  function keep(grown: Head): void {
    head = grown;
    file?.keep(head.text);
  }

  /**
   * Entries, hashes and the checkpoint over them in one statement of one transaction: a checkpoint is kept before anybody sees it. It
   * fails where `from` is not the newest that the store has: the checkpoint would have no text.
   */
  async function grow({ edge, text: before }: Head, entries: readonly Uint8Array[]): Promise<Written> {
    const leaves = entries.map((entry) => hashLeaf(entry, sha256));
    const grown = append(edge, leaves, sha256);
    const { size } = grown.edge;
    const checkpoint = { origin: signer.verifier.name, size, root: toRoot(grown.edge.hashes, sha256) };
    const text = await signNote(toCheckpoint(checkpoint), [signer]);
    const indexes = entries.map((_, at) => edge.size + at);
    const levels = grown.stored.map(({ level }) => level);
    const places = grown.stored.map(({ index }) => index);
    const hashes = grown.stored.map(({ hash }) => Buffer.from(hash));
    const statement = sql`
      with entries as (
        insert into log_entry (site, idx, entry)
        select ${site}, * from unnest(${indexes}::bigint[], ${entries.map((entry) => Buffer.from(entry))}::bytea[])
      ), hashes as (
        insert into log_hash (site, level, idx, hash)
        select ${site}, * from unnest(${levels}::smallint[], ${places}::bigint[], ${hashes}::bytea[])
      )
      insert into log_checkpoint (site, size, text, at)
      values (${site}, ${size}, case when (${newest(db, site)}) = ${before} then ${text} end, ${clock()})`.compile(db);
    return { statement, head: { text, checkpoint, edge: grown.edge } };
  }

  // One at a time: the others would each hold a connection while they wait for the lock.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const result = last.then(run);
    last = result.catch(() => {});
    return result;
  };
  const alone = (error: unknown): boolean => !isTamperError(error) && !isStoreDown(error);
  const shared = createGroupCommit<Work<unknown> | Writing<unknown>, unknown>({
    write: (works) => inTurn(() => commit(works)),
    cap: 64,
    alone,
  });
  const transaction = <Result>(work: Work<Result>, options?: { readonly shared?: boolean }): Promise<Result> =>
    (options?.shared ? shared.add(work) : inTurn(async () => (await commit([work]))[0])) as Promise<Result>;

  const appends = createGroupCommit<Uint8Array, { index: number }>({
    write: (entries) =>
      transaction((_, append) => Promise.resolve(entries.map((entry) => ({ index: append(entry) }))), { shared: true }),
    alone,
  });

  async function prove(index: number, extra?: Uint8Array): Promise<string> {
    const { checkpoint, text } = index < head.edge.size ? head : await refresh(db);
    const proof = await proveInclusion(index, checkpoint.size, reader(db, site), sha256);
    return toReceipt({ extra, index, proof, checkpoint: text });
  }

  return {
    origin: signer.verifier.name,
    key: toVerifierKey(signer.verifier),
    append: (entry) => appends.add(entry),
    transaction,
    write: (writing) => shared.add(writing) as Promise<never>,
    checkpoint: async () => (await refresh(db)).text,
    proof: (index) => prove(index),
    receipt: prove,
    async tile(path) {
      const tile = parseTilePath(path.startsWith("tile/") ? path : `tile/${path}`);
      if (!tile) return undefined;
      if (toWidth(tile, head.edge.size) < tile.width) await refresh(db);
      if (toWidth(tile, head.edge.size) < tile.width) return undefined;
      const start = tile.index * tileWidth;
      if (tile.level === "entries") return toBundle(await readEntries(db, site, start, start + tile.width));
      const level = 8 * tile.level;
      const places = Array.from({ length: tile.width }, (_, at) => ({ level, index: start + at }));
      return concat(...(await reader(db, site)(places)));
    },
    async audit() {
      const { edge, text, checkpoint } = await refresh(db);
      await audit({ db, site, head: { edge, text, checkpoint }, from: 0 });
    },
    async close() {
      await appends.close();
      await shared.close();
      await last;
      await file?.close();
    },
  };
}

interface Place {
  readonly db: Kysely<Tables>;
  readonly site: string;
}

/** The lock that makes one writer of all processes that write to the log of `site`. Held until the transaction ends. */
const lock = (site: string) => sql`pg_advisory_xact_lock(hashtextextended(${`abide.log ${site}`}, 0))`;

/** The newest signed checkpoint of the store; that of the empty log is made where there is none. */
async function begin({ db, site, origin, pair, clock }: Begin): Promise<string> {
  const found = await readHead(db, site);
  if (found !== undefined) return found;
  return db.transaction().execute(async (trx) => {
    await sql`select ${lock(site)}`.execute(trx);
    const faster = await readHead(trx, site);
    if (faster !== undefined) return faster;
    const verifier = createVerifier(origin, pair.publicKey, sha256);
    const checkpoint = toCheckpoint({ origin, size: 0, root: toRoot([], sha256) });
    const text = await signNote(checkpoint, [{ verifier, sign: pair.sign }]);
    await trx.insertInto("log_checkpoint").values({ site, size: 0, text, at: clock() }).execute();
    return text;
  });
}

interface Begin extends Place {
  readonly origin: string;
  readonly pair: KeyPair;
  readonly clock: () => Date;
}

/** The log's own signer: under the name that it began with, whatever the site is called today. */
function toSigner(begun: string, pair: KeyPair): Signer {
  const name = parseCheckpoint(parseNote(begun)?.text ?? "")?.origin;
  if (name === undefined) throw new TamperError("The log's checkpoint in the store cannot be read.", altered(begun));
  return { verifier: createVerifier(name, pair.publicKey, sha256), sign: pair.sign };
}

/** The head that `text` signs, after the store and the checkpoint outside of it were compared with it. */
async function check({ db, site, signer, text, file }: Check): Promise<Head> {
  const head = await openHead({ db, site, signer, text });
  await audit({ db, site, head, from: Math.max(0, head.edge.size - audited) });
  const kept = await file?.read();
  if (kept === undefined || kept === head.text) return head;

  const opened = await openCheckpoint(kept, signer.verifier, verifyEd25519);
  if (!opened.opened) {
    throw new TamperError(
      `The checkpoint in ${file?.path} is not one of this log (${opened.reason}). Move it away if it belongs to another.`,
      { kind: "altered", before: kept, after: head.text, proof: [] },
    );
  }
  await checkGrowth({ db, site, before: { text: kept, checkpoint: opened.checkpoint }, next: head, path: file?.path });
  return head;
}

interface Check extends Place {
  readonly signer: Signer;
  readonly text: string;
  readonly file: CheckpointFile | undefined;
}

/** Throws a TamperError unless the log of `next` begins with that of `before`. */
async function checkGrowth({ db, site, before, next, path }: Growth): Promise<void> {
  const { size, root } = before.checkpoint;
  if (next.edge.size < size) {
    const where = path === undefined ? "it was" : `${path} knows it to have been`;
    throw new TamperError(
      `The log in the store has ${next.edge.size} entries; ${where} ${size}. An older copy of the database was put back: ` +
        `put back the newest one${path === undefined ? "" : ", or, if the entries are lost for good, move that file away to go on without them"}.`,
      { kind: "shortened", before: before.text, after: next.text, proof: [] },
    );
  }
  const read = reader(db, site);
  const found = await readRoot(size, read, sha256);
  if (isSame(found, root)) return;
  throw new TamperError(
    `The log in the store is another one than that of its checkpoint at ${size} entries: two histories were signed. ` +
      `Keep both the database and ${path ?? "this message"} as evidence, and put back the right copy of the database.`,
    {
      kind: "forked",
      before: before.text,
      after: next.text,
      root: found,
      proof: await proveConsistency(size, next.edge.size, read, sha256),
    },
  );
}

interface Growth extends Place {
  readonly before: Pick<Head, "text" | "checkpoint">;
  readonly next: Head;
  readonly path?: string | undefined;
}

/** The head that `text` signs, with the edge of the tree that it stands for. */
async function openHead({ db, site, signer, text }: OpenHead): Promise<Head> {
  if (text === undefined) throw new TamperError("The log's checkpoints are gone from the store.", altered(""));
  const opened = await openCheckpoint(text, signer.verifier, verifyEd25519);
  if (!opened.opened && opened.reason === "unknown-key") {
    throw new AbideError("key-changed", `The log of ${site} was signed with another key than the one given.`, {
      next: "Give the key it began with (ABIDE_KEY, or the file key in the data folder).",
    });
  }
  if (!opened.opened) {
    throw new TamperError(`The log's checkpoint in the store does not hold (${opened.reason}).`, altered(text));
  }
  const { checkpoint } = opened;
  const hashes = await reader(db, site)(toSubtrees(0, checkpoint.size));
  const root = toRoot(hashes, sha256);
  if (!isSame(root, checkpoint.root)) {
    throw new TamperError(`The log's hashes do not give the root that was signed at ${checkpoint.size} entries.`, {
      ...altered(text),
      root,
    });
  }
  return { text, checkpoint, edge: { size: checkpoint.size, hashes } };
}

interface OpenHead extends Place {
  readonly signer: Signer;
  readonly text: string | undefined;
}

/** Throws a TamperError unless the entries from `from` on, and nothing after them, give the hashes that are stored. */
async function audit({ db, site, head, from }: Place & { head: Head; from: number }): Promise<void> {
  const { size } = head.edge;
  const read = reader(db, site);
  const refuse = (what: string) => new TamperError(`The log was altered: ${what}.`, altered(head.text));
  let edge: Edge = { size: from, hashes: await read(toSubtrees(0, from)) };
  while (edge.size < size) {
    const end = Math.min(size, edge.size + 10_000);
    const entries = await readEntries(db, site, edge.size, end);
    if (entries.length !== end - edge.size) throw refuse(`entries before ${end} are missing`);
    const leaves = entries.map((entry) => hashLeaf(entry, sha256));
    const grown = append(edge, leaves, sha256);
    const stored = await read(grown.stored);
    const at = stored.findIndex((hash, index) => !isSame(hash, grown.stored[index]!.hash));
    if (at >= 0) {
      const { level, index } = grown.stored[at]!;
      throw refuse(`what is stored at level ${level}, place ${index} is not the hash of its entries`);
    }
    edge = grown.edge;
  }
  if (!isSame(toRoot(edge.hashes, sha256), head.checkpoint.root)) throw refuse("its entries do not give the root");
  if ((await readEntries(db, site, size, size + 1)).length > 0)
    throw refuse(`it has entries after its checkpoint of ${size}`);
}

function altered(text: string): TamperError["tampering"] {
  return { kind: "altered", before: text, proof: [] };
}

const newest = (db: Kysely<Tables>, site: string) =>
  db.selectFrom("log_checkpoint").select("text").where("site", "=", site).orderBy("size", "desc").limit(1);

async function readHead(db: Kysely<Tables>, site: string): Promise<string | undefined> {
  return (await newest(db, site).executeTakeFirst())?.text;
}

async function readEntries(db: Kysely<Tables>, site: string, start: number, end: number): Promise<Uint8Array[]> {
  const rows = await db
    .selectFrom("log_entry")
    .select("entry")
    .where("site", "=", site)
    .where("idx", ">=", start)
    .where("idx", "<", end)
    .orderBy("idx")
    .execute();
  return rows.map(({ entry }) => entry);
}

/** Reads hashes of `site`'s tree, in the order they are asked for. */
function reader(db: Kysely<Tables>, site: string): ReadHashes {
  return async (subtrees) => {
    if (subtrees.length === 0) return [];
    const levels = subtrees.map(({ level }) => level);
    const places = subtrees.map(({ index }) => index);
    const { rows } = await sql<{ hash: Uint8Array }>`
      select hash
      from unnest(${levels}::smallint[], ${places}::bigint[]) with ordinality as asked (level, idx, place)
      join log_hash on log_hash.site = ${site} and log_hash.level = asked.level and log_hash.idx = asked.idx
      order by place`.execute(db);
    if (rows.length !== subtrees.length) throw new TamperError("Hashes of the log are missing.", altered(""));
    return rows.map(({ hash }) => hash);
  };
}

interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly sign: Signer["sign"];
}

async function deriveKey(key: string | Uint8Array, site: string): Promise<KeyPair> {
  const master = typeof key === "string" ? new TextEncoder().encode(key) : Uint8Array.from(key);
  const secret = await crypto.subtle.importKey("raw", master, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode(`abide log ${site}`);
  const seed = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    secret,
    256,
  );
  // RFC 8410: the only way in for a bare Ed25519 seed.
  const prefix = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
  const pkcs8 = Uint8Array.from([...prefix, ...new Uint8Array(seed)]);
  const signing = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", signing);
  return {
    publicKey: Uint8Array.from(Buffer.from(x ?? "", "base64url")),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", signing, Uint8Array.from(message))),
  };
}

/** Whether an Ed25519 signature holds, by Web Cryptography: for whoever checks a receipt or a checkpoint as well. */
export const verifyEd25519: VerifySignature = async (key, message, signature) => {
  const imported = await crypto.subtle.importKey("raw", Uint8Array.from(key), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, Uint8Array.from(signature), Uint8Array.from(message));
};
