import type { Person } from "../roles/roles.ts";
import { runWithAdapter } from "@better-auth/core/context";
import { getAuthenticatorName } from "@better-auth/passkey";
import { createOTP } from "@better-auth/utils/otp";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { renderSVG } from "uqr";
import { Html } from "@abide/policy";
import type { Vault } from "../vault/vault.ts";
import type { Acts, StaffAct } from "./acts.ts";
import { toAdapter } from "./adapter.ts";
import { toAgent } from "./agent.ts";
import { beginSession, toToken, type Auth, type Step } from "./auth.ts";
import type { Limits } from "../limits/limits.ts";
import { claimCode, toBackupCodes, toBackupMac } from "./code.ts";
import type { Item, Items, SealedStore } from "./sealed-store.ts";
import { findWeakness, toString } from "./people.ts";
import { ask, type Asked } from "./sign-in.ts";
import type { Refusal } from "./texts/en.ts";

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

/** The session that asks. */
export interface Session {
  readonly id: string;
  readonly token: string;
  readonly step: Step | undefined;
  /** When it was begun. */
  readonly since: Date;
}

/** An account as its own page shows it. */
export interface Account {
  readonly app: boolean;
  /** How many backup codes are left. */
  readonly codes: number;
  /** An app that was begun to be set up and not confirmed: the key in it. */
  readonly pending: { readonly qr: Html; readonly key: string } | undefined;
  readonly passkeys: readonly { readonly id: string; readonly name: string; readonly at: Date }[];
  readonly sessions: readonly {
    readonly id: string;
    readonly agent: string;
    readonly at: Date;
    readonly own: boolean;
  }[];
  /** Whoever asks has signed in a moment ago, and need not say the password again. */
  readonly fresh: boolean;
}

export interface Accounts {
  readonly read: (auth: Auth, person: Person, session: Session) => Promise<Account>;
  readonly change: (asked: Asked, person: Person, session: Session, form: Form) => Promise<Changed>;
  readonly passkeyOptions: (asked: Asked, person: Person, session: Session, form: Form) => Promise<Response | Changed>;
  readonly addPasskey: (asked: Asked, person: Person, session: Session, response: object) => Promise<Changed>;
}

export interface Form {
  readonly field: (name: string) => string;
}

/** For so long after signing in nobody is asked for the password again, in milliseconds. */
const fresh = 600_000;
/** How long a key waits to be confirmed, in milliseconds. */
const waits = 900_000;
const digits = { digits: 6, period: 30 };

