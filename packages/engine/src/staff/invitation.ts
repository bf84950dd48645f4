import type { Person } from "../roles/roles.ts";
import type { Acts } from "./acts.ts";
import { beginSession, toToken, type Auth } from "./auth.ts";
import { administrator, toEmail, toName, toString, type People } from "./people.ts";
import { findWeakness } from "./password.ts";
import type { Item, Items, SealedStore } from "./sealed-store.ts";
import type { Refusal } from "./texts/en.ts";

/** The links by which the company's people come, each good for one account. */
export interface Invitations {
  /** The path of the link by which the first one comes: always the same, until it is used. Undefined once somebody has an account. */
  readonly setUp: () => Promise<string | undefined>;
  readonly find: (token: string) => Promise<Invitation | undefined>;
  /**
   * The cookie of a first session, of an account that is made and whose link is gone: of two who use a link at once, one gets the
   * account.
   */
  readonly join: (auth: Auth, joining: Joining) => Promise<{ readonly refused: Refusal } | { readonly cookie: string }>;
  /** The path of a new link for the address. */
  readonly invite: (
    by: Person,
    email: string,
    roles: readonly string[],
  ) => Promise<{ readonly refused: Refusal } | { readonly link: string }>;
  readonly revoke: (by: Person, id: string) => Promise<void>;
  /** Those who were invited and have not come yet. */
  readonly list: () => Promise<Invited[]>;
}

export interface Invitation {
  /** For the first of all, whose address nobody knows yet. */
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

/** Somebody who was invited and has not come yet. */
export interface Invited {
  readonly id: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly until: Date;
}

export interface InvitationOptions {
  readonly items: SealedStore;
  readonly acts: Acts;
  readonly toRoles: People["toRoles"];
  readonly clock: () => Date;
}

/** How long a link is good, in milliseconds. */
const twoDays = 2 * 86_400_000;

export function createInvitations({ items, acts, toRoles, clock }: InvitationOptions): Invitations {
  const isOpen = ({ expiresAt }: Item) =>
    expiresAt === undefined || Date.parse(toString(expiresAt)) > clock().getTime();
  const findOpen = async (part: Items, token: string): Promise<Item | undefined> => {
    const [found] = token === "" ? [] : await part.find("invitation", { token });
    if (!found || !isOpen(found)) return undefined;
    // A link that was made for the first is worth nothing to a second.
    if (found["first"] === true && (await part.find("user", [])).length > 0) return undefined;
    return found;
  };
  const toOwnRoles = ({ roles }: Item) => toRoles(toString(roles).split(" "));

  return {
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
    find: async (token) => {
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
        // Somebody who was invited has a key already: it sealed the address.
        const id = first ? crypto.randomUUID() : claimed.id;
        const own = toOwnRoles(claimed);
        const user = { id, email, name, emailVerified: true, roles: own.join(" "), suspended: false, ...at };
        await part.insert("user", { ...user, twoFactorEnabled: false });
        const account = { id: crypto.randomUUID(), userId: id, providerId: "credential", accountId: id, ...at };
        await part.insert("account", { ...account, password: hash });
        const cookie = await beginSession(auth, part, { person: id, agent, now });
        return { result: { cookie }, acts: [{ what: "join", by: id, roles: own }] };
      });
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
    list: async () =>
      (await items.find("invitation", []))
        .filter((each) => each["first"] !== true && isOpen(each))
        .map((each) => ({
          id: each.id,
          email: toString(each["email"]),
          roles: toOwnRoles(each),
          until: new Date(toString(each["expiresAt"])),
        }))
        .sort((a, b) => a.email.localeCompare(b.email)),
  };
}

const toLink = (page: string, token: unknown) => `/console/${page}?token=${toString(token)}`;
