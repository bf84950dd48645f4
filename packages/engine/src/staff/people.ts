import type { Person } from "../roles/roles.ts";
import type { Roles } from "../roles/roles.ts";
import type { Acts } from "./acts.ts";
import { beginSession, longestPassword, shortestPassword, toToken, type Auth } from "./auth.ts";
import type { Item, Items, SealedStore } from "./sealed-store.ts";
import type { Refusal } from "./texts/en.ts";

/** The role that gives roles. It serves no purpose: who has no other reads nothing. */
export const administrator = "administrator";

/** Somebody who was invited and has not come yet. */
export interface Invited {
  readonly id: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly until: Date;
}

/** The accounts of the company's people, and the links by which they come. */
export interface People {
  /** The path of the link by which the first one comes: always the same, until it is used. Undefined where there is somebody. */
  readonly setUp: () => Promise<string | undefined>;
  readonly findInvitation: (token: string) => Promise<Invitation | undefined>;
  /** Makes an account and lets the link go: of two who use one at once, one gets it. Gives the cookie of a first session. */
  readonly join: (auth: Auth, joining: Joining) => Promise<{ readonly refused: Refusal } | { readonly cookie: string }>;
  readonly list: () => Promise<{ readonly people: Person[]; readonly invited: Invited[] }>;
  /** Invites somebody; gives the path of the link. */
  readonly invite: (
    by: Person,
    email: string,
    roles: readonly string[],
  ) => Promise<{ readonly refused: Refusal } | { readonly link: string }>;
  readonly revoke: (by: Person, id: string) => Promise<void>;
  readonly change: (by: Person, id: string, change: Change) => Promise<Refusal | undefined>;
  readonly toPerson: (user: Item, complete: boolean) => Person;
  /** The roles among `names`. */
  readonly toRoles: (names: readonly string[]) => string[];
}

export interface Invitation {
  readonly first: boolean;
  readonly email: string;
}

export interface Joining {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly agent: string;
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

const twoDays = 2 * 86_400_000;

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
  const isOpen = ({ expiresAt }: Item) =>
    expiresAt === undefined || Date.parse(toString(expiresAt)) > clock().getTime();
  const findOpen = async (part: Items, token: string): Promise<Item | undefined> => {
    const [found] = token === "" ? [] : await part.find("invitation", { token });
    if (!found || !isOpen(found)) return undefined;
    // One that was made for the first is worth nothing to a second.
    if (found["first"] === true && (await part.find("user", [])).length > 0) return undefined;
    return found;
  };
  const toLink = (page: string, token: unknown) => `/console/${page}?token=${toString(token)}`;

