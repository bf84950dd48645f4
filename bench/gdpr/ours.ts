import { createEngine, type Engine } from "../../packages/engine/src/index.ts";
import { openStore, type Store } from "../../packages/engine/src/store/index.ts";
import { classes, policy, toActivity, toEmail, toInput, toPurpose, type Handling } from "./policy.ts";
import type { Answer, Side } from "./side.ts";
import { columns, toValue, toValues, type Operation, type Row, type What } from "./workload.ts";

/** An engine with its store and its clock. */
export interface Opened {
  readonly engine: Engine;
  readonly store: Store;
  readonly clock: { now: number };
  readonly close: () => Promise<void>;
}

export async function openEngine(url: string, now: number): Promise<Opened> {
  const clock = { now };
  const store = await openStore({ url });
  const engine = createEngine({
    policies: [policy],
    store,
    key: "a key for the bench only, and nothing else",
    clock: () => new Date(clock.now),
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
  meta: ["email", "objection", "sharing", "handling"],
  all: ["email", "objection", "sharing", "handling", "data"],
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
function toActivities(by: string, value: string): number[] {
  switch (by) {
    case "key":
      return [Number(value) % classes];
    case "pur":
    case "ttl":
      return activities.filter((at) => toValue(by, at) === value);
    default:
      return activities;
  }
}

/** What a site's own code does for an operation. */
export async function perform({ engine }: Opened, { operation, id = "" }: Call): Promise<Done> {
  switch (operation.kind) {
    case "create": {
      const { row } = operation;
      const collected = await engine.collect(toActivity(row.key), toInput(row));
      if (!collected.collected) throw new Error(JSON.stringify(collected.problems));
      return { count: 1, id: collected.id };
    }
    case "read": {
      const { by, value } = operation.where;
      const fields = wanted[operation.what] as readonly never[];
      if (by === "key") {
        const key = Number(value);
        const activity = toActivity(key);
        const read = await engine.records(activity).for(toPurpose(key)).read(id, fields);
        return read.allowed ? { count: 1, found: [{ id, activity, fields: read.fields }] } : { count: 0, found: [] };
      }
      const where =
        by === "usr" ? { email: toEmail(value) } : by === "obj" ? { objection: value } : by === "shr" ? { sharing: value } : {};
      const found = await Promise.all(
        toActivities(by, value).map(async (at): Promise<Found[]> => {
          const activity = toActivity(at);
          const reader = engine.records(activity).for(toPurpose(at));
          const rows: Found[] = [];
          for (let after: string | undefined; ; ) {
            const page = await reader.list({ fields, where, limit: 200, ...(after === undefined ? {} : { after }) });
            if (!page.allowed) throw new Error(page.reason);
            for (const { id, fields } of page.records) rows.push({ id, activity, fields });
            if ((after = page.next) === undefined) return rows;
          }
        }),
      );
      const all = found.flat();
      return { count: all.length, found: all };
    }
    default:
      throw new Error(`"${operation.kind}" is not there yet.`);
  }
}

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
    const { email, objection, sharing, handling, data } = fields as { readonly [name: string]: string | undefined };
    const { acl, src, cat } = (handling ?? {}) as unknown as Partial<Handling>;
    const row: { [name: string]: unknown } = { key, obj: objection, shr: sharing, acl, src, cat, data };
    if (email !== undefined) Object.assign(row, { usr: email.split("@")[0], dec: status, pur: toPurpose(key), ttl: toValue("ttl", key) });
    for (const column of columns) if (row[column] === undefined) delete row[column];
    return row as Partial<Row>;
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
      const { n } = await opened.store.db
        .selectFrom("audit")
        .select((eb) => eb.fn.countAll<number>().as("n"))
        .executeTakeFirstOrThrow();
      return n;
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
