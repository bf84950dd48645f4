import type { Backoff } from "../limits/limits.ts";
import type { Person } from "../roles/roles.ts";
import type { Vault } from "../vault/vault.ts";
import type { Acts, StaffAct } from "./acts.ts";
import { beginSession, type AuthRequest, type Session, type Step } from "./auth.ts";
import { toString } from "./people.ts";
import type { Items, SealedStore } from "./sealed-store.ts";
import type { Refusal } from "./texts/en.ts";

/** Somebody who does something to their own account. */
export interface AccountRequest {
  readonly browser: AuthRequest;
  readonly person: Person;
  /** The session that asks. */
  readonly session: Session;
  /** A field of the form; empty if the form does not have it. */
  readonly field: (name: string) => string;
}

/** What became of a change of one's own account. */
export interface Changed {
  readonly refused?: Refusal;
  readonly wait?: number;
  readonly said?: "appOn" | "appOff" | "codesMade" | "passkeyOn" | "passkeyOff" | "passwordChanged" | "ended";
  /** Backup codes, shown this once. */
  readonly codes?: readonly string[];
  /** Of a session that takes the place of the one that asked. */
  readonly cookies?: readonly string[];
}

/** What the acts on one's own account work with. */
export interface AccountServices {
  readonly items: SealedStore;
  readonly acts: Acts;
  readonly vault: Vault;
  /** Counts wrong passwords of somebody who has signed in, and wrong codes of an app that is being set up. */
  readonly guesses: Backoff;
  readonly clock: () => Date;
}

/** For so long after signing in nobody is asked for the password again, in milliseconds. */
const fresh = 600_000;

export const isFresh = ({ since }: Session, now: Date): boolean => now.getTime() - since.getTime() < fresh;

/** Undefined if the password of the form is right, else the refusal. A session that somebody left open is no way to try many. */
export async function verifyPassword(
  { items, acts, guesses }: AccountServices,
  { browser: { auth }, person, field }: AccountRequest,
): Promise<Changed | undefined> {
  const wait = await guesses.wait(person.id);
  if (wait !== undefined) return { refused: "wait", wait };
  const [account] = await items.find("account", { userId: person.id });
  const hash = toString(account?.["password"]);
  if (hash !== "" && (await (await auth.$context).password.verify({ hash, password: field("password") }))) {
    await guesses.clear(person.id);
    return undefined;
  }
  await guesses.fail(person.id);
  acts.failed("password refused", person.id);
  return { refused: "ownPassword" };
}

/** Undefined if it is the person who asks: they signed in a moment ago, or the password of the form is right. */
export const verifyPresence = async (
  services: AccountServices,
  request: AccountRequest,
): Promise<Changed | undefined> =>
  isFresh(request.session, services.clock()) ? undefined : verifyPassword(services, request);

/** The app and the passkeys of a person. */
export async function findFactors(items: Items, person: Person) {
  const [app] = await items.find("twoFactor", { userId: person.id });
  return { app, passkeys: await items.find("passkey", { userId: person.id }) };
}

/**
 * The cookie of a new session, after every session of the person has ended: without this somebody who came in with the old factor or
 * password would stay in.
 */
export async function renewSession(
  items: Items,
  { browser: { auth, headers }, person }: AccountRequest,
  step: Step,
  now: Date,
): Promise<string> {
  await items.remove("session", { userId: person.id });
  return beginSession(auth, items, { person: person.id, agent: headers.get("user-agent") ?? "", step, now });
}

/** What `Acts.commit` takes of a change. */
export const changed = (result: Changed, ...done: readonly StaffAct[]) => ({ result, acts: done });
