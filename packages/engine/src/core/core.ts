import type { Collector } from "../collect/collect.ts";
import type { Logger } from "../http/logger.ts";
import type { Signer } from "../http/signer.ts";
import type { Cache, Limits } from "../limits/limits.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { RecordsOptions } from "../records/records.ts";
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
export interface Core extends RecordsOptions {
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
