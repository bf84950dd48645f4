import type { CompiledActivity } from "@abide/policy";
import type { SubjectKey } from "./vault.ts";

/** The record that values belong to. */
export interface Owner {
  readonly activity: string;
  readonly record: string;
}

/**
 * Values of one record that are sealed together: those that may serve the same purposes, since nobody who may see one of them may not
 * see the others. A page of records is one value to open for each, and not one for each field.
 */
export interface Part {
  /**
   * Names the part in its record: `:promotion support`, or `message:support` for a field that lies alone. A part is sealed under its
   * name, so that the purposes in it cannot be changed without the key.
   */
  readonly part: string;
  readonly purposes: string[];
  readonly values: { readonly [field: string]: unknown };
}

export interface SealedPart {
  readonly part: string;
  readonly purposes: string[];
  readonly sealed: Buffer;
}

/** A value of more characters than this lies alone: a list of names should not have to open long texts. */
const longest = 1_000;

/** The parts that `values` make, by what the declaration says each field is for. */
export function toParts(declared: CompiledActivity, values: { readonly [field: string]: unknown }): Part[] {
  const names = toNames(declared);
  const parts = new Map<string, { readonly purposes: string[]; readonly values: { [field: string]: unknown } }>();
  for (const [field, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const { name, purposes } = names.get(field)!;
    const alone = typeof value === "string" && value.length > longest;
    const part = alone ? `${field}${name}` : name;
    let known = parts.get(part);
    if (!known) parts.set(part, (known = { purposes, values: {} }));
    known.values[field] = value;
  }
  return [...parts].map(([part, more]) => ({ part, ...more }));
}

interface Name {
  readonly name: string;
  readonly purposes: string[];
}

/** What the part of each field is called. Told once for a declaration: putting purposes in order took longer than sealing. */
function toNames(declared: CompiledActivity): ReadonlyMap<string, Name> {
  let names = named.get(declared);
  if (!names) {
    const all = Object.entries(declared.fields).map(([field, { for: unsorted }]): [string, Name] => {
      const purposes = unsorted.toSorted();
      return [field, { name: `:${purposes.join(" ")}`, purposes }];
    });
    named.set(declared, (names = new Map(all)));
  }
  return names;
}
const named = new WeakMap<CompiledActivity, ReadonlyMap<string, Name>>();

export function sealPart(key: SubjectKey, { activity, record }: Owner, { part, purposes, values }: Part): SealedPart {
  return { part, purposes, sealed: key.seal({ activity, record, field: part }, values) };
}

/** The values of a part. It throws where it was sealed for another person or another place: somebody has moved it. */
export function openPart(
  key: SubjectKey,
  { activity, record }: Owner,
  { part, sealed }: { readonly part: string; readonly sealed: Uint8Array },
): { readonly [field: string]: unknown } {
  const values = key.unseal({ activity, record, field: part }, sealed);
  if (values === undefined) throw new Error("A sealed value does not belong where it lies.");
  return values as { readonly [field: string]: unknown };
}

/** The purposes that `part` was sealed for. The column that the store goes by says the same, unless it was changed. */
export const toPurposes = (part: string): string[] => part.slice(part.indexOf(":") + 1).split(" ");

/** Whether what lies in `part` was sealed for `purpose`. */
export function serves(part: string, purpose: string): boolean {
  return ` ${part.slice(part.indexOf(":") + 1)} `.includes(` ${purpose} `);
}
