import type { CompiledActivity, ShapeKind } from "@abide/policy";
import { sql, type Insertable, type Kysely } from "kysely";
import type { Versions } from "../policies/versions.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { Tables } from "../store/tables.ts";
import { openKeys } from "../subjects/keys.ts";
import { openPart } from "../vault/parts.ts";
import type { Vault } from "../vault/vault.ts";
import type { AnonymousTable } from "./tables.ts";

/** A record whose time is over. */
export interface EndingRecord {
  readonly activity: string;
  readonly id: string;
  readonly at: Date;
  readonly subject: string;
  /** Hash of the version that it was collected under. */
  readonly version: string;
}

interface AnonymiseOptions {
  readonly site: string;
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  readonly versions: Versions;
}

/** The row that remains of each of `ending` that is to be anonymised; a record that is erased is not in the map. */
export async function anonymise<Row extends EndingRecord>(
  { site, db, vault, versions }: AnonymiseOptions,
  ending: readonly Row[],
): Promise<ReadonlyMap<Row, Insertable<AnonymousTable>>> {
  const declared = new Map<Row, CompiledActivity>();
  for (const row of ending) {
    const by = await findAnonymising(row, versions);
    if (by) declared.set(row, by);
  }
  if (declared.size === 0) return new Map();
  const rows = [...declared.keys()];
  const { keys, sealed } = await db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "retention" });
    const keys = await openKeys(trx, [...new Set(rows.map(({ subject }) => subject))], site, vault);
    const { rows: sealed } = await sql<{ record: string; activity: string; part: string; sealed: Uint8Array }>`
      select record, activity, part, sealed from record_value
      where site = ${site} and (activity, record) in (
        select * from unnest(${rows.map(({ activity }) => activity)}::text[], ${rows.map(({ id }) => id)}::uuid[])
      )`.execute(trx);
    return { keys, sealed };
  });
  const parts = Map.groupBy(sealed, ({ activity, record }) => `${activity} ${record}`);
  return new Map(
    rows.map((row) => {
      const { activity, id, at, subject } = row;
      const key = keys.get(subject);
      const opened: { [field: string]: unknown } = {};
      for (const part of parts.get(`${activity} ${id}`) ?? []) {
        try {
          if (key) Object.assign(opened, openPart(key, { activity, record: id }, part));
        } catch {
          // A part that was moved here from another record: nothing of it remains, and the record ends all the same.
        }
      }
      const values = JSON.stringify(toAnonymous(declared.get(row)!, opened));
      return [row, { site, activity, id: crypto.randomUUID(), month: at.toISOString().slice(0, 7), values }];
    }),
  );
}

/**
 * The declaration that a record is anonymised by, or undefined where it is erased. People were told of its end when it was collected, and
 * are told of it now: the stricter of the two counts.
 */
async function findAnonymising(
  { activity, version }: EndingRecord,
  versions: Versions,
): Promise<CompiledActivity | undefined> {
  const then = (await versions.withHash(version))?.policy.activities[activity];
  const now = versions.declaring(activity)?.policy.activities[activity];
  const said = [then, now].filter((declared) => declared !== undefined);
  return said.length > 0 && said.every(({ storage }) => storage.end === "anonymise") ? said.at(-1) : undefined;
}

/**
 * What remains of `values` when their time is over and the declaration says "anonymise": of each kind of value the part that tells
 * nobody apart, and of free text nothing. It is a reduction, and no proof: whether a rare combination still points to somebody depends on
 * how many others share it, which the author of the declaration has to judge.
 */
export function toAnonymous(
  { fields }: CompiledActivity,
  values: { readonly [field: string]: unknown },
): { [field: string]: string } {
  const kept = Object.entries(values).flatMap(([name, value]): [string, string][] => {
    const field = Object.hasOwn(fields, name) ? fields[name]! : undefined;
    // A special category is never kept, not even without a name.
    if (!field || field.special !== undefined || typeof value !== "string") return [];
    const less = reduce(field.kind, value);
    return less === undefined ? [] : [[name, less]];
  });
  return Object.fromEntries(kept);
}

function reduce(kind: ShapeKind, value: string): string | undefined {
  switch (kind) {
    case "ip":
      return toNetwork(value);
    case "url":
      return URL.canParse(value) ? new URL(value).origin : undefined;
    case "date":
      return value.slice(0, 4);
    case "choice":
    case "country":
    case "number":
      return value;
    case "address":
    case "email":
    case "file":
    case "phone":
    case "text":
      return undefined;
  }
  return undefined;
}

/** The network that an address is in: the first 24 bits of an IPv4 address, the first 48 of an IPv6 address. */
function toNetwork(address: string): string | undefined {
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(address);
  if (v4) return `${v4[1]}.0/24`;
  if (!URL.canParse(`http://[${address}]/`)) return undefined;
  // In the form of the URL standard: lower case, the longest run of zeros as "::".
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  const all = [...groups, ...Array.from({ length: missing }, () => "0"), ...(tail ? tail.split(":") : [])];
  return `${all.slice(0, 3).join(":")}::/48`;
}