export function createAccounts({
  items,
  acts,
  vault,
  limits,
  clock,
}: {
  readonly items: SealedStore;
  readonly acts: Acts;
  readonly vault: Vault;
  readonly limits: Limits;
  readonly clock: () => Date;
}): Accounts {
  const guesses = limits.backoff({ name: "own password", free: 4, first: 5, longest: 900 });
  const isFresh = ({ since }: Session) => clock().getTime() - since.getTime() < fresh;

  /** Whether the password is right. A session that somebody left open is no way to try many. */
  const verifyPassword = async (auth: Auth, person: Person, password: string): Promise<Changed | undefined> => {
    const wait = await guesses.wait(person.id);
    if (wait !== undefined) return { refused: "wait", wait };
    const [account] = await items.find("account", { userId: person.id });
    const hash = toString(account?.["password"]);
    if (hash !== "" && (await (await auth.$context).password.verify({ hash, password }))) {
      await guesses.clear(person.id);
      return undefined;
    }
    await guesses.fail(person.id);
    acts.failed("password refused", person.id);
    return { refused: "ownPassword" };
  };
  const verifyPresence = async (
    auth: Auth,
    person: Person,
    session: Session,
    { field }: Form,
  ): Promise<Changed | undefined> => (isFresh(session) ? undefined : verifyPassword(auth, person, field("password")));

  /** The factors of a person, inside a transaction. */
  const findFactors = async (part: Items, person: Person) => {
    const [app] = await part.find("twoFactor", { userId: person.id });
    return { app, passkeys: await part.find("passkey", { userId: person.id }) };
  };

  /**
   * Ends every session of the person and begins one in the place of `session`: whatever was opened before a factor or a password
   * was changed, by whomever, is closed.
   */
  const renew = async ({ auth, headers }: Asked, part: Items, person: Person, step: Step): Promise<string> => {
    await part.remove("session", { userId: person.id });
    return beginSession(auth, part, { person: person.id, agent: headers.get("user-agent") ?? "", step, now: clock() });
  };
  const changed = (result: Changed, ...done: readonly StaffAct[]) => ({ result, acts: done });

  const toCodes = async (auth: Auth) => {
    const codes = toBackupCodes();
    const data = JSON.stringify(codes.map((code) => toBackupMac(vault, code)));
    return { codes, sealed: await symmetricEncrypt({ key: (await auth.$context).secretConfig, data }) };
  };

  const confirmApp = async (asked: Asked, person: Person, code: string): Promise<Changed> => {
    const { auth } = asked;
    const now = clock();
    const wait = await guesses.wait(`app ${person.id}`);
    if (wait !== undefined) return { refused: "wait", wait };
    const pending = await findPending(person);
    if (!pending) return { refused: "lateApp" };
    const secret = toString(pending["secret"]);
    if (!/^\d{6}$/.test(code) || !(await createOTP(secret, digits).verify(code))) {
      await guesses.fail(`app ${person.id}`);
      return { refused: "code" };
    }
    const encrypted = await symmetricEncrypt({ key: (await auth.$context).secretConfig, data: secret });
    const { codes, sealed } = await toCodes(auth);
    return acts.commit(async (part) => {
      // Of two pages that confirm at once, the second finds nothing to confirm.
      const [taken] = await part.remove("pending", { id: pending.id });
      if (taken?.["secret"] !== secret) return changed({ refused: "lateApp" });
      await claimCode(part, vault, person.id, code, now);
      await part.remove("twoFactor", { userId: person.id });
      await part.insert("twoFactor", {
        id: crypto.randomUUID(),
        userId: person.id,
        secret: encrypted,
        backupCodes: sealed,
        verified: true,
        failedVerificationCount: 0,
        lockedUntil: null,
      });
      await part.update("user", { id: person.id }, { twoFactorEnabled: true, updatedAt: now.toISOString() });
      const cookie = await renew(asked, part, person, "app");
      return changed({ said: "appOn", codes, cookies: [cookie] }, { what: "app set up", by: person.id });
    });
  };

  const findPending = async (person: Person): Promise<Item | undefined> => {
    const [found] = await items.find("pending", { id: person.id });
    return found && Date.parse(toString(found["expiresAt"])) > clock().getTime() ? found : undefined;
  };

  const change: Accounts["change"] = async (asked, person, session, form) => {
    const { auth } = asked;
    const { field } = form;
    const what = field("do");
    // Ending a session and giving something up halfway need no password: whoever does it wrongly loses nothing.
    if (what === "end" || what === "end-others") {
      return acts.commit(async (part) => {
        const ended =
          what === "end"
            ? await part.remove("session", [
                { field: "id", value: field("session") },
                { field: "userId", value: person.id },
              ])
            : await part.remove("session", [
                { field: "userId", value: person.id },
                { field: "id", operator: "ne", value: session.id },
              ]);
        if (ended.length === 0) return changed({ said: "ended" });
        return changed({ said: "ended" }, { what: "sessions ended", by: person.id, times: ended.length });
      });
    }
    if (what === "confirm-app") return confirmApp(asked, person, field("code").replace(/\s/g, ""));
    if (what === "forget-app") {
      await items.remove("pending", { id: person.id });
      return {};
    }
    const byPasskey = session.step === "passkey" && isFresh(session);
    const refused =
      what === "password" && !byPasskey
        ? await verifyPassword(auth, person, field("password"))
        : await verifyPresence(auth, person, session, form);
    if (refused) return refused;

    switch (what) {
      case "app": {
        const secret = toToken();
        const expiresAt = new Date(clock().getTime() + waits).toISOString();
        await items.remove("pending", { id: person.id });
        await items.insert("pending", { id: person.id, userId: person.id, secret, expiresAt });
        return {};
      }
      case "codes": {
        const { codes, sealed } = await toCodes(auth);
        return acts.commit(async (part) => {
          const [app] = await part.update("twoFactor", { userId: person.id }, { backupCodes: sealed });
          if (!app) return changed({ refused: "gone" });
          return changed({ said: "codesMade", codes }, { what: "backup codes made", by: person.id });
        });
      }
      case "remove-app":
        return acts.commit(async (part) => {
          const { app, passkeys } = await findFactors(part, person);
          if (!app) return changed({ refused: "gone" });
          if (passkeys.length === 0) return changed({ refused: "lastFactor" });
          await part.remove("twoFactor", { userId: person.id });
          await part.update("user", { id: person.id }, { twoFactorEnabled: false });
          const cookie = await renew(asked, part, person, session.step ?? "passkey");
          return changed({ said: "appOff", cookies: [cookie] }, { what: "app removed", by: person.id });
        });
      case "remove-passkey":
        return acts.commit(async (part) => {
          const { app, passkeys } = await findFactors(part, person);
          const found = passkeys.find(({ id }) => id === field("passkey"));
          if (!found) return changed({ refused: "gone" });
          if (!app && passkeys.length === 1) return changed({ refused: "lastFactor" });
          await part.remove("passkey", { id: found.id });
          const cookie = await renew(asked, part, person, session.step ?? "app");
          return changed({ said: "passkeyOff", cookies: [cookie] }, { what: "passkey removed", by: person.id });
        });
      case "password": {
        const next = field("new-password");
        const { step } = session;
        // With the first step alone nobody locks out whoever has both.
        if (!step) return { refused: "gone" };
        const weak = findWeakness(next, person.email, person.name);
        if (weak) return { refused: weak };
        const hash = await (await auth.$context).password.hash(next);
        return acts.commit(async (part) => {
          const now = clock().toISOString();
          const [account] = await part.update("account", { userId: person.id }, { password: hash, updatedAt: now });
          if (!account) return changed({ refused: "gone" });
          const cookie = await renew(asked, part, person, step);
          return changed({ said: "passwordChanged", cookies: [cookie] }, { what: "password changed", by: person.id });
        });
      }
      default:
        return { refused: "gone" };
    }
  };

  return {
    read: async (auth, person, session) => {
      const { secretConfig } = await auth.$context;
      const [factors, pending, sessions] = await Promise.all([
        findFactors(items, person),
        findPending(person),
        items.find("session", { userId: person.id }),
      ]);
      const { app, passkeys } = factors;
      const kept = app && (await symmetricDecrypt({ key: secretConfig, data: toString(app["backupCodes"]) }));
      const now = Date.now();
      return {
        app: app !== undefined,
        codes: kept === undefined ? 0 : (JSON.parse(kept) as unknown[]).length,
        pending: pending && toShown(toString(pending["secret"]), auth, person),
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
        fresh: isFresh(session),
      };
    },
    change,
    passkeyOptions: async ({ auth, headers }, person, session, form) => {
      const refused = await verifyPresence(auth, person, session, form);
      if (refused) return refused;
      return ask(items, () => auth.api.generatePasskeyRegistrationOptions({ headers, query: {}, asResponse: true }));
    },
    addPasskey: (asked, person, session, given) => {
      const { auth, headers } = asked;
      const body = { response: given, name: toAgent(headers.get("user-agent") ?? "") };
      return acts.commit(async (part) => {
        // The library writes into this transaction: a passkey is there once its entry in the log is.
        const adapter = toAdapter(part)(auth.options);
        const response = await runWithAdapter(adapter, () =>
          ask(items, () => auth.api.verifyPasskeyRegistration({ body, headers, asResponse: true })),
        );
        if (!response.ok) return changed({ refused: "passkey" });
        const made = (await response.json()) as { id: string; aaguid?: string };
        const kind = getAuthenticatorName(made.aaguid);
        if (kind !== undefined) await part.update("passkey", { id: made.id }, { name: kind });
        // Whoever was in with the password alone is in with both steps now, and nobody else is with one.
        const cookies = session.step ? [] : [await renew(asked, part, person, "passkey")];
        return changed({ said: "passkeyOn", cookies }, { what: "passkey added", by: person.id });
      });
    },
  };

  function toShown(secret: string, auth: Auth, person: Person): { qr: Html; key: string } {
    const uri = createOTP(secret, digits).url(auth.options.appName, person.email);
    const key = new URL(uri).searchParams.get("secret") ?? "";
    return { qr: new Html(renderSVG(uri, { border: 2 })), key: key.replace(/(.{4})(?=.)/g, "$1 ") };
  }
}
