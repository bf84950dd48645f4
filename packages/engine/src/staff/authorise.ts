import type { Transaction } from "kysely";
import { opensPage, type Roles } from "../roles/roles.ts";
import type { Tables } from "../store/tables.ts";
import type { SealedStore } from "./sealed-store.ts";
import { toString } from "./people.ts";

/**
 * The e-mail address of somebody of the company whose roles open a page of the console at this moment; undefined if they do not. It is
 * asked inside the commit of an act: an account that was suspended, removed or given another role since the page was opened does
 * nothing any more.
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
    return opensPage(roles, own, page) ? { email: toString(user["email"]) } : undefined;
  };
}
