import type { Generated } from "kysely";

declare module "../store/tables.ts" {
  interface Tables {
    readonly notice: NoticeTable;
  }
}

/** The notice of a material change, to everybody whom it concerns. */
export interface NoticeTable {
  site: string;
  /** Hash of the version that brought the change. */
  version: string;
  policy: string;
  before: string | null;
  state: string;
  /** The activity that the cursor is in. */
  activity: string | null;
  cursor: string | null;
  people: Generated<number>;
  left_out: Generated<number>;
  why: string | null;
  at: Date;
  ended_at: Date | null;
  /** When the version's longer storage was applied to those who were told. */
  applied_at: Date | null;
}
