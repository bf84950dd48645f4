import type {
  Actor,
  CountResult,
  DownloadResult,
  EraseResult,
  ListResult,
  ManyResult,
  Policy,
  ReadResult,
  Records,
  UpdateResult,
} from "@abide/policy";
import type { Fields, ReaderContext } from "./access.ts";
import type { RecordsCore } from "./records-core.ts";
import { eraseRecords } from "./erase.ts";
import { listRecords, type ListQuery } from "./list.ts";
import type { Conditions } from "./query.ts";
import { countRecords, downloadFile, readRecord } from "./read.ts";
import { updateRecord, updateRecords, type Changes } from "./update.ts";

// For features that do not take the core yet.

/** Reads records for one purpose. The typed form that callers see is `Reader` of @abide/policy; this is what runs behind it. */
export interface RunTimeReader {
  readonly activity: string;
  readonly purpose: string;
  readonly read: (id: string, fields: readonly string[]) => Promise<ReadResult<Fields>>;
  readonly list: (query: ListQuery) => Promise<ListResult<Fields>>;
  readonly count: (which?: Pick<Conditions, "where">) => Promise<CountResult>;
  readonly update: (id: string, change: Changes & { readonly revision: number }) => Promise<UpdateResult>;
  readonly updateAll: (which: Conditions, change: Changes) => Promise<ManyResult>;
  readonly erase: (which: Conditions) => Promise<EraseResult>;
  readonly download: (id: string, field: string) => Promise<DownloadResult>;
}

/**
 * The reader of `activity` for `purpose`. Every call asks the declaration again: types are gone at run time, and a cast gets past
 * them. Then it asks what each person said, and logs the access before anything is handed out. What cannot be told is denied.
 */
export function createReader(
  core: RecordsCore,
  activity: string,
  purpose: string,
  by: Actor | undefined,
): RunTimeReader {
  const version = core.versions.declaring(activity);
  const reader: ReaderContext = {
    core,
    activity,
    purpose,
    by,
    version,
    declared: version?.policy.activities[activity],
  };
  return {
    activity,
    purpose,
    read: (id, fields) => readRecord(reader, id, fields),
    list: (query) => listRecords(reader, query),
    count: (which) => countRecords(reader, which),
    update: (id, change) => updateRecord(reader, id, change),
    updateAll: (which, change) => updateRecords(reader, which, change),
    erase: (which) => eraseRecords(reader, which),
    download: (id, field) => downloadFile(reader, id, field),
  };
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
