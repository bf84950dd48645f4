declare module "../store/tables.ts" {
  interface Tables {
    readonly policy_version: PolicyVersionTable;
  }
}

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
