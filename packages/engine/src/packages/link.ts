import type { Selectable } from "kysely";
import type { Core } from "../core/core.ts";
import type { PackageTable } from "./tables.ts";

/** The secret part of a link: 192 random bits. */
export const createToken = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("hex");

export const toLink = (token: string): `/abide/package/${string}` => `/abide/package/${token}`;

/** What is kept of a link: a keyed hash, from which nobody can make the link again. */
export const toLinkMac = ({ vault }: Pick<Core, "vault">, token: string): Buffer => vault.index("package link", token);

/** Names the newest link of a package, without giving it away. */
export const toEdition = ({ link }: Selectable<PackageTable>): string => Buffer.from(link).toString("hex").slice(0, 16);
