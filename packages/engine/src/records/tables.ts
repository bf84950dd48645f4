import type { Generated } from "kysely";
import type { Json } from "../store/tables.ts";

declare module "../store/tables.ts" {
  interface Tables {
    readonly record: RecordTable;
    readonly record_value: RecordValueTable;
    readonly record_index: RecordIndexTable;
    readonly file: FileTable;
    readonly anonymous: AnonymousTable;
  }
}

/** What was collected under an activity: everything about it that is not personal. Its values are in `record_value`. */
export interface RecordTable {
  site: string;
  activity: string;
  id: string;
  at: Date;
  subject: string;
  version: string;
  source: string;
  language: string;
  public: boolean;
  status: string | null;
  /** Purposes that any of its fields may serve. */
  purposes: string[];
  /** How long it is kept from `event_at` on, in seconds: the shortest that ever applied to it. */
  kept_for: number;
  /** When the event was that storage counts from. */
  event_at: Date | null;
  due_at: Date | null;
  /** Goes up with every change, so that two people do not overwrite each other's. */
  revision: Generated<number>;
}

/** Values of a record that may serve the same purposes, sealed together under the subject's key. */
export interface RecordValueTable {
  site: string;
  activity: string;
  record: string;
  part: string;
  purposes: string[];
  sealed: Uint8Array;
}

/** By which records are found: a blind index of the value of a look-up field. */
export interface RecordIndexTable {
  site: string;
  activity: string;
  field: string;
  mac: Uint8Array;
  record: string;
  purposes: string[];
}

/** An encrypted file in the file store. Its key lies in the value of its field. */
export interface FileTable {
  site: string;
  id: string;
  activity: string;
  record: string;
  field: string;
  bytes: number;
  at: Date;
}

/** What remains of a record whose time is over and that is about nobody any more. */
export interface AnonymousTable {
  site: string;
  activity: string;
  /** New: that of the record leads nowhere. */
  id: string;
  /** When it was collected, `YYYY-MM`. */
  month: string;
  values: Json<{ readonly [field: string]: string }>;
}
