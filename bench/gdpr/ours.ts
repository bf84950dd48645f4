import { createEngine, type Engine, type EngineOptions } from "../../packages/engine/src/index.ts";
import type { RunTimeReader } from "../../packages/engine/src/records/records.ts";
import { setAccessContext } from "../../packages/engine/src/store/access-context.ts";
import { openStore, type Store } from "../../packages/engine/src/store.ts";
import type { EraseResult, Listed, ManyResult, Policy } from "../../packages/policy/src/index.ts";
import { classes, fromFields, policy, toActivity, toEmail, toFields, toPurpose } from "./policy.ts";
import type { Answer, Side } from "./side.ts";
import { toValue, toValues, type Operation, type Row, type What, type Where } from "./workload.ts";

/** An engine with its store and its clock. */
export interface Opened {
  readonly engine: Engine;
  readonly store: Store;
  readonly clock: { now: number };
  readonly close: () => Promise<void>;
}

const site = "website";

export async function openEngine(url: string, now: number, pages?: EngineOptions<Policy>["site"]): Promise<Opened> {
  const clock = { now };
  const store = await openStore({ url });
  const engine = createEngine({
    policies: [policy],
    store,
    key: "a key for the bench only, and nothing else",
    clock: () => new Date(clock.now),
    name: site,
    ...(pages ? { site: pages } : {}),
  });
  await engine.ready;
  return {
    engine,
    store,
    clock,
    close: async () => {
      await engine.close();
      await store.close();
    },
  };
}

type Fields = { readonly [field: string]: unknown };
interface Found {
  readonly id: string;
  readonly activity: string;
  readonly status?: string | undefined;
  readonly fields: Fields;
}

/** Fields that hold what is asked for. Purpose and duration are declared, and the decision is the record's status. */
const wanted: { readonly [what in What]: readonly string[] } = {
  data: ["data"],
  meta: ["email", "objection", "sharing", "access", "source", "category"],
  all: ["email", "objection", "sharing", "access", "source", "category", "data"],
};

/** What is asked of a server: the operation, with the id of the record where it is about one. */
export interface Call {
  readonly operation: Operation;
  readonly id?: string | undefined;
}

export interface Done {
  readonly count: number;
  /** The id of what was created. */
  readonly id?: string;
  readonly found?: readonly Found[];
}

const activities = Array.from({ length: classes }, (_, at) => at);

/** The activities that hold records with `value` in `by`, as the declaration says; all where it does not say. */
function toActivities({ by, value }: Where): number[] {
  if (by === "key") return [Number(value) % classes];
  // All that is held about one of GDPRbench's users is for one purpose and one duration: 50 divides 10,000.
  if (by === "usr") return [Number(value.slice("user".length)) % classes];
  return by === "pur" || by === "ttl" ? activities.filter((at) => toValue(by, at) === value) : activities;
}

/** Which of an activity's records: by a look-up field, by their status, or all. */
function toWhich({ by, value }: Where): {
  readonly where?: { readonly [field: string]: string };
  readonly status?: string;
} {
  if (by === "usr") return { where: { email: toEmail(value) } };
  if (by === "obj") return { where: { objection: value } };
  if (by === "shr") return { where: { sharing: value } };
  return by === "dec" ? { status: value } : {};
}

/** What a site's own code does for an operation. */
export async function perform(opened: Opened, { operation, id = "" }: Call): Promise<Done> {
  const { engine, store, clock } = opened;
  // The readers past their types: which activity and purpose it is is only known as it runs.
  const reader = (at: number) => engine.records(toActivity(at)).for(toPurpose(at)) as unknown as RunTimeReader;
  switch (operation.kind) {
    case "create": {
      const { row } = operation;
      const collected = await engine.collect(toActivity(row.key), toFields(row), { source: "staff" });
      if (!collected.collected) throw new Error(JSON.stringify(collected.problems));
      return { count: 1, id: collected.id };
    }
    case "read": {
      const { where } = operation;
      const fields = wanted[operation.what];
      const found = await Promise.all(
        toActivities(where).map((at) =>
          where.by === "key" ? readOne(reader(at), id, fields) : readAll(reader(at), where, fields),
        ),
      );
      const all = found.flat();
      return { count: all.length, found: all };
    }
    case "update": {
      const { where, set } = operation;
      return sum(
        toActivities(where).map(async (at) => {
          // Whose data it is and what it is for stays as it was collected.
          const { usr: _, ...rest } = set;
          const change = { ...(set.dec === undefined ? {} : { status: set.dec }), fields: toFields(rest) };
          return reader(at).updateAll(where.by === "key" ? { id } : toWhich(where), change);
        }),
      );
    }
    case "delete": {
      const { where } = operation;
      if (where.by === "usr") {
        const subject = await engine.subjects.find({ email: toEmail(where.value) });
        if (subject === undefined) return { count: 0 };
        const erased = await engine.subjects.erase(subject, { by: "bench", reason: "request" });
        return { count: erased.erased ? erased.records : 0 };
      }
      const which =
        where.by === "key" ? { id } : { ...toWhich(where), until: new Date(clock.now + 1000).toISOString() };
      return sum(toActivities(where).map((at) => reader(at).erase(which)));
    }
    case "logs": {
      const rows = await store.db
        .selectFrom("audit")
        .select(["idx", "at", "type", "subject", "detail"])
        // By the index, which begins with the site, as the peers' begins with the line.
        .where("site", "=", site)
        .orderBy("idx", "desc")
        .limit(operation.lines)
        .execute();
      return { count: rows.length };
    }
    case "verify":
      break;
  }
  const count = await store.db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "retention" });
    const due = trx
      .selectFrom("record")
      .select("id")
      .where("site", "=", site)
      .where("due_at", "<=", new Date(clock.now));
    return (await due.limit(operation.records).execute()).length;
  });
  return { count };
}

