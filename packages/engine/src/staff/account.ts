import type { Html } from "@abide/policy";
import type { Limits } from "../limits/limits.ts";
import type { Person } from "../roles/roles.ts";
import {
  changed,
  findFactors,
  isFresh,
  renewSession,
  verifyPassword,
  verifyPresence,
  type AccountRequest,
  type AccountServices,
  type Changed,
} from "./account-act.ts";
import {
  beginApp,
  confirmApp,
  countCodes,
  findPending,
  forgetApp,
  removeApp,
  renewCodes,
  toShownKey,
} from "./account-app.ts";
import { addPasskey, removePasskey, toPasskeyOptions } from "./account-passkey.ts";
import { toAgent } from "./agent.ts";
import type { Auth, Session } from "./auth.ts";
import type { Condition } from "./condition.ts";
import { toString } from "./people.ts";
import { findWeakness } from "./password.ts";

/** An account as its own page shows it. */
export interface Account {
  readonly app: boolean;
  /** How many backup codes are left. */
  readonly codes: number;
  /** The key of an app that was begun to be set up and is not confirmed. */
  readonly pending: { readonly qr: Html; readonly key: string } | undefined;
  readonly passkeys: readonly { readonly id: string; readonly name: string; readonly at: Date }[];
  readonly sessions: readonly {
    readonly id: string;
    readonly agent: string;
    readonly at: Date;
    readonly own: boolean;
  }[];
  /** The person has signed in a moment ago, and need not give the password again. */
  readonly fresh: boolean;
}

export interface Accounts {
  readonly read: (auth: Auth, person: Person, session: Session) => Promise<Account>;
  /** Does what the form's field "do" names. */
  readonly change: (request: AccountRequest) => Promise<Changed>;
  readonly passkeyOptions: (request: AccountRequest) => Promise<Response | Changed>;
  readonly addPasskey: (request: AccountRequest, made: object) => Promise<Changed>;
}

export interface AccountOptions extends Omit<AccountServices, "guesses"> {
  readonly limits: Limits;
}

export function createAccounts({ limits, ...own }: AccountOptions): Accounts {
  const guesses = limits.backoff({ name: "own password", free: 4, first: 5, longest: 900 });
  const services: AccountServices = { ...own, guesses };
  return {
    read: (auth, person, session) => readAccount(services, auth, person, session),
    change: (request) => changeAccount(services, request),
    passkeyOptions: (request) => toPasskeyOptions(services, request),
    addPasskey: (request, made) => addPasskey(services, request, made),
  };
}

async function readAccount(services: AccountServices, auth: Auth, person: Person, session: Session): Promise<Account> {
  const { items, clock } = services;
  const [{ app, passkeys }, pending, sessions] = await Promise.all([
    findFactors(items, person),
    findPending(services, person),
    items.find("session", { userId: person.id }),
  ]);
  const codes = app ? await countCodes(auth, app) : 0;
  const now = Date.now();
  return {
    app: app !== undefined,
    codes,
    pending: pending && toShownKey(pending, auth, person),
    passkeys: passkeys.map(({ id, name, createdAt }) => ({
      id,
      name: toString(name),
      at: new Date(toString(createdAt)),
    })),
    sessions: sessions
      .filter(({ expiresAt, step }) => Date.parse(toString(expiresAt)) > now && typeof step === "string")
      .map(({ id, since, createdAt, userAgent }) => ({
        id,
        agent: toAgent(toString(userAgent)),
        at: new Date(toString(since) || toString(createdAt)),
        own: id === session.id,
      }))
      .sort((a, b) => Number(b.own) - Number(a.own) || b.at.getTime() - a.at.getTime()),
    fresh: isFresh(session, clock()),
  };
}

type Act = (services: AccountServices, request: AccountRequest) => Promise<Changed>;

/** Ending a session and giving something up halfway need no password: nobody loses anything by them. */
const withoutPassword: ReadonlyMap<string, Act> = new Map<string, Act>([
  ["end", endSession],
  ["end-others", endOtherSessions],
  // Its key was shown to somebody who gave the password, and now a code of the app is asked for.
  ["confirm-app", confirmApp],
  ["forget-app", forgetApp],
]);

const withPassword: ReadonlyMap<string, Act> = new Map<string, Act>([
  ["app", beginApp],
  ["codes", renewCodes],
  ["remove-app", removeApp],
  ["remove-passkey", removePasskey],
  ["password", changePassword],
]);

async function changeAccount(services: AccountServices, request: AccountRequest): Promise<Changed> {
  const what = request.field("do");
  const free = withoutPassword.get(what);
  if (free) return free(services, request);
  const { session } = request;
  const byPasskey = session.step === "passkey" && isFresh(session, services.clock());
  // A fresh session is not enough for another password, unless a passkey has just shown who asks.
  const refused =
    what === "password" && !byPasskey
      ? await verifyPassword(services, request)
      : await verifyPresence(services, request);
  if (refused) return refused;
  return withPassword.get(what)?.(services, request) ?? { refused: "gone" };
}

function endSession(services: AccountServices, { person, field }: AccountRequest): Promise<Changed> {
  return endSessions(services, person, { field: "id", value: field("session") });
}

function endOtherSessions(services: AccountServices, { person, session }: AccountRequest): Promise<Changed> {
  return endSessions(services, person, { field: "id", operator: "ne", value: session.id });
}

function endSessions({ acts }: AccountServices, person: Person, which: Condition): Promise<Changed> {
  return acts.commit(async (part) => {
    const ended = await part.remove("session", [which, { field: "userId", value: person.id }]);
    if (ended.length === 0) return changed({ said: "ended" });
    return changed({ said: "ended" }, { what: "sessions ended", by: person.id, times: ended.length });
  });
}

async function changePassword({ acts, clock }: AccountServices, request: AccountRequest): Promise<Changed> {
  const { browser, person, session, field } = request;
  const { step } = session;
  // With the first step alone nobody locks out a person who has both.
  if (!step) return { refused: "gone" };
  const next = field("new-password");
  const weak = findWeakness(next, person.email, person.name);
  if (weak) return { refused: weak };
  const hash = await (await browser.auth.$context).password.hash(next);
  return acts.commit(async (part) => {
    const now = clock();
    const change = { password: hash, updatedAt: now.toISOString() };
    const [account] = await part.update("account", { userId: person.id }, change);
    if (!account) return changed({ refused: "gone" });
    const cookie = await renewSession(part, request, step, now);
    return changed({ said: "passwordChanged", cookies: [cookie] }, { what: "password changed", by: person.id });
  });
}
