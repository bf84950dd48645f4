import { toCookies } from "../gate/cookies.ts";
import { toNetwork, type Limits } from "../limits/limits.ts";
import type { Vault } from "../vault/vault.ts";
import type { Acts } from "./acts.ts";
import { longestPassword, type Auth, type Step } from "./auth.ts";
import { claimCode, toBackupMac } from "./code.ts";
import type { Items, SealedStore } from "./sealed-store.ts";
import { toEmail, toString } from "./people.ts";
import type { Refusal } from "./texts/en.ts";

/** What became of one step of signing in. `cookies` go to the browser only where the step was taken. */
export type Stepped =
  | { readonly refused: Refusal; readonly wait?: number }
  | { readonly next: "second-step" | "set-up" | "in"; readonly cookies: readonly string[] };

export interface SignIns {
  /** Undefined where `ip` may send another form, else the seconds to wait. */
  readonly wait: (ip: string) => Promise<number | undefined>;
  readonly first: (asked: Asked, email: string, password: string) => Promise<Stepped>;
  readonly second: (asked: Asked, code: string) => Promise<Stepped>;
  readonly passkeyOptions: (asked: Asked) => Promise<Response>;
  /** The library's answer to a passkey, with the session in it. */
  readonly passkey: (asked: Asked, response: object) => Promise<Stepped>;
}

export interface Asked {
  readonly auth: Auth;
  readonly ip: string;
  /** Cookies and the name of the browser: what the library is to see. */
  readonly headers: Headers;
  /** Name of the cookie that the second step hangs on. */
  readonly factorCookie: string;
  /** Token of the session that the browser brought, which ends where another begins. */
  readonly held: string | undefined;
}

export interface SignInOptions {
  readonly items: SealedStore;
  readonly acts: Acts;
  readonly vault: Vault;
  readonly limits: Limits;
  readonly clock: () => Date;
}

/** Until then no answer to a password leaves, in milliseconds: how long the store takes to know somebody would tell who is known. */
const least = 250;

