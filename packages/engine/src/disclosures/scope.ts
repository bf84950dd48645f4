import type { Actor, Listed, StoredFile } from "@abide/policy";
import { isId } from "../http/id.ts";
import { isForgotten, type Conditions } from "../records/query.ts";
import type { Core } from "../core/core.ts";
import { createReader } from "../records/records.ts";
import type { ScopeReason } from "./decide-leaving.ts";
import { readSubjects } from "../records/rows.ts";

/** The records and the fields that are to leave. */
export interface Scope {
  readonly activity: string;
  readonly fields: readonly string[];
  /** Only records about these people. */
  readonly subjects?: readonly string[] | undefined;
  /** Only records that meet these conditions. */
  readonly which?: Omit<Conditions, "subject"> | undefined;
}

/** A record as it leaves. */
export interface ScopedRecord extends Listed<{ readonly [field: string]: unknown }> {
  readonly subject: string;
}

/** Reading was denied on the way. */
export class ScopeDenied extends Error {
  readonly reason: ScopeReason;
  constructor(reason: ScopeReason) {
    super(`Denied: ${reason}`);
    this.reason = reason;
  }
}

/**
 * The records in `scope`, page by page, with the values of `fields`. They are read by a reader for the purpose, so that each access is
 * logged and people who objected, withdrew or restricted are not among them. Throws `ScopeDenied` where reading is denied.
 */
export async function* readScope(
  core: Core,
  { activity, subjects, which }: Scope,
  purpose: string,
  fields: readonly string[],
  by: Actor,
): AsyncGenerator<readonly ScopedRecord[]> {
  // Conditions without any value, or an id that is none, would let everybody's records leave.
  if (isForgotten(which)) throw new ScopeDenied("wrong-value");
  if (subjects?.some((subject) => !isId(subject))) throw new ScopeDenied("not-found");
  const reader = createReader(core, activity, purpose, by);
  for (const subject of subjects ?? [undefined]) {
    let after: string | undefined;
    do {
      const query = {
        ...which,
        ...(subject === undefined ? {} : { subject }),
        ...(after === undefined ? {} : { after }),
      };
      const page = await reader.list({ ...query, fields, sort: "oldest", limit: 200 });
      if (!page.allowed) throw new ScopeDenied(page.reason);
      if (page.records.length > 0) yield await withSubjects(core, activity, purpose, page.records);
      after = page.next;
    } while (after !== undefined);
  }
}

/** The file in a field of a record, opened through the same reader. */
export async function readFile(
  core: Core,
  { activity }: Scope,
  purpose: string,
  { record, field, by }: { readonly record: string; readonly field: string; readonly by: Actor },
): Promise<StoredFile> {
  const got = await createReader(core, activity, purpose, by).download(record, field);
  if (!got.allowed) throw new ScopeDenied(got.reason);
  return got.file;
}

async function withSubjects(
  { site, db, vault }: Core,
  activity: string,
  purpose: string,
  records: readonly Listed<{ readonly [field: string]: unknown }>[],
): Promise<readonly ScopedRecord[]> {
  const subjects = await readSubjects(
    { db, site, vault, purpose },
    activity,
    records.map(({ id }) => id),
  );
  // A record that was deleted since the page was read does not leave.
  return records.flatMap((record) => {
    const subject = subjects.get(record.id);
    return subject === undefined ? [] : { ...record, subject };
  });
}