async function readOne(reader: RunTimeReader, id: string, fields: readonly string[]): Promise<Found[]> {
  const read = await reader.read(id, fields);
  if (!read.allowed && read.reason !== "not-found" && read.reason !== "expired") throw new Error(read.reason);
  return read.allowed ? [toFound(reader, read)] : [];
}

async function readAll(reader: RunTimeReader, where: Where, fields: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (let after: string | undefined; ;) {
    const page = await reader.list({
      fields,
      ...toWhich(where),
      limit: 1_000,
      ...(after === undefined ? {} : { after }),
    });
    if (!page.allowed) throw new Error(page.reason);
    for (const record of page.records) found.push(toFound(reader, record));
    if ((after = page.next) === undefined) return found;
  }
}

const toFound = ({ activity }: RunTimeReader, { id, status, fields }: Listed<Fields>): Found => ({
  id,
  activity,
  status,
  fields,
});

async function sum(many: readonly Promise<ManyResult | EraseResult>[]): Promise<Done> {
  let count = 0;
  for (const done of await Promise.all(many)) {
    if (done.allowed) count += done.records;
    else if (done.reason !== "not-found") throw new Error(done.reason);
  }
  return { count };
}

/** What is over its time is erased by the engine's own job. */
export const runExpiry = ({ engine }: Opened): Promise<unknown> => engine.applyRetention();

/** Where records are: the site knows each by the id that it was given when it was collected. */
export interface Ids {
  readonly of: string[];
}

export function toCall(ids: Ids, operation: Operation): Call {
  return "where" in operation && operation.where.by === "key"
    ? { operation, id: ids.of[Number(operation.where.value)] ?? "00000000-0000-4000-8000-000000000000" }
    : { operation };
}

export function toAnswer(ids: Ids, { operation }: Call, { count, id, found }: Done): Answer {
  if (operation.kind === "create" && id !== undefined) ids.of[operation.row.key] = id;
  return { count, ...(found ? { rows: () => toRows(ids, found) } : {}) };
}

const keys = new WeakMap<Ids, Map<string, number>>();

/** GDPRbench's columns again. */
export function toRows(ids: Ids, found: readonly Found[]): Partial<Row>[] {
  let known = keys.get(ids);
  if (!known || known.size !== ids.of.length) keys.set(ids, (known = new Map(ids.of.map((id, key) => [id, key]))));
  return found.map(({ id, status, fields }) => {
    const key = known.get(id)!;
    const row = { key, ...fromFields(fields) };
    return row.usr === undefined ? row : { ...row, dec: status!, pur: toPurpose(key), ttl: toValue("ttl", key) };
  });
}

/** Abide in the process of who asks. */
export function createOurs(name: string, opened: Opened, ids: Ids): Side {
  return {
    name,
    keeps: { time: true, lines: true },
    run: async (operation, now) => {
      opened.clock.now = now;
      const call = toCall(ids, operation);
      return toAnswer(ids, call, await perform(opened, call));
    },
    expire: async (now) => {
      opened.clock.now = now;
      await runExpiry(opened);
    },
    dump: async (now) => {
      opened.clock.now = now;
      const rows = await Promise.all(
        toValues("pur").map(async (value) => {
          const operation = { kind: "read", where: { by: "pur", value }, what: "all" } as const;
          return toRows(ids, (await perform(opened, { operation })).found!) as Row[];
        }),
      );
      return rows.flat();
    },
    lines: async () => {
      const rows = await opened.store.db.selectFrom("audit").select(["type", "detail"]).execute();
      // Reads that came at the same time share a line, which counts them.
      const toTimes = (detail: string | null): number => {
        const { reads } = JSON.parse(detail ?? "{}") as { readonly reads?: readonly { readonly times: number }[] };
        return (reads ?? []).reduce((sum, { times }) => sum + times, 0);
      };
      return rows.reduce((sum, { type, detail }) => sum + (type === "access" ? toTimes(detail) : 1), 0);
    },
    close: opened.close,
  };
}

/** Collects `rows` through the engine, many at once so that they share commits. */
export async function load(url: string, rows: Iterable<Row>, now: number, say: (count: number) => void): Promise<Ids> {
  const opened = await openEngine(url, now);
  const ids: Ids = { of: [] };
  try {
    const next = rows[Symbol.iterator]();
    let count = 0;
    const client = async (): Promise<void> => {
      for (let step = next.next(); !step.done; step = next.next()) {
        const { id } = await perform(opened, { operation: { kind: "create", row: step.value } });
        ids.of[step.value.key] = id!;
        if (++count % 1000 === 0) say(count);
      }
    };
    await Promise.all(Array.from({ length: 512 }, client));
    say(count);
  } finally {
    await opened.close();
  }
  return ids;
}
