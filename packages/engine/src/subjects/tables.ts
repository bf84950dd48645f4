declare module "../store/tables.ts" {
  interface Tables {
    readonly subject: SubjectTable;
    readonly subject_key: SubjectKeyTable;
    readonly subject_index: SubjectIndexTable;
    readonly statement: StatementTable;
    readonly hold: HoldTable;
  }
}

/** Somebody whom data is about. The id is random and leads nowhere by itself. */
export interface SubjectTable {
  site: string;
  id: string;
  at: Date;
  erased_at: Date | null;
}

/** The key of a subject. Deleting this row is the erasure: what it sealed cannot be opened again, in no copy. */
export interface SubjectKeyTable {
  site: string;
  subject: string;
  /** The vault's key that wrapped it. */
  kek: string;
  wrapped: Uint8Array;
}

/** How a subject is found again: by a blind index of an address. */
export interface SubjectIndexTable {
  site: string;
  kind: string;
  mac: Uint8Array;
  subject: string;
}

/** What a subject said about a purpose. */
export interface StatementTable {
  site: string;
  id: string;
  subject: string;
  purpose: string;
  /** `consent`, `withdrawal`, `objection` or `restriction`. */
  kind: string;
  at: Date;
  ended_at: Date | null;
  version: string;
}

/** A legal hold: what it covers is not erased until it ends. */
export interface HoldTable {
  site: string;
  id: string;
  subject: string | null;
  activity: string | null;
  record: string | null;
  ground: string;
  by: string;
  at: Date;
  until: Date;
  ended_at: Date | null;
}

/** What packages, requests of authorities and successions have in common. */
export interface DataKeyTable {
  site: string;
  id: string;
  state: string;
  at: Date;
  by: string;
  recipient: string;
  /** Whose key sealed who receives it and why. */
  data_key: string;
  sealed: Uint8Array;
}
