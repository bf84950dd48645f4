import {
  decideField,
  toSeconds,
  type Compiled,
  type ListResult,
  type Policy,
  type ReadReason,
  type ReadResult,
  type Records,
  type Version,
} from "@abide/policy";
import type { House } from "./house.ts";
import type { Store } from "./store/index.ts";

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

  return {
    activity,
    purpose,
    read: async (id, fields) => {
      const reason = decide(fields);
      if (reason !== undefined) return denied(reason);
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return denied("not-found");
      try {
        const { db } = await store();
        const row = await db
          .selectFrom("record")
          .select(["at", "values"])
          .where("site", "=", site)
          .where("activity", "=", activity)
          .where("id", "=", id)
          .executeTakeFirst();
        if (!row) return denied("not-found");
        if (row.at.getTime() < toOldest(version!.policy, activity, clock()).getTime()) return denied("expired");
        return { allowed: true, fields: pick(row.values, fields) };
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
        let query = db
          .selectFrom("record")
          .select(["id", "at", "values"])
          .where("site", "=", site)
          .where("activity", "=", activity)
          .where("at", ">=", toOldest(version!.policy, activity, clock()))
          .orderBy("at", "desc")
          .orderBy("id", "desc")
          .limit(most + 1);
        for (const [field, value] of filters) {
          query = query.where((eb) =>
            eb(eb.fn<string>("jsonb_extract_path_text", ["values", eb.val(field)]), "=", value),
          );
        }
        if (from) {
          query = query.where((eb) =>
            eb.or([eb("at", "<", from.at), eb.and([eb("at", "=", from.at), eb("id", "<", from.id)])]),
          );
        }
        const rows = await query.execute();
        const page = rows.slice(0, most);
        const last = page.at(-1);
        return {
          allowed: true,
          records: page.map(({ id, at, values }) => ({ id, at: at.toISOString(), fields: pick(values, fields) })),
          ...(rows.length > most && last ? { next: `${last.at.toISOString()}_${last.id}` } : {}),
        };
      } catch {
        return denied("failed");
      }
    },
  };
}

/** Records collected before this are over their time, whether or not they have been erased yet. */
function toOldest(policy: Compiled, activity: string, now: Date): Date {
  const { storage } = policy.activities[activity]!;
  // Where the clock starts later than at collection, that event is not known here, and keeping is decided elsewhere.
  const seconds = storage.from === "collection" ? toSeconds(storage.for) : undefined;
  return new Date(seconds === undefined ? 0 : now.getTime() - seconds * 1000);
}

function pick(values: { readonly [field: string]: unknown }, fields: readonly string[]): { [field: string]: unknown } {
  return Object.fromEntries(fields.map((field) => [field, Object.hasOwn(values, field) ? values[field] : undefined]));
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
          opened && createReader(opened.collector.find(activity), activity, purpose, opened.site, opened.store, clock)
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
