import type { Person, Roles } from "../roles/roles.ts";
import type { Acts } from "./acts.ts";
import type { Item, SealedStore } from "./sealed-store.ts";
import type { Refusal } from "./texts/en.ts";

/** The role that gives roles. It serves no purpose: who has no other reads nothing. */
export const administrator = "administrator";

/** The accounts of the company's people. */
export interface People {
  readonly list: () => Promise<Person[]>;
  /** Why nothing was changed; undefined once it is: the person then has to sign in again. */
  readonly change: (by: Person, id: string, change: Change) => Promise<Refusal | undefined>;
  readonly toPerson: (user: Item, complete: boolean) => Person;
  /** The roles among `names`. */
  readonly toRoles: (names: readonly string[]) => string[];
}

export type Change =
  | { readonly what: "roles"; readonly roles: readonly string[] }
  | { readonly what: "suspend" | "resume" | "remove" };

export interface PeopleOptions {
  readonly items: SealedStore;
  readonly acts: Acts;
  readonly roles: Roles;
  readonly clock: () => Date;
}

export function createPeople({ items, acts, roles, clock }: PeopleOptions): People {
  const known = [administrator, ...Object.keys(roles)];
  const toRoles = (names: readonly string[]) => known.filter((role) => names.includes(role));
  const toPerson = (user: Item, complete: boolean): Person => ({
    id: user.id,
    name: toString(user["name"]),
    email: toString(user["email"]),
    roles: toRoles(toString(user["roles"]).split(" ")),
    suspended: user["suspended"] === true,
    complete,
    language: toString(user["language"]),
  });

  return {
    toPerson,
    toRoles,
    list: async () => {
      const [users, keys] = await Promise.all([items.find("user", []), items.find("passkey", [])]);
      const withKeys = new Set(keys.map(({ userId }) => userId));
      return users
        .map((user) => toPerson(user, user["twoFactorEnabled"] === true || withKeys.has(user.id)))
        .sort((a, b) => a.name.localeCompare(b.name));
    },
    change: (by, id, change) =>
      acts.commit<Refusal | undefined>(async (part) => {
        const users = (await part.find("user", [])).map((user) => toPerson(user, true));
        const person = users.find((user) => user.id === id);
        if (!person) return { result: "gone", acts: [] };
        // An administrator may have lost the role since the page was opened.
        const asks = users.find((user) => user.id === by.id);
        if (!asks || asks.suspended || !asks.roles.includes(administrator)) return { result: "gone", acts: [] };
        const administers = ({ roles, suspended }: Person) => roles.includes(administrator) && !suspended;
        const stays = change.what === "resume" || (change.what === "roles" && change.roles.includes(administrator));
        if (administers(person) && !stays && users.filter(administers).length === 1)
          return { result: "last", acts: [] };
        const act = { what: change.what, by: by.id, person: id };
        if (change.what === "remove") {
          await part.erase(id, clock());
          return { result: undefined, acts: [act] };
        }
        const own = change.what === "roles" ? toRoles(change.roles) : undefined;
        const next = own ? { roles: own.join(" ") } : { suspended: change.what === "suspend" };
        await part.update("user", { id }, { ...next, updatedAt: clock().toISOString() });
        await part.remove("session", { userId: id });
        return { result: undefined, acts: [own ? { ...act, before: person.roles, roles: own } : act] };
      }),
  };
}

export const toString = (value: unknown): string => (typeof value === "string" ? value : "");

/**
 * The address in small letters; undefined if nobody can sign in with it. It is one that the library takes, and no longer than RFC 5321
 * allows.
 */
export function toEmail(typed: string): string | undefined {
  const email = typed.trim().toLowerCase();
  const parts = /^(?!\.)(?!.*\.\.)[a-z0-9_'+.-]*[a-z0-9_+-]@(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/;
  return email.length <= 254 && parts.test(email) ? email : undefined;
}

/** The name with its spaces in order; undefined if something in it hides or turns letters round. The joiners of some scripts may be in it. */
export function toName(given: string): string | undefined {
  const name = given.normalize("NFC").replace(/\s+/gu, " ").trim();
  const hides = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(name.replaceAll(/[\u200c\u200d]/g, ""));
  return name === "" || Array.from(name).length > 100 || hides || !/[\p{L}\p{N}]/u.test(name) ? undefined : name;
}
