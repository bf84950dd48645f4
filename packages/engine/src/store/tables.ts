import type { ColumnType, Generated } from "kysely";

/** Every table. `site` is the first part of each primary key, so that tables distribute over several machines unchanged. */
export interface Tables {
  readonly policy_version: PolicyVersionTable;
  readonly consent: ConsentTable;
  readonly vault_key: VaultKeyTable;
  readonly subject: SubjectTable;
  readonly subject_key: SubjectKeyTable;
  readonly subject_index: SubjectIndexTable;
  readonly record: RecordTable;
  readonly record_value: RecordValueTable;
  readonly record_index: RecordIndexTable;
  readonly record_plain: RecordPlainTable;
  readonly file: FileTable;
  readonly statement: StatementTable;
  readonly hold: HoldTable;
  readonly anonymous: AnonymousTable;
  readonly audit: AuditTable;
  readonly staff_item: StaffItemTable;
  readonly staff_index: StaffIndexTable;
  readonly campaign: CampaignTable;
  readonly mail_event: MailEventTable;
  readonly notice: NoticeTable;
  readonly drift: DriftTable;
  readonly letter: LetterTable;
  readonly letter_attempt: LetterAttemptTable;
  readonly lane: LaneTable;
  readonly disclosure: DisclosureTable;
  readonly package: PackageTable;
  readonly legal_request: LegalRequestTable;
  readonly succession: SuccessionTable;
  readonly succession_part: SuccessionPartTable;
  readonly succession_notice: SuccessionNoticeTable;
  readonly succession_import: SuccessionImportTable;
  readonly suppression: SuppressionTable;
  readonly bounce: BounceTable;
  readonly mailbox: MailboxTable;
  readonly log_entry: LogEntryTable;
  readonly log_hash: LogHashTable;
  readonly log_checkpoint: LogCheckpointTable;
}

/** A column of `jsonb`: written as JSON text (`JSON.stringify`), so that an array is not taken for a PostgreSQL array. */
export type Json<Value> = ColumnType<Value, string, string>;

/** A version of a policy that was published. */
export interface PolicyVersionTable {
  site: string;
  /** Id of the policy, e.g. `website`. */
  policy: string;
  hash: string;
  /** The canonical JSON that `hash` is the hash of; text, because `jsonb` would not keep it byte for byte. */
  json: string;
  /** The day it takes effect, `YYYY-MM-DD`. */
  effective: string;
  published_at: Date;
  log_index: number;
}

