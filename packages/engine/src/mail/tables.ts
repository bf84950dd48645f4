declare module "../store/tables.ts" {
  interface Tables {
    readonly suppression: SuppressionTable;
    readonly bounce: BounceTable;
    readonly mailbox: MailboxTable;
  }
}

/** An address that promotional mail does not go to. It outlasts the erasure of whose it is. */
export interface SuppressionTable {
  site: string;
  /** Keyed hash of the address. */
  mac: Uint8Array;
  /** The kind of mail; `*` is every promotional one. */
  list: string;
  why: string;
  at: Date;
  /** The message that it came of. */
  message: string | null;
}

/** That a message came back, or was complained about. */
export interface BounceTable {
  site: string;
  message: string;
  /** `hard`, `soft` or `complaint`. */
  kind: string;
  mac: Uint8Array;
  at: Date;
}

/** A mail that the mail server on this machine took. */
export interface MailboxTable {
  site: string;
  id: string;
  at: Date;
  message: string | null;
  /** The subject whose key it is sealed under: of the message, or the mailbox's own. */
  subject: string;
  /** Keyed hash of its Message-ID and the recipient: the same mail is taken once. */
  mac: Uint8Array;
  sealed: Uint8Array;
  bytes: number;
}
