/** The store with the tables of every room. Each of these files adds its own to `Tables`. */
export * from "./store/index.ts";
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
