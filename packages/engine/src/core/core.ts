import type { Collector } from "../collect/collect.ts";
import type { Logger } from "../http/logger.ts";
import type { Signer } from "../http/signer.ts";
import type { Cache, Limits } from "../limits/limits.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Kysely } from "kysely";
import type { AccessLog } from "../audit/access.ts";
import type { Log } from "../audit/log.ts";
import type { Versions } from "../policies/versions.ts";
import type { RecordsCore } from "../records/records-core.ts";
import type { Tables } from "../store/tables.ts";
import type { Personal } from "../subjects/personal-data.ts";
import type { Files } from "../vault/files.ts";
import type { Vault } from "../vault/vault.ts";
import type { Roles } from "../roles/roles.ts";
import type { Authorise } from "../staff/authorise.ts";
import type { LegalHolds } from "../subjects/legal-hold.ts";
import type { Subjects } from "../subjects/subjects.ts";
import type { FileStore } from "../vault/file-store.ts";

declare const api: unique symbol;

/** Names a feature, for others to ask for. */
export interface FeatureRef<Api> {
  readonly name: string;
  readonly [api]?: Api;
}

/**
 * What a feature works with: a closed list of services. It says what each is, and none of it knows a feature.
 */
export interface Core {
  /** The id of the site, which is the first part of every primary key. */
  readonly site: string;
  readonly clock: () => Date;
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  /** What happened, for outsiders to verify: every write that concerns people goes through it. */
  readonly log: Log;
  readonly accessLog: AccessLog;
  /** Versions in force, and all that ever were. */
  readonly versions: Versions;
  /** What is held about a person, by all features. */
  readonly personal: Personal;
  /** Files of fields; undefined where there is no place for any. */
  readonly files: Files | undefined;
  readonly cursorSigner: Signer;
  /** Whether `roles` may work for a purpose: "no-role" where none holds it, and it is the website's own. */
  readonly roleFor: RecordsCore["roleFor"];
  /** The site's origin as browsers see it; undefined where every request says it. */
  readonly origin: string | undefined;
  readonly logger: Logger;
  readonly roles: Roles;
  /** Sealed files by their ids; undefined where there is no place for any. */
  readonly place: FileStore | undefined;
  readonly subjects: Subjects;
  readonly legalHolds: LegalHolds;
  readonly collector: Collector;
  readonly outbox: Outbox;
  /** Says no to who asks too often, whichever process of the site is asked. */
  readonly limits: Limits;
  /** What all processes of the site have to know for a while. */
  readonly cache: Cache;
  /** Whether somebody of the company may see to a page at this moment; undefined where nobody has an account. */
  readonly authorise: Authorise | undefined;
  /** Names of the company's people, by their ids. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
  /** A signer whose key serves this use alone. */
  readonly signer: (use: string) => Promise<Signer>;
  /** Addresses of style sheets. */
  readonly css: { readonly form: string };
  /** What another feature is, once it is open: it has to be among `needs`. */
  readonly feature: <Api>(feature: FeatureRef<Api>) => Api;
}
