import type { Personal } from "../subjects/personal-data.ts";
import {
  decideField,
  decideUse,
  toCanonical,
  type Actor,
  type CompiledActivity,
  type CountResult,
  type DownloadResult,
  type EraseResult,
  type FileFacts,
  type Listed,
  type ListResult,
  type ManyResult,
  type Policy,
  type ReadReason,
  type ReadResult,
  type Records,
  type UpdateResult,
} from "@abide/policy";
import type { Kysely } from "kysely";
import type { AccessLog } from "../audit/access.ts";
import type { AuditEvent } from "../audit/audit.ts";
import { changeSome, eraseSome, type Change, type ChangeOptions } from "./change.ts";
import { fromCursor, toCursor } from "../http/cursor.ts";
import { isId } from "../http/id.ts";
import type { Signer } from "../http/signer.ts";
import type { Log } from "../audit/log.ts";
import { checkConditions, toConditions, toFilters, type Conditions } from "./query.ts";
import { countRows, readRows, type Decided, type Row } from "./rows.ts";
import { readFacts } from "../subjects/statements.ts";
import { isStoreDown, type Tables } from "../store/index.ts";
import { settleAll } from "../store/transact.ts";
import type { Files, Taken } from "../vault/files.ts";
import type { Vault } from "../vault/vault.ts";
import type { Versions } from "../policies/versions.ts";

/** The part of the core that readers work with. */
export interface RecordsCore {
  readonly site: string;
  readonly db: Kysely<Tables>;
  readonly versions: Versions;
  readonly vault: Vault;
  readonly log: Log;
  readonly accessLog: AccessLog;
  readonly cursorSigner: Signer;
  readonly files: Files | undefined;
  readonly clock: () => Date;
  /** Whether the purpose is one that a role holds, and whether one of these roles does. */
  readonly roleFor: (purpose: string, roles: readonly string[]) => "holds" | "other-role" | "no-role";
  readonly personal: Personal;
}

type Fields = { readonly [field: string]: unknown };

interface Query extends Conditions {
  readonly fields: readonly string[];
  readonly sort?: "newest" | "oldest";
  readonly limit?: number;
  readonly after?: string;
}

interface Changes {
  readonly status?: string;
  readonly fields?: { readonly [field: string]: string | undefined };
  readonly revision: number;
}

/** Reads records for one purpose. The typed form that callers see is `Reader` of @abide/policy; this is what runs behind it. */
export interface RunTimeReader {
  readonly activity: string;
  readonly purpose: string;
  readonly read: (id: string, fields: readonly string[]) => Promise<ReadResult<Fields>>;
  readonly list: (query: Query) => Promise<ListResult<Fields>>;
  readonly count: (which?: Pick<Conditions, "where">) => Promise<CountResult>;
  readonly update: (id: string, change: Changes) => Promise<UpdateResult>;
  readonly updateAll: (which: Conditions, change: Omit<Changes, "revision">) => Promise<ManyResult>;
  readonly erase: (which: Conditions) => Promise<EraseResult>;
  readonly download: (id: string, field: string) => Promise<DownloadResult>;
}

/**
 * The reader of `activity` for `purpose`. Every call asks the declaration again: types are gone at run time, and a cast gets past
 * them. Then it asks what each person said, and writes down the access before anything is handed out. What cannot be told is denied.
 */
