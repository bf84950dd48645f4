declare module "../store/tables.ts" {
  interface Tables {
    readonly vault_key: VaultKeyTable;
  }
}

/** One of the vault's own keys, wrapped by the master key. */
export interface VaultKeyTable {
  site: string;
  id: string;
  /** `subject` wraps subjects' keys, `index` makes blind indexes, `root` is what signers are derived from. */
  kind: string;
  wrapped: Uint8Array;
  /** Id of the master key that wrapped it. */
  master: string;
  created_at: Date;
  /** From then on it only opens, and wraps nothing new. */
  retired_at: Date | null;
}
