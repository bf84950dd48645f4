import type { Generated } from "kysely";
import type { DataKeyTable } from "../subjects/tables.ts";

declare module "../store/tables.ts" {
  interface Tables {
    readonly succession: SuccessionTable;
    readonly succession_part: SuccessionPartTable;
    readonly succession_notice: SuccessionNoticeTable;
    readonly succession_import: SuccessionImportTable;
  }
}

/** A transfer of activities to a successor. */
export interface SuccessionTable extends DataKeyTable {
  activities: string[];
  version: string;
  effective_at: Date;
  notice_days: number;
  activity: string | null;
  after: string | null;
  /** Records that do not go: of people who object, could not be told, or have nothing that may go; or soon over their time. */
  withheld: Generated<number>;
  noticed_at: Date | null;
  executed_at: Date | null;
  ended_at: Date | null;
  manifest: string | null;
  /** Keyed hash of the address of who planned it, where the company's people have accounts. */
  by_mac: Uint8Array | null;
  executed_by: string | null;
  executed_mac: Uint8Array | null;
}

/** A part of the archive of a succession: an encrypted file in the file store. */
export interface SuccessionPartTable {
  site: string;
  succession: string;
  n: number;
  activity: string;
  records: number;
  file: string;
  /** The file's key. */
  sealed: Uint8Array;
  bytes: number;
  sha256: string;
}

export interface SuccessionNoticeTable {
  site: string;
  succession: string;
  subject: string;
  /** `written`, or why not. */
  state: string;
  at: Date;
}

/** A part of an archive that was taken in here. */
export interface SuccessionImportTable {
  site: string;
  manifest: string;
  n: number;
  records: number;
  at: Date;
}
