declare module "../store/tables.ts" {
  interface Tables {
    readonly staff_item: StaffItemTable;
    readonly staff_index: StaffIndexTable;
  }
}

/** An account, a session, a factor or an invitation of somebody of the company, sealed under that person's own key. */
export interface StaffItemTable {
  site: string;
  model: string;
  id: string;
  subject: string;
  sealed: Uint8Array;
  expires_at: Date | null;
}

/** How such an item is found: a blind index of one of its values. */
export interface StaffIndexTable {
  site: string;
  model: string;
  field: string;
  mac: Uint8Array;
  id: string;
}
