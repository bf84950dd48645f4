import type { Generated } from "kysely";
import type { DataKeyTable } from "../subjects/tables.ts";

declare module "../store/tables.ts" {
  interface Tables {
    readonly package: PackageTable;
  }
}

/** A sealed package for somebody outside. */
export interface PackageTable extends DataKeyTable {
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
  /** The data key that sealed `secret`; destroyed when the package ends. */
  key: string;
  /** The file's key, and the package's own as it is sealed for its addressee. */
  secret: Uint8Array | null;
  downloaded_at: Date | null;
  /** How often its key was handed out. */
  opened: Generated<number>;
  ended_at: Date | null;
}
