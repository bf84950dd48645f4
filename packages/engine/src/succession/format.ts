// The archive of a succession, as one side writes it and the other takes it in: a tar of `manifest.age` and of its parts, each
// sealed for the successor's key. A part is a tar of `records.ndjson`, `statements.ndjson` and the files of its records.

/** The manifest of an archive. */
export interface SuccessionManifest {
  readonly format: "abide.succession/1";
  readonly id: string;
  /** Name of the controller whose data it was. */
  readonly from: string;
  readonly to: string;
  readonly purposes: readonly string[];
  /** The fields of each activity that are in it. */
  readonly activities: { readonly [activity: string]: readonly string[] };
  /** Hash of the policy's version that allowed it, and the version itself. */
  readonly version: string;
  readonly policy: unknown;
  readonly at: string;
  readonly effective: string;
  readonly records: number;
  readonly people: number;
  readonly withheld: number;
  readonly parts: readonly SuccessionPart[];
  /** The log's signed checkpoint when it was written. */
  readonly log: string;
}

export interface SuccessionPart {
  readonly n: number;
  readonly activity: string;
  readonly records: number;
  readonly bytes: number;
  /** Of the part as it lies in the archive, in hex. */
  readonly sha256: string;
}

/** A record in a part, as one line of JSON. */
export interface SuccessionLine {
  readonly id: string;
  readonly subject: string;
  readonly at: string;
  readonly language: string;
  readonly source: string;
  readonly status: string | null;
  /** When the event was that storage counts from. */
  readonly event: string | null;
  readonly values: { readonly [field: string]: unknown };
}

/** A statement of a person in a part with a record of theirs. */
export interface SuccessionStatement {
  readonly id: string;
  readonly subject: string;
  readonly purpose: string;
  readonly kind: string;
  readonly at: string;
}

/** The names of an archive's entries. */
export const manifestName = "manifest.age";
export const toPartName = (n: number): string => `parts/${String(n).padStart(6, "0")}.age`;

/** The names of a part's entries. */
export const recordsName = "records.ndjson";
export const statementsName = "statements.ndjson";
export const toFileName = (record: string, field: string): string => `files/${record}/${field}`;
