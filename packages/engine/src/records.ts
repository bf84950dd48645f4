import {
  decideField,
  type ListResult,
  type Policy,
  type ReadReason,
  type ReadResult,
  type Records,
  type Version,
} from "@abide/policy";
import type { Transaction } from "kysely";
import { openKeys } from "./hold.ts";
import type { House } from "./house.ts";
import { acting } from "./store/acting.ts";
import type { Store, Tables } from "./store/index.ts";
import type { Vault } from "./vault/vault.ts";

/** Reads records for one purpose. The typed form that callers see is `Reader` of @abide/policy; this is what runs behind it. */
export interface RunTimeReader {
  readonly activity: string;
  readonly purpose: string;
  readonly read: (id: string, fields: readonly string[]) => Promise<ReadResult<{ readonly [field: string]: unknown }>>;
  readonly list: (query: {
    readonly fields: readonly string[];
    readonly where?: { readonly [field: string]: string | undefined };
    readonly limit?: number;
    readonly after?: string;
  }) => Promise<ListResult<{ readonly [field: string]: unknown }>>;
}

/**
 * The reader of `activity` for `purpose`. Every call asks the declaration again: types are gone at run time, and a cast gets past
 * them. What cannot be told is denied.
 */
export function createReader(
  version: Version | undefined,
  activity: string,
  purpose: string,
  site: string,
  store: () => Promise<Store>,
  vault: Vault,
  clock: () => Date,
): RunTimeReader {
  const denied = (reason: ReadReason) => ({ allowed: false, reason }) as const;

  const decide = (fields: readonly string[]): ReadReason | undefined => {
    if (!version || !Object.hasOwn(version.policy.activities, activity)) return "undeclared";
    for (const field of fields) {
      const decision = decideField(version.policy, activity, field, purpose);
      if (!decision.allowed) return decision.reason;
    }
    // Nobody has been asked for a consent to this purpose when the form was sent, and silence is none.
    return version.policy.purposes[purpose]?.basis === "consent" ? "no-choice" : undefined;
  };

  /** The opened values of `rows`, by record. One whose subject's key is gone has none. */
  const open = async (
    trx: Transaction<Tables>,
    rows: readonly { readonly id: string; readonly subject: string }[],
    fields: readonly string[],
  ): Promise<Map<string, { [field: string]: unknown }>> => {
    const opened = new Map<string, { [field: string]: unknown }>();
    if (rows.length === 0) return opened;
    const keys = await openKeys(trx, [...new Set(rows.map(({ subject }) => subject))], site, vault);
    const sealed = await trx
      .selectFrom("record_value")
      .select(["record", "field", "sealed"])
      .where("site", "=", site)
      .where("activity", "=", activity)
      .where(
        "record",
        "in",
        rows.map(({ id }) => id),
      )
      .where("field", "in", [...fields, ""])
      .execute();
    for (const { id, subject } of rows) {
      if (keys.has(subject)) opened.set(id, Object.fromEntries(fields.map((field) => [field, undefined])));
    }
    const subjects = new Map(rows.map(({ id, subject }) => [id, subject]));
    for (const { record, field, sealed: bytes } of sealed) {
      const key = keys.get(subjects.get(record)!);
      if (key) opened.get(record)![field] = key.unseal({ activity, record, field }, bytes);
    }
    return opened;
  };

  return {
    activity,
    purpose,
    read: async (id, fields) => {
      const reason = decide(fields);
      if (reason !== undefined) return denied(reason);
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return denied("not-found");
      try {
        const { db } = await store();
        const { row, values } = await db.transaction().execute(async (trx) => {
          await acting(trx, { purpose });
          const row = await trx
            .selectFrom("record")
            .select(["id", "at", "subject", "due_at"])
            .where("site", "=", site)
            .where("activity", "=", activity)
            .where("id", "=", id)
            .executeTakeFirst();
          return { row, values: row ? (await open(trx, [row], fields)).get(row.id) : undefined };
        });
        if (!row) return denied("not-found");
        if (isDue(row, clock())) return denied("expired");
        return values ? { allowed: true, fields: values } : denied("erased");
      } catch {
        return denied("failed");
      }
    },
    list: async ({ fields, where = {}, limit = 50, after }) => {
      const filters = Object.entries(where).filter((filter): filter is [string, string] => filter[1] !== undefined);
      const reason = decide([...fields, ...filters.map(([field]) => field)]);
      if (reason !== undefined) return denied(reason);
      const most = Math.max(1, Math.min(Math.trunc(limit) || 1, 200));
      const from = after === undefined ? undefined : toPlace(after);
      if (after !== undefined && !from) return denied("not-found");
      try {
        const { db } = await store();
        const { rows, values } = await db.transaction().execute(async (trx) => {
          await acting(trx, { purpose });
          let query = trx
            .selectFrom("record")
            .select(["id", "at", "subject", "due_at"])
            .where("site", "=", site)
            .where("activity", "=", activity)
            .where((eb) => eb.or([eb("due_at", "is", null), eb("due_at", ">", clock())]))
            .orderBy("at", "desc")
            .orderBy("id", "desc")
            .limit(most + 1);
          for (const [field, value] of filters) {
            query = query.where("id", "in", (eb) =>
              eb
                .selectFrom("record_index")
                .select("record")
                .where("site", "=", site)
                .where("activity", "=", activity)
                .where("field", "=", field)
                .where("mac", "=", vault.index(`${activity}.${field}`, value)),
            );
          }
          if (from) {
            query = query.where((eb) =>
              eb.or([eb("at", "<", from.at), eb.and([eb("at", "=", from.at), eb("id", "<", from.id)])]),
            );
          }
          const rows = await query.execute();
          return { rows, values: await open(trx, rows, fields) };
        });
        const page = rows.slice(0, most);
        const last = page.at(-1);
        return {
          allowed: true,
          records: page.flatMap(({ id, at }) => {
            const fields = values.get(id);
            return fields ? [{ id, at: at.toISOString(), fields }] : [];
          }),
          ...(rows.length > most && last ? { next: `${last.at.toISOString()}_${last.id}` } : {}),
        };
      } catch {
        return denied("failed");
      }
    },
  };
}

/** Records that are over their time count as gone, whether or not they have been erased yet. */
function isDue({ due_at }: { readonly due_at: Date | null }, now: Date): boolean {
  return due_at !== null && due_at.getTime() <= now.getTime();
}

function toPlace(after: string): { at: Date; id: string } | undefined {
  const parts = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})$/.exec(after);
  return parts && !Number.isNaN(Date.parse(parts[1]!)) ? { at: new Date(parts[1]!), id: parts[2]! } : undefined;
}

/** `records(activity).for(purpose)` of an engine whose house may still be opening; one that does not open denies. */
export function createRecords<P extends Policy>(house: Promise<House>, clock: () => Date): Records<P> {
  const failed = { allowed: false, reason: "failed" } as const;
  const records = (activity: string) => ({
    activity,
    for: (purpose: string): RunTimeReader => {
      const open = async (): Promise<RunTimeReader | undefined> => {
        const opened = await house.catch(() => undefined);
        return (
          opened &&
          createReader(
            opened.collector.find(activity),
            activity,
            purpose,
            opened.site,
            opened.store,
            opened.vault,
            clock,
          )
        );
      };
      return {
        activity,
        purpose,
        read: async (id, fields) => (await open())?.read(id, fields) ?? failed,
        list: async (query) => (await open())?.list(query) ?? failed,
      };
    },
  });
  return records as unknown as Records<P>;
}
