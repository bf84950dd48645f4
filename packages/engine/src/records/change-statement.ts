import type { CompiledActivity, Status } from "@abide/policy";
import { CompiledQuery } from "kysely";
import { toArray } from "../store/insert.ts";
import { failIfNot } from "../store/transact.ts";
import { openPart, sealPart, toParts, toPurposes, type Part, type SealedPart } from "../vault/parts.ts";
import type { SubjectKey, Vault } from "../vault/vault.ts";
import type { ReaderContext } from "./access.ts";
import type { Decided } from "./rows.ts";
import type { SealedValues } from "./search.ts";
import { toIndexes } from "./write.ts";

/** What is changed in a record, checked against the declaration. */
export interface Change {
  readonly stage: Status | undefined;
  /** The new values; an undefined one is taken out. */
  readonly values: readonly (readonly [field: string, value: unknown])[];
}

/** A record that is to be changed, and its parts. */
export interface FoundRecord extends Decided {
  readonly id: string;
  readonly revision: number;
  /** In milliseconds. */
  readonly event_at: number | null;
  readonly kept_for: number;
  /** With those parts that can hold a field that is changed. */
  readonly values: SealedValues;
}

/** The statement that makes a change to all of `rows`. It fails where the revision of one is not what it was when it was read. */
export function toUpdate(
  reader: ReaderContext,
  rows: readonly FoundRecord[],
  { stage, values }: Change,
  at: Date,
): CompiledQuery {
  const { core, activity, declared } = reader;
  const given: unknown[] = [
    core.site,
    activity,
    toArray(rows.map(({ id }) => id)),
    toArray(rows.map((row) => row.revision)),
  ];
  const take = (value: unknown): string => `$${given.push(value)}`;
  const parts = [`changed as (${toRecordUpdate(rows, stage, declared!, at, take)})`];
  if (values.length > 0) {
    parts.push(...toValueUpdates(reader, rows, values, take), ...toIndexUpdates(reader, values, take));
  }
  const written = failIfNot(`count(*) = ${take(rows.length)}`);
  return CompiledQuery.raw(`with ${parts.join(", ")} select ${written} from changed`, given);
}

function toRecordUpdate(
  rows: readonly FoundRecord[],
  stage: Status | undefined,
  { storage }: CompiledActivity,
  at: Date,
  take: (value: unknown) => string,
): string {
  const those = `record.site = $1 and record.activity = $2
    and record.id = given.id and record.revision = given.revision returning record.id`;
  const next = `revision = record.revision + 1${stage ? `, status = ${take(stage.id)}` : ""}`;
  if (!stage || storage.from === "collection" || storage.from === "last-contact") {
    return `update record set ${next} from unnest($3::uuid[], $4::integer[]) as given (id, revision) where ${those}`;
  }
  // The event that storage runs from has come, or was undone: a rejected application is taken up again.
  const events = rows.map(({ event_at }) =>
    stage.starts === storage.from ? (event_at === null ? at : new Date(event_at)) : null,
  );
  const dues = rows.map(({ kept_for }, i) => (events[i] ? new Date(events[i].getTime() + kept_for * 1000) : null));
  return `update record set ${next}, event_at = given.event_at, due_at = given.due_at
    from unnest($3::uuid[], $4::integer[], ${take(toArray(events))}::timestamptz[], ${take(toArray(dues))}::timestamptz[])
      as given (id, revision, event_at, due_at)
    where ${those}`;
}

/** Puts new values in: only the parts that a changed field is in are sealed anew. */
function toValueUpdates(
  { core: { vault }, activity, declared }: ReaderContext,
  rows: readonly FoundRecord[],
  values: Change["values"],
  take: (value: unknown) => string,
): string[] {
  const anew: (SealedPart & { readonly record: string })[] = [];
  const fresh: typeof anew = [];
  const gone: { readonly record: string; readonly part: string }[] = [];
  for (const row of rows) {
    const record = row.id;
    const key = toKey(vault, row);
    const own = { activity, record };
    const before = new Map(row.values.parts.map((part) => [part.part, openPart(key, own, part)]));
    for (const [name, part] of toChanged(declared!, before, values)) {
      const known = before.get(name);
      if (Object.keys(part.values).length === 0) gone.push({ record, part: name });
      else if (!known) fresh.push({ record, ...sealPart(key, own, part) });
      else if (!isSame(known, part.values)) anew.push({ record, ...sealPart(key, own, part) });
    }
  }
  const parts: string[] = [];
  // What is there already is not inserted once more: that takes the server twice as long as an update.
  if (anew.length > 0) {
    parts.push(`anew as (
      update record_value set sealed = given.sealed from (${toGiven(anew, take)}) given
      where record_value.site = $1 and record_value.activity = $2
        and record_value.record = given.record and record_value.part = given.part
    )`);
  }
  if (fresh.length > 0) {
    // Where it is there by now, somebody was faster, which the record's revision tells.
    parts.push(`fresh as (
      insert into record_value (site, activity, record, part, purposes, sealed)
      select $1, $2, record, part, string_to_array(purposes, ' '), sealed from (${toGiven(fresh, take)}) given
      on conflict do nothing
    )`);
  }
  if (gone.length > 0) {
    parts.push(`left_behind as (
      delete from record_value using unnest(
        ${take(toArray(gone.map(({ record }) => record)))}::uuid[],
        ${take(toArray(gone.map(({ part }) => part)))}::text[]
      ) as given (record, part)
      where record_value.site = $1 and record_value.activity = $2
        and record_value.record = given.record and record_value.part = given.part
    )`);
  }
  return parts;
}