export function createReader(
  options: RecordsCore,
  activity: string,
  purpose: string,
  by: Actor | undefined,
): RunTimeReader {
  const { site, db, versions, vault, log, accessLog, cursorSigner, files, clock } = options;
  const version = versions.declaring(activity);
  const policy = version?.policy;
  const declared = policy?.activities[activity];
  const actor = by?.id ?? "site";
  const reading = { site, vault, purpose };

  const denied = <Reason extends ReadReason>(reason: Reason) => ({ allowed: false, reason }) as const;

  /** What the declaration says of these fields, for whoever asks. */
  const decide = (fields: readonly string[]): ReadReason | undefined => {
    if (!policy || !declared) return "undeclared";
    const role = options.roleFor(purpose, by?.roles ?? []);
    if (!Object.hasOwn(policy.purposes, purpose)) return "undeclared";
    if (role === "other-role") return "not-staff";
    for (const field of fields) {
      const decision = decideField(policy, activity, field, purpose);
      if (!decision.allowed) return decision.reason;
    }
    return Object.values(declared.fields).some((field) => field.for.includes(purpose)) ? undefined : "other-purpose";
  };

  /** Writes the access down, then gives `result`: what could not be written down did not happen. */
  const written = async <Result extends { readonly allowed: boolean; readonly reason?: string }>(
    result: Result,
    fields: readonly string[],
    subjects: number,
  ): Promise<Result | { readonly allowed: false; readonly reason: "failed" }> => {
    const outcome = result.reason ?? "allowed";
    // Names that were made up can be of any length.
    const names = fields.slice(0, 50).map((field) => field.slice(0, 60));
    const what = { activity: activity.slice(0, 60), purpose: purpose.slice(0, 60), fields: names };
    try {
      await accessLog.add({ ...what, policy: (version ?? versions.current[0]).hash, by: actor, subjects, outcome });
      return result;
    } catch {
      return denied("failed");
    }
  };

  const attempt = async <Result extends { readonly allowed: boolean; readonly reason?: string }>(
    fields: readonly string[],
    work: (
      db: Kysely<Tables>,
    ) => Promise<{ readonly result: Result | (() => Promise<Result>); readonly subjects: number }>,
  ): Promise<Result | { readonly allowed: false; readonly reason: ReadReason }> => {
    const reason = decide(fields);
    if (reason !== undefined) return written(denied(reason), fields, 0);
    try {
      const { result, subjects } = await work(db);
      if (typeof result !== "function") return await written(result, fields, result.allowed ? subjects : 0);
      // Opening takes the processor, writing down the store: both at once, and nothing is handed out before both are done.
      const [opened, noted] = await settleAll([result(), written({ allowed: true } as const, fields, subjects)]);
      return noted.allowed ? opened : noted;
    } catch (error) {
      return broken(error, fields);
    }
  };

  /** What became of something that failed: written down, since a value that was moved shows itself in this way, where it can be. */
  const broken = (error: unknown, fields: readonly string[]) =>
    isStoreDown(error) ? Promise.resolve(denied("failed")) : written(denied("failed"), fields, 0);

  /** Why a row may not serve the purpose now, or undefined where it may. */
  const decideRows = async (db: Kysely<Tables>, rows: readonly Decided[]) => {
    // Without a consent nothing is allowed that needs one, whether or not anything was said.
    const asks = policy!.purposes[purpose]!.basis === "consent";
    const subjects = [...new Set(rows.flatMap(({ subject, said }) => (asks || said ? subject : [])))];
    const facts = await readFacts(db, { site, policy: policy!, versions }, purpose, subjects);
    const now = clock().getTime();
    const silent = decideUse(policy!, purpose, {});
    return (row: Decided): ReadReason | undefined => {
      if (row.due_at !== null && row.due_at <= now) return "expired";
      const said = facts.get(row.subject);
      const decision = said ? decideUse(policy!, purpose, said) : silent;
      return decision.allowed ? undefined : decision.reason;
    };
  };

  const toFacts = (row: Row, values: Fields): Listed<Fields> => ({
    id: row.id,
    at: row.at,
    status: row.status ?? undefined,
    due: row.due,
    revision: row.revision,
    language: row.language,
    fields: toShown(declared!, values),
  });

  /** Those of `rows` whose subject's key is still there, opened. Others have their turn in between: a page takes milliseconds. */
  const openAll = async (rows: readonly Row[]): Promise<Listed<Fields>[]> => {
    const records: Listed<Fields>[] = [];
    for (const [at, row] of rows.entries()) {
      if (at % turn === 0) await new Promise((resolve) => setImmediate(resolve));
      const opened = row.open();
      if (opened) records.push(toFacts(row, opened));
    }
    return records;
  };

  /** One record for the purpose: its row and the opened values, or why not. */
  const one = async (db: Kysely<Tables>, id: string, fields: readonly string[]) => {
    if (!isId(id)) return denied("not-found");
    const [row] = await readRows({ ...reading, db }, { activity, id }, fields, { order: "asc", limit: 1 });
    if (!row) return denied("not-found");
    const reason = (await decideRows(db, [row]))(row);
    if (reason !== undefined) return denied(reason);
    const values = row.open();
    return values ? ({ allowed: true, row, values } as const) : denied("erased");
  };

  return {
    activity,
    purpose,
    read: (id, fields) =>
      attempt(fields, async (db) => {
        const got = await one(db, id, fields);
        return { result: got.allowed ? { allowed: true, ...toFacts(got.row, got.values) } : got, subjects: 1 };
      }),

    list: async (query) => {
      const { fields, id, subject, status, since, until, sort = "newest", limit = 50, after } = query;
      const filters = toFilters(query);
      const named = [...fields, ...filters.map(([field]) => field)];
      const wrong = decide(named) ?? decideConditions(query) ?? (isSort(sort) ? undefined : "wrong-value");
      if (wrong !== undefined) return written(denied(wrong), named, 0);
      const most = Math.max(1, Math.min(Math.trunc(limit) || 1, longest));
      // What a cursor is signed with, so that it leads nowhere in another list.
      const name = (): string =>
        toCanonical([activity, purpose, Object.fromEntries(filters), id, subject, status, since, until, sort]);
      let from = after === undefined ? undefined : await fromCursor(after, name(), cursorSigner);
      if (after !== undefined && !from) return written(denied("bad-cursor"), named, 0);
      const order = sort === "oldest" ? ("asc" as const) : ("desc" as const);
      const next = (db: Kysely<Tables>, limit: number): Promise<Row[]> => {
        const after = from && { ...from, order };
        const selection = { activity, ...toConditions(query), keptAt: clock(), after };
        return readRows({ ...reading, db }, selection, fields, { order, limit });
      };

      return attempt(named, async (db) => {
        const page: Row[] = [];
        let more = true;
        // Rows of people who said no are passed over. A list of nothing else ends after a while, with a way on.
        for (let round = 0; round < 20; round++) {
          const wanted = round === 0 ? most + 1 : 200;
          const rows = await next(db, wanted);
          const decideRow = await decideRows(db, rows);
          for (const row of rows) {
            if (page.length > most) break;
            if (decideRow(row) === undefined) page.push(row);
            if (page.length <= most) from = row;
          }
          if (page.length > most || rows.length < wanted) {
            more = page.length > most;
            break;
          }
        }
        const shown = page.slice(0, most);
        const last = shown.length === most || !from ? shown.at(-1) : from;
        const after = more && last ? { next: await toCursor(last, name(), cursorSigner) } : {};
        const subjects = new Set(shown.map(({ subject }) => subject)).size;
        return { result: async () => ({ allowed: true, records: await openAll(shown), ...after }) as const, subjects };
      });
    },

    count: (which = {}) => {
      const names = toFilters(which).map(([field]) => field);
      return attempt<CountResult>(names, async (db) => {
        const wrong = decideConditions(which);
        if (wrong !== undefined) return { result: denied(wrong), subjects: 0 };
        const rows = await countRows({ ...reading, db }, { activity, ...toConditions(which), keptAt: clock() });
        const counts = Object.fromEntries(rows.map(({ status, count }) => [status ?? "", count]));
        return { result: { allowed: true, counts }, subjects: 0 };
      });
    },

    update: async (id, { revision, ...changes }) => {
      const names = Object.keys(changes.fields ?? {});
      const change = await toChange(changes);
      if ("reason" in change) return written(change, names, 0);
      if (!isId(id)) return written(denied("not-found"), names, 0);
      try {
        const at = clock();
        const which = { selection: { activity, id }, revision };
        const detail = { ...toDetail(changes), record: id, revision: revision + 1, site };
        const toAct = ([row]: readonly { readonly subject: string }[]): AuditEvent => ({
          type: "update",
          at,
          policy: version!.hash,
          subject: row!.subject,
          detail,
        });
        const { records } = await changeSome(await changing(), which, change, at, toAct);
        const reason = records[0] ? records[0].reason : "not-found";
        return reason === undefined
          ? { allowed: true, revision: revision + 1 }
          : await written(denied(reason), names, 0);
      } catch (error) {
        return broken(error, names);
      }
    },

    updateAll: async (which, changes) => {
      const names = [...Object.keys(changes.fields ?? {}), ...toFilters(which).map(([field]) => field)];
      const wrong = decide(names) ?? decideConditions(which);
      const change = wrong === undefined ? await toChange(changes) : denied(wrong);
      if ("reason" in change) return written(change, names, 0);
      try {
        const options = await changing();
        const conditions = toConditions(which);
        let records = 0;
        let afterId: string | undefined;
        do {
          const at = clock();
          const toAct = (rows: readonly { readonly subject: string }[]): AuditEvent => {
            const detail = { ...toDetail(changes), records: rows.length };
            const act = { type: "update", at, policy: version!.hash, detail };
            const [{ subject }] = rows as [{ readonly subject: string }];
            // What is about one person goes with them.
            return rows.every((row) => row.subject === subject) ? { ...act, subject } : act;
          };
          const changed = await changeSome(
            options,
            { selection: { activity, ...conditions, afterId } },
            change,
            at,
            toAct,
          );
          records += changed.records.filter(({ reason }) => reason === undefined).length;
          afterId = changed.more ? changed.records.at(-1)!.id : undefined;
        } while (afterId !== undefined);
        const result = { allowed: true, records } as const;
        return records > 0 ? result : await written(result, names, 0);
      } catch (error) {
        return broken(error, names);
      }
    },

    erase: async (which) => {
      const names = toFilters(which).map(([field]) => field);
      const wrong = decide(names) ?? decideConditions(which, { everything: "refused" });
      if (wrong !== undefined) return written(denied(wrong), names, 0);
      try {
        const options = await changing();
        const conditions = toConditions(which);
        let [records, held] = [0, 0];
        let afterId: string | undefined;
        do {
          const at = clock();
          const toAct = (records: number): AuditEvent => {
            const detail = { activity, by: actor, purpose, records };
            return { type: "erasure", at, policy: version!.hash, detail };
          };
          const erased = await eraseSome(options, { activity, ...conditions, afterId }, at, toAct);
          for (const file of erased.files) await files?.discard(file).catch(() => {});
          records += erased.records.filter((record) => !record.held).length;
          held += erased.records.filter((record) => record.held).length;
          afterId = erased.more ? erased.records.at(-1)!.id : undefined;
        } while (afterId !== undefined);
        const result = { allowed: true, records, held } as const;
        return records > 0 ? result : await written(result, names, 0);
      } catch (error) {
        return broken(error, names);
      }
    },

    download: async (id, field) => {
      const got = await attempt([field], async (db) => {
        if (declared?.fields[field]?.kind !== "file") return { result: denied("undeclared"), subjects: 0 };
        return { result: await one(db, id, [field]), subjects: 1 };
      });
      if (!got.allowed) return got;
      const taken = got.values[field] as Taken | undefined;
      if (!taken || !options.files) return denied("not-found");
      try {
        const stream = await options.files.open(taken);
        return { allowed: true, file: { ...toFileFacts(taken), stream } };
      } catch {
        return denied("failed");
      }
    },
  };

  async function changing(): Promise<ChangeOptions> {
    return {
      db,
      log,
      site,
      vault,
      activity,
      purpose,
      declared: declared!,
      decide: decideRows,
      personal: options.personal,
    };
  }

  /** What is asked for, checked against the declaration, or why it is not done. */
  async function toChange({
    status,
    fields = {},
  }: Omit<Changes, "revision">): Promise<Change | ReturnType<typeof denied>> {
    const given = Object.entries(fields).filter((field) => field[1] !== undefined);
    const wrong = decide(given.map(([name]) => name));
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
          : await versions.shapes(activity)![name]!.shape["~standard"].validate(value);
      if (checked.issues) return denied("wrong-value");
      values.push([name, checked.value]);
    }
    return { stage, values };
  }

  function toDetail({ status, fields = {} }: Omit<Changes, "revision">): { readonly [member: string]: unknown } {
    return { activity, by: actor, fields: Object.keys(fields), purpose, status };
  }

  function decideConditions(
    conditions: Conditions,
    { everything }: { readonly everything: "allowed" | "refused" } = { everything: "allowed" },
  ): ReadReason | undefined {
    return checkConditions({ policy: policy!, activity, purpose }, conditions, { everything });
  }
}

