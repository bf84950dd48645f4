import type { ManyResult, UpdateResult } from "@abide/policy";
import type { AuditEvent } from "../audit/audit.ts";
import { isId } from "../http/id.ts";
import {
  decideConditions,
  decideFields,
  denied,
  logAccess,
  logFailure,
  toActor,
  type ReaderContext,
} from "./access.ts";
import type { Change } from "./change-statement.ts";
import { changeSome } from "./change.ts";
import { toConditions, toFilters, type Conditions } from "./query.ts";

/** What is to be changed: the status, and fields that are filled in by the company's people. */
export interface Changes {
  readonly status?: string;
  readonly fields?: { readonly [field: string]: string | undefined };
}

/** Changes one record, if its revision still is the one that the change was made from. */
export async function updateRecord(
  reader: ReaderContext,
  id: string,
  { revision, ...changes }: Changes & { readonly revision: number },
): Promise<UpdateResult> {
  const { core, activity, version } = reader;
  const names = Object.keys(changes.fields ?? {});
  const change = await toChange(reader, changes);
  if ("reason" in change) return logAccess(reader, change, names, 0);
  if (!isId(id)) return logAccess(reader, denied("not-found"), names, 0);
  try {
    const at = core.clock();
    const detail = { ...toDetail(reader, changes), record: id, revision: revision + 1, site: core.site };
    const toEvent = ([row]: readonly { readonly subject: string }[]): AuditEvent => ({
      type: "update",
      at,
      policy: version!.hash,
      subject: row!.subject,
      detail,
    });
    const { records } = await changeSome(reader, { selection: { activity, id }, revision }, change, at, toEvent);
    const reason = records[0] ? records[0].reason : "not-found";
    if (reason !== undefined) return await logAccess(reader, denied(reason), names, 0);
    return { allowed: true, revision: revision + 1 };
  } catch (error) {
    return logFailure(reader, error, names);
  }
}

/** Changes every record that meets the conditions, in commits of bounded size. */
export async function updateRecords(reader: ReaderContext, which: Conditions, changes: Changes): Promise<ManyResult> {
  const { core, activity, version } = reader;
  const names = [...Object.keys(changes.fields ?? {}), ...toFilters(which).map(([field]) => field)];
  const wrong = decideFields(reader, names) ?? decideConditions(reader, which);
  const change = wrong === undefined ? await toChange(reader, changes) : denied(wrong);
  if ("reason" in change) return logAccess(reader, change, names, 0);
  try {
    const conditions = toConditions(which);
    let records = 0;
    let afterId: string | undefined;
    do {
      const at = core.clock();
      const toEvent = (rows: readonly { readonly subject: string }[]): AuditEvent => {
        const detail = { ...toDetail(reader, changes), records: rows.length };
        const event = { type: "update", at, policy: version!.hash, detail };
        const [{ subject }] = rows as [{ readonly subject: string }];
        // An event that is about one person alone goes when that person is erased.
        return rows.every((row) => row.subject === subject) ? { ...event, subject } : event;
      };
      const selection = { activity, ...conditions, afterId };
      const changed = await changeSome(reader, { selection }, change, at, toEvent);
      records += changed.records.filter(({ reason }) => reason === undefined).length;
      afterId = changed.more ? changed.records.at(-1)!.id : undefined;
    } while (afterId !== undefined);
    const result = { allowed: true, records } as const;
    return records > 0 ? result : await logAccess(reader, result, names, 0);
  } catch (error) {
    return logFailure(reader, error, names);
  }
}

/** What is asked for, checked against the declaration, or why it is not done. */
async function toChange(
  reader: ReaderContext,
  { status, fields = {} }: Changes,
): Promise<Change | ReturnType<typeof denied>> {
  const { core, activity, declared } = reader;
  const given = Object.entries(fields).filter((field) => field[1] !== undefined);
  const wrong = decideFields(
    reader,
    given.map(([name]) => name),
  );
  if (wrong !== undefined) return denied(wrong);
  const stage = status === undefined ? undefined : declared!.statuses?.find((known) => known.id === status);
  if (status !== undefined && !stage) return denied("undeclared");
  // What people themselves gave is theirs to correct; it is not overwritten here.
  if (given.some(([name]) => declared!.fields[name]!.source !== "staff")) return denied("other-purpose");
  const values: [name: string, value: unknown][] = [];
  for (const [name, value] of given) {
    const checked =
      value === ""
        ? { value: undefined }
        : await core.versions.shapes(activity)![name]!.shape["~standard"].validate(value);
    if (checked.issues) return denied("wrong-value");
    values.push([name, checked.value]);
  }
  return { stage, values };
}

function toDetail(reader: ReaderContext, { status, fields = {} }: Changes): { readonly [member: string]: unknown } {
  const { activity, purpose } = reader;
  return { activity, by: toActor(reader), fields: Object.keys(fields), purpose, status };
}
