import { migrations } from "./migrations.ts";
import * as store from "./store/index.ts";
import type { Migrations, Store, StoreOptions } from "./store/index.ts";

/**
 * The store, started, migrated and checked: it answers, keeps what it has acknowledged, and is nobody else's.
 *
 * @example
 * const store = await openStore({ folder: ".abide" });
 * await store.db.selectFrom("policy_version").selectAll().execute();
 * await store.close();
 */
export const openStore = (options: StoreOptions = {}): Promise<Store> => store.openStore(options, migrations);

/**
 * The same store, also where another process has opened it and goes on: to look at it as it runs, a back-up for one. Where nobody has,
 * it is opened as usual.
 */
export const joinStore = (options: StoreOptions = {}): Promise<Store> => store.joinStore(options, migrations);

/**
 * Brings the database at `url` to the newest shape, and runs `more`: a feature's own migrations, whose names begin with the feature's.
 *
 * @example
 * await migrate(store.url, { "university-0001": { up: (db) => db.schema.createTable("course").execute() } });
 */
export const migrate = (url: string, more: Migrations = {}): Promise<void> =>
  store.migrate(url, { ...migrations, ...more });

export { connect, isStoreDown } from "./store/index.ts";
export type { Migrations, Store, StoreOptions, Tables } from "./store/index.ts";
// Each of these files adds its tables to `Tables`, for whoever imports this one.
export type * from "./audit/tables.ts";
export type * from "./campaigns/tables.ts";
export type * from "./change-notices/tables.ts";
export type * from "./disclosures/tables.ts";
export type * from "./gate/tables.ts";
export type * from "./legal-requests/tables.ts";
export type * from "./limits/tables.ts";
export type * from "./mail/tables.ts";
export type * from "./outbox/tables.ts";
export type * from "./packages/tables.ts";
export type * from "./policies/tables.ts";
export type * from "./records/tables.ts";
export type * from "./staff/tables.ts";
export type * from "./subjects/tables.ts";
export type * from "./succession/tables.ts";
export type * from "./vault/tables.ts";
