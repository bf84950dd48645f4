import { sql, type CompiledQuery, type QueryResult } from "kysely";
import { toAccessContext } from "../store/access-context.ts";
import { pipeline, settleAll, transact } from "../store/transact.ts";
import { toAudit } from "./audit.ts";
import type { Grown, Head } from "./head.ts";
import type { KnownHead } from "./known-head.ts";
import type { Work, Writing } from "./log.ts";
import { lock, newest, type Place } from "./stored.ts";

/** Commits what was given with all that it appends to the log, and a checkpoint over it. All or nothing. */
export type Commit = (works: readonly (Work<unknown> | Writing<unknown>)[]) => Promise<unknown[]>;

/** How a log commits: in one round trip what is ready to be written, and otherwise in a transaction that works wait for. */
export function createCommit({ db, site, known }: Committing): Commit {
  const prepared = {
    locking: sql`select set_config('lock_timeout', '10s', true), ${lock(site)}`.compile(db),
    reading: newest(db, site).compile(),
  };
  return async (works) => {
    const all = () => commitAll(works, { db, site, known, ...prepared });
    const ready = works.filter((work) => typeof work !== "function");
    if (ready.length < works.length) return all();
    try {
      return await commitReady(ready, { db, site, known, ...prepared });
    } catch (error) {
      // Another process has gone on, or the store is not what it was: the other way tells which.
      if (isElsewhere(error)) return all();
      throw error;
    }
  };
}

interface Committing extends Place {
  readonly known: KnownHead;
}

interface Prepared extends Committing {
  /** Makes this process the log's one writer. */
  readonly locking: CompiledQuery;
  /** Reads the newest checkpoint. */
  readonly reading: CompiledQuery<{ text: string }>;
}

const contexts = {
  collect: toAccessContext({ act: "collect" }),
  erasure: toAccessContext({ act: "erasure" }),
};

/** What is ready, act by act: row-level security is told of another act as seldom as can be. */
function toSteps(
  writings: readonly Writing<unknown>[],
): { readonly context: CompiledQuery; readonly writings: readonly Writing<unknown>[] }[] {
  const asking = writings.filter(({ statements }) => statements.length > 0);
  return (["collect", "erasure"] as const).flatMap((act) => {
    const own = asking.filter((writing) => (writing.act ?? "collect") === act);
    return own.length > 0 ? { context: contexts[act], writings: own } : [];
  });
}

/** Commits any works: the head is read under the lock, then each work is done, one after the other. */
async function commitAll(
  works: readonly (Work<unknown> | Writing<unknown>)[],
  { db, site, known, locking, reading }: Prepared,
): Promise<unknown[]> {
  let written: Grown | undefined;
  const results = await transact(db, {
    first: async (send) => {
      const [, { rows }] = await settleAll([send(locking), send(reading)]);
      return rows[0]?.text;
    },
    work: async (trx, text, send) => {
      const from = await known.refresh(trx, text);
      const { entries, append } = createEntries(from);
      // All that is ready goes together, then the rest one after the other.
      const ready = works.filter((work) => typeof work !== "function");
      const events = ready.flatMap((work) => work.events);
      const asked = new Map<Writing<unknown>, Promise<QueryResult<unknown>>[]>();
      const told = toSteps(ready).map(({ context, writings }) => {
        const said = send(context);
        for (const writing of writings) asked.set(writing, writing.statements.map(send));
        return said;
      });
      const noted = events.length > 0 ? send(toAudit(append, site, events).statement) : undefined;
      await settleAll([...told, ...[...asked.values()].flat(), noted]);
      const results: unknown[] = [];
      for (const work of works) {
        results.push(
          typeof work === "function"
            ? await work(trx, append, send)
            : (work.check ?? work.read)?.(await Promise.all(asked.get(work) ?? [])),
        );
      }
      if (entries.length > 0) written = await known.grow(from, entries);
      return results;
    },
    last: (send) => written && send(written.statement),
  });
  if (written) known.keep(written.head);
  return results;
}

/**
 * The same where everything is ready: what the log becomes is worked out from the head that we know, and all of it goes to the store at
 * once, in one round trip where no answer is looked at. Nothing is written where the store has another head (see `grow`).
 */
async function commitReady(
  works: readonly Writing<unknown>[],
  { db, site, known, locking }: Prepared,
): Promise<unknown[]> {
  const from = known.now();
  const { entries, append } = createEntries(from);
  const events = works.flatMap((work) => work.events);
  const noted = events.length > 0 ? [toAudit(append, site, events).statement] : [];
  let written: Grown | undefined;
  const last = async (): Promise<CompiledQuery> => {
    written = await known.grow(from, entries);
    return written.statement;
  };
  const statements = [locking];
  const starts = new Map<Writing<unknown>, number>();
  for (const { context, writings } of toSteps(works)) {
    statements.push(context);
    for (const writing of writings) {
      starts.set(writing, statements.length);
      statements.push(...writing.statements);
    }
  }
  const toResults = (answers: readonly QueryResult<unknown>[]): unknown[] =>
    works.map((work) => {
      const start = starts.get(work) ?? 0;
      return (work.check ?? work.read)?.(answers.slice(start, start + work.statements.length));
    });
  let results: unknown[] | undefined;
  const answers = await pipeline(
    db,
    [...statements, ...noted],
    works.some((work) => work.check) ? (answers) => void (results = toResults(answers)) : undefined,
    entries.length > 0 ? last : undefined,
  );
  if (written) known.keep(written.head);
  return results ?? toResults(answers);
}

/** Entries to come behind a head. `append` gives each its index at once. */
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

/** Whether the store said that the log has gone on from another head than the one we knew. */
function isElsewhere(error: unknown): boolean {
  const { code, table } = error as { readonly code?: unknown; readonly table?: unknown };
  return (code === "23502" || code === "23505") && /^(audit|log_\w+)$/.test(String(table));
}