/**
 * The parts that are others once `values` are put in. What is not changed stays in the part that it was sealed in, for the purposes that
 * were declared then: a note of today does not have yesterday's address serve more.
 */
function toChanged(
  declared: CompiledActivity,
  before: ReadonlyMap<string, Values>,
  values: Change["values"],
): Map<string, Part> {
  const changed = new Map<string, Part & { readonly values: { [field: string]: unknown } }>();
  const open = (part: string) => {
    const known = changed.get(part) ?? { part, purposes: toPurposes(part), values: { ...before.get(part) } };
    changed.set(part, known);
    return known.values;
  };
  for (const [field, value] of values) {
    for (const [part, old] of before) if (Object.hasOwn(old, field)) delete open(part)[field];
    for (const { part } of toParts(declared, { [field]: value })) open(part)[field] = value;
  }
  return changed;
}

/** SQL for the rows that `sealed` makes. The ciphertexts are one value, cut up by the server: as an array each would be hexadecimal. */
function toGiven(
  sealed: readonly (SealedPart & { readonly record: string })[],
  take: (value: unknown) => string,
): string {
  const starts: number[] = [];
  let start = 1;
  for (const { sealed: bytes } of sealed) {
    starts.push(start);
    start += bytes.length;
  }
  const all = take(Buffer.concat(sealed.map(({ sealed }) => sealed)));
  return `
    select record, part, purposes, substring(${all}::bytea from start for length) as sealed from unnest(
      ${take(toArray(sealed.map(({ record }) => record)))}::uuid[],
      ${take(toArray(sealed.map(({ part }) => part)))}::text[],
      ${take(toArray(sealed.map(({ purposes }) => purposes.join(" "))))}::text[],
      ${take(toArray(starts))}::integer[],
      ${take(toArray(sealed.map(({ sealed }) => sealed.length)))}::integer[]
    ) as cut (record, part, purposes, start, length)`;
}

/** After it, the records are found by their new values, and not by the old ones. */
function toIndexUpdates(
  { core: { vault }, activity, declared }: ReaderContext,
  values: Change["values"],
  take: (value: unknown) => string,
): string[] {
  const indexed = values.filter(([field]) => declared!.fields[field]!.lookup);
  if (indexed.length === 0) return [];
  const indexes = toIndexes(vault, { site: "", activity, record: "" }, declared!, Object.fromEntries(indexed));
  const fields = `${take(toArray(indexed.map(([field]) => field)))}::text[]`;
  const macs = `${take(toArray(indexes.map(({ mac }) => mac)))}::bytea[]`;
  return [
    `forgotten as (
      delete from record_index
      where site = $1 and activity = $2 and record = any ($3::uuid[]) and field = any (${fields}) and mac <> all (${macs})
    )`,
    `found as (
      insert into record_index (site, activity, field, mac, record, purposes)
      select $1, $2, field, mac, record, string_to_array(purposes, ' ')
      from unnest($3::uuid[]) as those (record) cross join unnest(
        ${take(toArray(indexes.map(({ field }) => field)))}::text[], ${macs},
        ${take(toArray(indexes.map(({ purposes }) => purposes.join(" "))))}::text[]
      ) as given (field, mac, purposes)
      on conflict do nothing
    )`,
  ];
}

interface Values {
  readonly [field: string]: unknown;
}

function isSame(a: Values, b: Values): boolean {
  const fields = Object.keys(a);
  if (fields.length !== Object.keys(b).length) return false;
  return fields.every((field) => a[field] === b[field] || JSON.stringify(a[field]) === JSON.stringify(b[field]));
}

function toKey(vault: Vault, row: FoundRecord): SubjectKey {
  const wrapped = row.values.key;
  const key = wrapped && vault.open(row.subject, wrapped);
  if (!key) throw new Error("A subject's key cannot be opened.");
  return key;
}