export function createSignIns({ items, acts, vault, limits, clock }: SignInOptions): SignIns {
  const addresses = limits.limit({ name: "sign-ins", burst: 30, every: 6, inOutage: "refuse" });
  // Of one account from one network, and of one account from everywhere: guesses that are spread over many addresses.
  const near = limits.backoff({ name: "password, near", free: 4, first: 5, longest: 900 });
  const far = limits.backoff({ name: "password, far", free: 20, first: 5, longest: 900 });

  /** Writes down that somebody has come in; only then the session is worth anything. */
  const enter = async (asked: Asked, person: string, token: string, step: Step, code?: string): Promise<boolean> => {
    const now = clock();
    await items.sweep(now);
    const entered = await acts.commit(async (part) => {
      if (code !== undefined && !(await claimCode(part, vault, person, code, now))) {
        await part.remove("session", { token });
        return { result: false, acts: [] };
      }
      const [session] = await part.update("session", { token }, { step, since: now.toISOString() });
      if (!session) return { result: false, acts: [] };
      if (asked.held !== undefined && asked.held !== token) await part.remove("session", { token: asked.held });
      return { result: true, acts: [{ what: "sign-in", by: person, step }] };
    });
    if (!entered) acts.failed("used code", person);
    return entered;
  };

  /** Whom the second step is asked of. */
  const findChallenge = async ({ headers, factorCookie }: Asked): Promise<string | undefined> => {
    const cookie = toCookies(headers.get("cookie")).find(([name]) => name === factorCookie)?.[1] ?? "";
    // The library checks the signature; what names the challenge is a word that nobody guesses.
    const identifier = decode(cookie).split(".")[0]!;
    const [found] = identifier === "" ? [] : await items.find("verification", { identifier });
    const person = found && toString(found["value"]);
    return person !== undefined && /^[0-9a-f-]{36}$/.test(person) ? person : undefined;
  };

  return {
    wait: async (ip) => (ip === "" ? undefined : addresses.take(ip)),
    first: async (asked, typed, password) => {
      const started = performance.now();
      const email = typed.trim().toLowerCase().slice(0, 254);
      const account = vault.index("staff.attempt", email).toString("hex");
      const here = `${toNetwork(asked.ip)} ${account}`;
      const [nearby, faraway] = await Promise.all([near.wait(here), far.wait(account)]);
      const wait = nearby ?? faraway;
      if (wait !== undefined) return { refused: "wait", wait };
      const response = await ask(items, () =>
        asked.auth.api.signInEmail({
          // What is no address takes as long as one that nobody has.
          body: {
            email: toEmail(email) ?? "nobody@invalid.example",
            password: password.slice(0, longestPassword) || "-",
          },
          headers: asked.headers,
          asResponse: true,
        }),
      );
      const stepped = await (async (): Promise<Stepped> => {
        if (!response.ok) {
          await Promise.all([near.fail(here), far.fail(account)]);
          acts.failed("password refused", await findPerson(items, toEmail(email)));
          return { refused: "credentials" };
        }
        await near.clear(here);
        const cookies = response.headers.getSetCookie();
        const said = (await response.json()) as { twoFactorRedirect?: boolean; token?: string; user?: { id: string } };
        if (said.twoFactorRedirect === true) return { next: "second-step", cookies };
        // Their second step is the passkey: with the password alone somebody else could set up another.
        if ((await items.find("passkey", { userId: said.user?.id ?? "" })).length > 0) {
          await items.remove("session", { token: said.token ?? "" });
          acts.failed("second step missing", said.user?.id);
          return { refused: "passkeyOnly" };
        }
        return { next: "set-up", cookies };
      })();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, least - (performance.now() - started))));
      return stepped;
    },
    second: async (asked, typed) => {
      const person = await findChallenge(asked);
      if (person === undefined) return { refused: "late" };
      const digits = typed.replace(/\s/g, "");
      const byApp = /^\d{6}$/.test(digits);
      const { api } = asked.auth;
      const { headers } = asked;
      const response = await ask(items, () =>
        byApp
          ? api.verifyTOTP({ body: { code: digits }, headers, asResponse: true })
          : api.verifyBackupCode({ body: { code: toBackupMac(vault, typed) }, headers, asResponse: true }),
      );
      const said = (await response.json().catch(() => ({}))) as {
        code?: string;
        token?: string;
        user?: { id: string };
      };
      if (!response.ok) {
        acts.failed("code refused", person);
        if (said.code === "ACCOUNT_TEMPORARILY_LOCKED") return { refused: "locked" };
        const over = said.code === "INVALID_TWO_FACTOR_COOKIE" || said.code === "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE";
        return { refused: over ? "late" : "code" };
      }
      const entered = await enter(
        asked,
        said.user?.id ?? "",
        said.token ?? "",
        byApp ? "app" : "backup-code",
        byApp ? digits : undefined,
      );
      return entered ? { next: "in", cookies: response.headers.getSetCookie() } : { refused: "usedCode" };
    },
    passkeyOptions: async ({ auth, headers }) => {
      const response = await ask(items, () =>
        auth.api.generatePasskeyAuthenticationOptions({ headers, asResponse: true }),
      );
      return withHolder(response);
    },
    passkey: async (asked, given) => {
      const { auth, headers } = asked;
      const response = await ask(items, () =>
        auth.api.verifyPasskeyAuthentication({ body: { response: given as never }, headers, asResponse: true }),
      );
      const said = (await response.json().catch(() => ({}))) as { session?: { userId: string; token: string } };
      if (!response.ok || !said.session) {
        acts.failed("passkey refused");
        return { refused: "passkey" };
      }
      const entered = await enter(asked, said.session.userId, said.session.token, "passkey");
      return entered ? { next: "in", cookies: response.headers.getSetCookie() } : { refused: "passkey" };
    },
  };
}

async function findPerson(items: Items, email: string | undefined): Promise<string | undefined> {
  // For an address that nobody has as well: both take one look.
  const [user] = await items.find("user", { email: email ?? "nobody@invalid.example" });
  return user?.id;
}

/** The options of a passkey, in which the device is told to make sure who holds it. The library leaves it to the device. */
async function withHolder(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const options = (await response.json()) as object;
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  for (const cookie of response.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return new Response(JSON.stringify({ ...options, userVerification: "required" }), { headers });
}

/**
 * The library's answer. It makes an answer of its own of whatever fails inside, so that a store that is away would pass for a wrong
 * password: then the store is asked, and says so itself.
 */
export async function ask(items: Items, work: () => Promise<Response>): Promise<Response> {
  const response = await work();
  if (response.status < 500) return response;
  await items.find("user", { id: "" });
  throw new Error(`The sign-in library failed: ${await response.text()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
