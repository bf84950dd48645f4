import type { Kysely } from "kysely";
import type { AccessLog } from "../audit/access.ts";
import type { Log } from "../audit/log.ts";
import type { Signer } from "../http/signer.ts";
import type { Versions } from "../policies/versions.ts";
import type { Tables } from "../store/tables.ts";
import type { Personal } from "../subjects/personal-data.ts";
import type { Files } from "../vault/files.ts";
import type { Vault } from "../vault/vault.ts";

/** The part of the core that readers work with. */
export interface RecordsCore {
  readonly site: string;
  readonly db: Kysely<Tables>;
  readonly versions: Versions;
  readonly vault: Vault;
  readonly log: Log;
  readonly accessLog: AccessLog;
  readonly cursorSigner: Signer;
  readonly files: Files | undefined;
  readonly clock: () => Date;
  /** Whether the purpose is one that a role holds, and whether one of these roles does. */
  readonly roleFor: (purpose: string, roles: readonly string[]) => "holds" | "other-role" | "no-role";
  readonly personal: Personal;
}