const isSort = (sort: string): boolean => sort === "newest" || sort === "oldest";

/** Most records of a page: as many as one answer and one entry of the log carry with ease. */
const longest = 1_000;

/** Records that are opened in one go: about half a millisecond of the processor. */
const turn = 50;

/** Values as readers get them. Of a file what can be shown: its key stays here. */
function toShown({ fields }: CompiledActivity, values: Fields): Fields {
  const files = Object.keys(values).filter((name) => fields[name]!.kind === "file" && values[name] !== undefined);
  if (files.length === 0) return values;
  return { ...values, ...Object.fromEntries(files.map((name) => [name, toFileFacts(values[name] as Taken)])) };
}

function toFileFacts({ name, type, size }: Taken): FileFacts {
  return { name, type, size };
}

/** `records(activity).for(purpose)` of an engine that may still be opening; one that does not open denies. */
export function createRecords<P extends Policy>(opening: Promise<RecordsCore>, by?: Actor): Records<P> {
  const failed = { allowed: false, reason: "failed" } as const;
  const records = (activity: string) => ({
    activity,
    for: (purpose: string, as?: { readonly by: Actor }): RunTimeReader => {
      const open = async (): Promise<RunTimeReader | undefined> => {
        const opened = await opening.catch(() => undefined);
        return opened && createReader(opened, activity, purpose, as?.by ?? by);
      };
      return {
        activity,
        purpose,
        read: async (id, fields) => (await open())?.read(id, fields) ?? failed,
        list: async (query) => (await open())?.list(query) ?? failed,
        count: async (which) => (await open())?.count(which) ?? failed,
        update: async (id, change) => (await open())?.update(id, change) ?? failed,
        updateAll: async (which, change) => (await open())?.updateAll(which, change) ?? failed,
        erase: async (which) => (await open())?.erase(which) ?? failed,
        download: async (id, field) => (await open())?.download(id, field) ?? failed,
      };
    },
  });
  return records as unknown as Records<P>;
}
