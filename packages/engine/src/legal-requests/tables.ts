import type { DataKeyTable } from "../subjects/tables.ts";

declare module "../store/tables.ts" {
  interface Tables {
    readonly legal_request: LegalRequestTable;
  }
}

/** A request of an authority, and what became of it. */
export interface LegalRequestTable extends DataKeyTable {
  ground: string;
  received_at: Date;
  due_at: Date;
  purpose: string;
  activity: string;
  fields: string[];
  by_mac: Uint8Array;
  approved_by: string | null;
  approved_at: Date | null;
  approved_mac: Uint8Array | null;
  disclosed_by: string | null;
  disclosed_at: Date | null;
  disclosed_mac: Uint8Array | null;
  refused_by: string | null;
  refused_at: Date | null;
  package: string | null;
  /** How many people it concerned. */
  subjects: number | null;
  /** Whether the notice to them was ever delayed. */
  delayed: boolean;
  delayed_until: Date | null;
  /** Who named that day last. */
  delayed_by: string | null;
  delayed_mac: Uint8Array | null;
  noticed_at: Date | null;
  noticed: number | null;
  unnoticed: number | null;
}
