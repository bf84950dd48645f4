declare module "../store/tables.ts" {
  interface Tables {
    readonly disclosure: DisclosureTable;
  }
}

/** That a recipient receives fields of one record: kept after erasure as well, since it holds no value. */
export interface DisclosureTable {
  site: string;
  id: string;
  recipient: string;
  purpose: string;
  activity: string;
  record: string;
  subject: string;
  fields: string[];
  /** Hash of the version that allowed it. */
  version: string;
  /** `connector`, `package`, `legal-request`, `succession`. */
  way: string;
  by: string;
  at: Date;
  /** `queued`, `delivered`, `deleted`, or what else became of it. */
  state: string;
  delivered_at: Date | null;
  message: string | null;
  package: string | null;
}
