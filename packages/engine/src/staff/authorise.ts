import type { Transaction } from "kysely";
import { opensPage, type Roles } from "../roles/roles.ts";
import type { Tables } from "../store/tables.ts";
import type { SealedStore } from "./sealed-store.ts";
import { toString } from "./people.ts";

/**
 * Whether somebody of the company may see to a page of the console at this moment, asked inside the commit of what they do: an account
 * that was suspended, removed or given another role since a page was opened does nothing any more. Gives the address of who stands.
 */
export type Authorise = (
  trx: Transaction<Tables>,
  person: string,
  page: string,
) => Promise<{ readonly email: string } | undefined>;

export function createAuthorise(items: SealedStore, roles: Roles): Authorise {
  return async (trx, person, page) => {
    const [user] = await items.in(trx).find("user", { id: person });
    if (!user || user["suspended"] === true) return undefined;
    const own = toString(user["roles"]).split(" ");
    const enters = opensPage(roles, own, page);
    return enters ? { email: toString(user["email"]) } : undefined;
  };
}