/** One event of one consent record. Rows are only added; the highest `seq` of a record is what holds. */
export interface ConsentTable {
  site: string;
  record_id: string;
  seq: number;
  at: Date;
  /** Hash of the version that was shown. */
  version: string;
  event: string;
  /** Keys of the trackers that were allowed. */
  allowed: Json<readonly string[]>;
  /** The record in ISO/IEC TS 27560 terms. */
  record: Json<unknown>;
  /** Idempotency key: the same write arriving twice is one row. */
  key: string;
  /** Salt of the commitment in the log. Erasure removes it, and the log's entry becomes noise. */
  salt: Uint8Array | null;
  log_index: number;
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

/** What an entry of the log is about. The log itself holds a commitment to it, which only the salt opens. */
export interface AuditTable {
  site: string;
  /** Place of the entry in the log. */
  idx: number;
  at: Date;
  type: string;
  subject: string | null;
  /** Canonical JSON; null after the erasure of its subject. */
  detail: string | null;
  salt: Uint8Array | null;
}

/** Something that is to leave, or that has. */
export interface LetterTable {
  site: string;
  id: string;
  lane: string;
  /** The same key in the same lane is the same letter. */
  key: string;
  subject: string;
  target: string | null;
  batch: string | null;
  /** The order in which they were written. */
  seq: ColumnType<number, never, never>;
  /** Sealed under the subject's key. */
  body: Uint8Array;
  due_at: Date;
  attempts: number;
  state: string;
  /** Until then one of the processes is at it. */
  leased_until: Date | null;
  why: string | null;
  /** What the recipient calls it, sealed under the subject's key. */
  remote: Uint8Array | null;
  at: Date;
  ended_at: Date | null;
}

/** One attempt to deliver a letter. */
export interface LetterAttemptTable {
  site: string;
  letter: string;
  n: number;
  at: Date;
  ms: number;
  outcome: string;
  status: number | null;
  why: string | null;
}

/** A lane that somebody stopped. */
export interface LaneTable {
  site: string;
  lane: string;
  paused_at: Date | null;
  paused_by: string | null;
  why: string | null;
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
  letter: string | null;
  package: string | null;
}

/** What packages, requests of authorities and successions have in common. */
interface ErrandTable {
  site: string;
  id: string;
  state: string;
  at: Date;
  by: string;
  recipient: string;
  /** Whose key sealed who receives it and why. */
  errand: string;
  sealed: Uint8Array;
}

/** A sealed package for somebody outside. */
export interface PackageTable extends ErrandTable {
  /** `package` or `legal-request`. */
  way: string;
  /** The request of an authority that it answers. */
  request: string | null;
  purpose: string;
  activity: string;
  fields: string[];
  version: string;
  /** SHA-256 of the manifest in it. */
  manifest: string;
  records: number;
  subjects: number;
  bytes: number;
  expires_at: Date;
  /** Keyed hash of the newest link's token. */
  link: Uint8Array;
  file: string | null;
  /** Whose key sealed what is secret; destroyed when the package ends. */
  key: string;
  /** The file's key, and the package's own as it is sealed for its addressee. */
  secret: Uint8Array | null;
  downloaded_at: Date | null;
  /** How often its key was handed out. */
  opened: Generated<number>;
  ended_at: Date | null;
}

/** A request of an authority, and what became of it. */
export interface LegalRequestTable extends ErrandTable {
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
  /** Whether telling them was ever barred. */
  barred: boolean;
  barred_until: Date | null;
  /** Who said so last. */
  barred_by: string | null;
  barred_mac: Uint8Array | null;
  noticed_at: Date | null;
  noticed: number | null;
  unnoticed: number | null;
}

/** A transfer of activities to a successor. */
export interface SuccessionTable extends ErrandTable {
  activities: string[];
  version: string;
  effective_at: Date;
  notice_days: number;
  activity: string | null;
  after: string | null;
  /** Records of people who object, or who said what stands against it. */
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

/** An address that promotional mail does not go to. It outlasts the erasure of whose it is. */
export interface SuppressionTable {
  site: string;
  /** Keyed hash of the address. */
  mac: Uint8Array;
  /** The kind of mail; `*` is every promotional one. */
  list: string;
  why: string;
  at: Date;
  /** The letter that it came of. */
  letter: string | null;
}

/** That a letter came back, or was complained about. */
export interface BounceTable {
  site: string;
  letter: string;
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
  letter: string | null;
  /** Under whose key it is sealed: the one whom the letter is about, or the mailbox's own. */
  subject: string;
  /** Keyed hash of its Message-ID and the recipient: the same mail is taken once. */
  mac: Uint8Array;
  sealed: Uint8Array;
  bytes: number;
}

/** Records of before there was a vault. Sealed and removed at the first start. */
export interface RecordPlainTable {
  site: string;
  activity: string;
  id: string;
  at: Date;
  version: string;
  source: string;
  language: string;
  values: Json<{ readonly [field: string]: unknown }>;
  public: boolean;
}

/** A difference between what is declared and what was seen, once however often it is seen. */
export interface DriftTable {
  site: string;
  key: string;
  kind: string;
  detail: Json<unknown>;
  first_at: Date;
  last_at: Date;
  count: number;
}

export interface LogEntryTable {
  site: string;
  idx: number;
  entry: Uint8Array;
}

/** Hash of the complete subtree over entries `idx * 2 ** level` to `(idx + 1) * 2 ** level`. */
export interface LogHashTable {
  site: string;
  level: number;
  idx: number;
  hash: Uint8Array;
}

/** Signed checkpoints, one per commit; the newest is the log's head. */
export interface LogCheckpointTable {
  site: string;
  size: number;
  text: string;
  at: Date;
}

/** A promotional mail to a declared audience, and how far it has come. */
export interface CampaignTable {
  site: string;
  id: string;
  promotion: string;
  activity: string;
  which: Json<{ readonly [condition: string]: unknown }>;
  given: Json<{ readonly [name: string]: string }>;
  state: string;
  /** Where the next batch begins; moves on in the commit that writes the batch. */
  cursor: string | null;
  people: Generated<number>;
  /** Who may be written to and was not: suppressed, or there twice. */
  left_out: Generated<number>;
  why: string | null;
  by: string;
  at: Date;
  ended_at: Date | null;
}

/** That a mail of a campaign was opened or a link in it followed, once for each person. */
export interface MailEventTable {
  site: string;
  campaign: string;
  kind: string;
  /** Which link, counted from 1; 0 of an opening. */
  link: number;
  mark: Uint8Array;
  at: Date;
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
}