  return {
    toPerson,
    toRoles,
    setUp: () =>
      // In the log's own turn: of two processes that start at once, one makes the link and the other finds it.
      acts.commit(async (part) => {
        const nothing = (result: string | undefined) => ({ result, acts: [] });
        if ((await part.find("user", [])).length > 0) return nothing(undefined);
        const [open] = (await part.find("invitation", [])).filter(({ first }) => first === true);
        if (open) return nothing(toLink("set-up", open["token"]));
        const token = toToken();
        await part.insert("invitation", { id: crypto.randomUUID(), token, roles: administrator, first: true });
        return nothing(toLink("set-up", token));
      }),
    findInvitation: async (token) => {
      const found = await findOpen(items, token);
      return found && { first: found["first"] === true, email: toString(found["email"]) };
    },
    join: async (auth, { token, name: given, email: typed, password, agent }) => {
      const open = await findOpen(items, token);
      if (!open) return { refused: "link" };
      const email = open["first"] === true ? toEmail(typed) : toString(open["email"]);
      const name = toName(given);
      if (name === undefined) return { refused: "name" };
      if (email === undefined) return { refused: "email" };
      const weak = findWeakness(password, email, name);
      if (weak) return { refused: weak };
      // Outside of the log's turn: it takes a tenth of a second, on purpose.
      const hash = await (await auth.$context).password.hash(password);
      return acts.commit<{ readonly refused: Refusal } | { readonly cookie: string }>(async (part) => {
        const refused = (refusal: Refusal) => ({ result: { refused: refusal }, acts: [] });
        const claimed = await findOpen(part, token);
        if (!claimed) return refused("link");
        if ((await part.find("user", { email })).length > 0) return refused("known");
        await part.remove("invitation", { id: claimed.id });
        const now = clock();
        const at = { createdAt: now.toISOString(), updatedAt: now.toISOString() };
        const first = claimed["first"] === true;
        // Who was invited has a key already: it sealed the address.
        const id = first ? crypto.randomUUID() : claimed.id;
        const own = toRoles(toString(claimed["roles"]).split(" "));
        const user = { id, email, name, emailVerified: true, roles: own.join(" "), suspended: false, ...at };
        await part.insert("user", { ...user, twoFactorEnabled: false });
        const account = { id: crypto.randomUUID(), userId: id, providerId: "credential", accountId: id, ...at };
        await part.insert("account", { ...account, password: hash });
        const cookie = await beginSession(auth, part, { person: id, agent, now });
        return { result: { cookie }, acts: [{ what: "join", by: id, roles: own }] };
      });
    },
    list: async () => {
      const [users, keys, open] = await Promise.all([
        items.find("user", []),
        items.find("passkey", []),
        items.find("invitation", []),
      ]);
      const withKeys = new Set(keys.map(({ userId }) => userId));
      return {
        people: users
          .map((user) => toPerson(user, user["twoFactorEnabled"] === true || withKeys.has(user.id)))
          .sort((a, b) => a.name.localeCompare(b.name)),
        invited: open
          .filter((each) => each["first"] !== true && isOpen(each))
          .map((each) => ({
            id: each.id,
            email: toString(each["email"]),
            roles: toRoles(toString(each["roles"]).split(" ")),
            until: new Date(toString(each["expiresAt"])),
          }))
          .sort((a, b) => a.email.localeCompare(b.email)),
      };
    },
    invite: async (by, typed, given) => {
      const email = toEmail(typed);
      if (email === undefined) return { refused: "email" };
      await items.sweep(clock());
      return acts.commit<{ readonly refused: Refusal } | { readonly link: string }>(async (part) => {
        if ((await part.find("user", { email })).length > 0) return { result: { refused: "known" }, acts: [] };
        // A link that was given before is replaced: it may have gone to the wrong person.
        for (const { id } of await part.find("invitation", { email })) await part.erase(id, clock());
        const [id, token, own] = [crypto.randomUUID(), toToken(), toRoles(given)];
        const expiresAt = new Date(clock().getTime() + twoDays).toISOString();
        await part.insert("invitation", { id, token, email, roles: own.join(" "), first: false, expiresAt });
        return {
          result: { link: toLink("join", token) },
          acts: [{ what: "invite", by: by.id, person: id, roles: own }],
        };
      });
    },
    revoke: (by, id) =>
      acts.commit(async (part) => {
        const [found] = (await part.find("invitation", { id })).filter(({ first }) => first !== true);
        if (!found) return { result: undefined, acts: [] };
        await part.erase(id, clock());
        return { result: undefined, acts: [{ what: "revoke", by: by.id, person: id }] };
      }),
    change: (by, id, change) =>
      acts.commit<Refusal | undefined>(async (part) => {
        const users = (await part.find("user", [])).map((user) => toPerson(user, true));
        const person = users.find((user) => user.id === id);
        if (!person) return { result: "gone", acts: [] };
        // Whoever asks may have lost the right to since the page was opened.
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
 * The address where it is one that somebody can sign in with, in small letters: what the library takes as one, and no longer than
 * RFC 5321 allows.
 */
export function toEmail(typed: string): string | undefined {
  const email = typed.trim().toLowerCase();
  const parts = /^(?!\.)(?!.*\.\.)[a-z0-9_'+.-]*[a-z0-9_+-]@(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/;
  return email.length <= 254 && parts.test(email) ? email : undefined;
}

/** The name with its spaces in order, where nothing in it hides or turns letters round; the joiners of some scripts may be in it. */
export function toName(given: string): string | undefined {
  const name = given.normalize("NFC").replace(/\s+/gu, " ").trim();
  const hides = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(name.replaceAll(/[\u200c\u200d]/g, ""));
  return name === "" || Array.from(name).length > 100 || hides || !/[\p{L}\p{N}]/u.test(name) ? undefined : name;
}

/** Why `password` would not do. Asked of nobody else: no address that was given here leaves. */
export function findWeakness(password: string, email: string, name: string): Refusal | undefined {
  if (Array.from(password).length < shortestPassword) return "password";
  if (password.length > longestPassword) return "longPassword";
  const plain = password.normalize("NFKC").toLowerCase();
  // What is left beside what everybody knows of the person has to be long enough to be a secret.
  const rest = [email, email.split("@")[0]!, ...name.toLowerCase().split(" ")]
    .filter((part) => part.length > 2)
    .reduce((left, part) => left.replaceAll(part, ""), plain);
  return Array.from(rest).length < 8 || new Set(rest).size < 6 ? "guessable" : undefined;
}
