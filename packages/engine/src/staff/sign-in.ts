import { toCookies } from "../gate/cookies.ts";
import { toNetwork, type Limits } from "../limits/limits.ts";
import type { Vault } from "../vault/vault.ts";
import type { Acts } from "./acts.ts";
import { longestPassword } from "./password.ts";
import { askAuth, type AuthRequest, type Step } from "./auth.ts";
import { claimCode, toBackupMac } from "./code.ts";
import type { Items, SealedStore } from "./sealed-store.ts";
import { toEmail, toString } from "./people.ts";
import type { Refusal } from "./texts/en.ts";

/** What became of one step of signing in. `cookies` go to the browser only if the step was taken. */
export type Stepped =
  | { readonly refused: Refusal; readonly wait?: number }
  | { readonly next: "second-step" | "set-up" | "in"; readonly cookies: readonly string[] };

export interface SignIns {
  /** The refusal of one more form of `ip`, with the seconds to wait; undefined if `ip` may send one. */
  readonly limit: (ip: string) => Promise<{ readonly refused: "wait"; readonly wait: number } | undefined>;
  readonly first: (browser: AuthRequest, email: string, password: string) => Promise<Stepped>;
  readonly second: (browser: AuthRequest, code: string) => Promise<Stepped>;
  readonly passkeyOptions: (browser: AuthRequest) => Promise<Response>;
  /** Both steps at once: `shown` is the device's answer to the options. */
  readonly passkey: (browser: AuthRequest, shown: object) => Promise<Stepped>;
}

export interface SignInOptions {
  readonly items: SealedStore;
  readonly acts: Acts;
  readonly vault: Vault;
  readonly limits: Limits;
  readonly clock: () => Date;
}

/** Milliseconds before which no answer to a password leaves: without this the time would tell which addresses are known. */
const least = 250;

export function createSignIns({ items, acts, vault, limits, clock }: SignInOptions): SignIns {
  const addresses = limits.limit({ name: "sign-ins", burst: 30, every: 6, inOutage: "refuse" });
  // Wrong passwords of one account from one network, and from everywhere: without the second, guesses could be spread over networks.
  const near = limits.backoff({ name: "password, near", free: 4, first: 5, longest: 900 });
  const far = limits.backoff({ name: "password, far", free: 20, first: 5, longest: 900 });

  /** Writes down that somebody has come in: before that the session is worth nothing. False if it ended meanwhile or `code` was used. */
  const enter = async (
    { held }: AuthRequest,
    { person, token, step, code }: { person: string; token: string; step: Step; code?: string | undefined },
  ): Promise<boolean> => {
    const now = clock();
    await items.sweep(now);
    const entered = await acts.commit(async (part) => {
      if (code !== undefined && !(await claimCode(part, vault, person, code, now))) {
        await part.remove("session", { token });
        return { result: false, acts: [] };
      }
      const [session] = await part.update("session", { token }, { step, since: now.toISOString() });
      if (!session) return { result: false, acts: [] };
      if (held !== undefined && held !== token) await part.remove("session", { token: held });
      return { result: true, acts: [{ what: "sign-in", by: person, step }] };
    });
    if (!entered) acts.failed("used code", person);
    return entered;
  };

  /** What follows a password that is right. */
  const passFirst = async (response: Response): Promise<Stepped> => {
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
  };

  return {
    limit: async (ip) => {
      const wait = ip === "" ? undefined : await addresses.take(ip);
      return wait === undefined ? undefined : { refused: "wait", wait };
    },
    first: async (browser, typed, password) => {
      const started = performance.now();
      const email = typed.trim().toLowerCase().slice(0, 254);
      const account = vault.index("staff.attempt", email).toString("hex");
      const here = `${toNetwork(browser.ip)} ${account}`;
      const [nearby, faraway] = await Promise.all([near.wait(here), far.wait(account)]);
      const wait = nearby ?? faraway;
      if (wait !== undefined) return { refused: "wait", wait };
      const response = await askAuth(items, () =>
        browser.auth.api.signInEmail({
          // Something that is no address takes as long as one that nobody has.
          body: {
            email: toEmail(email) ?? "nobody@invalid.example",
            password: password.slice(0, longestPassword) || "-",
          },
          headers: browser.headers,
          asResponse: true,
        }),
      );
      let stepped: Stepped;
      if (response.ok) {
        await near.clear(here);
        stepped = await passFirst(response);
      } else {
        await Promise.all([near.fail(here), far.fail(account)]);
        acts.failed("password refused", await findPerson(items, toEmail(email)));
        stepped = { refused: "credentials" };
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, least - (performance.now() - started))));
      return stepped;
    },
    second: async (browser, typed) => {
      const challenged = await findChallenged(items, browser);
      if (challenged === undefined) return { refused: "late" };
      const digits = typed.replace(/\s/g, "");
      const byApp = /^\d{6}$/.test(digits);
      const { auth, headers } = browser;
      const response = await askAuth(items, () =>
        byApp
          ? auth.api.verifyTOTP({ body: { code: digits }, headers, asResponse: true })
          : auth.api.verifyBackupCode({ body: { code: toBackupMac(vault, typed) }, headers, asResponse: true }),
      );
      const said = (await response.json().catch(() => ({}))) as SecondStep;
      if (!response.ok) {
        acts.failed("code refused", challenged);
        return { refused: toRefusal(said) };
      }
      const entered = await enter(browser, {
        person: said.user?.id ?? "",
        token: said.token ?? "",
        step: byApp ? "app" : "backup-code",
        code: byApp ? digits : undefined,
      });
      return entered ? { next: "in", cookies: response.headers.getSetCookie() } : { refused: "usedCode" };
    },
    passkeyOptions: async ({ auth, headers }) => {
      const response = await askAuth(items, () =>
        auth.api.generatePasskeyAuthenticationOptions({ headers, asResponse: true }),
      );
      return withHolder(response);
    },
    passkey: async (browser, shown) => {
      const { auth, headers } = browser;
      const response = await askAuth(items, () =>
        auth.api.verifyPasskeyAuthentication({ body: { response: shown as never }, headers, asResponse: true }),
      );
      const said = (await response.json().catch(() => ({}))) as { session?: { userId: string; token: string } };
      if (!response.ok || !said.session) {
        acts.failed("passkey refused");
        return { refused: "passkey" };
      }
      const { userId: person, token } = said.session;
      const entered = await enter(browser, { person, token, step: "passkey" });
      return entered ? { next: "in", cookies: response.headers.getSetCookie() } : { refused: "passkey" };
    },
  };
}

async function findPerson(items: Items, email: string | undefined): Promise<string | undefined> {
  // For an address that nobody has as well: both take one look.
  const [user] = await items.find("user", { email: email ?? "nobody@invalid.example" });
  return user?.id;
}

/** Id of the person who is asked for the second step. */
async function findChallenged(items: Items, { headers, factorCookie }: AuthRequest): Promise<string | undefined> {
  const cookie = toCookies(headers.get("cookie")).find(([name]) => name === factorCookie)?.[1] ?? "";
  // The library checks the signature; the name of the challenge is a word that nobody guesses.
  const identifier = decode(cookie).split(".")[0]!;
  const [found] = identifier === "" ? [] : await items.find("verification", { identifier });
  const person = found && toString(found["value"]);
  return person !== undefined && /^[0-9a-f-]{36}$/.test(person) ? person : undefined;
}

/** The library's answer to a code. */
interface SecondStep {
  readonly code?: string;
  readonly token?: string;
  readonly user?: { readonly id: string };
}

function toRefusal({ code }: SecondStep): Refusal {
  if (code === "ACCOUNT_TEMPORARILY_LOCKED") return "locked";
  return code === "INVALID_TWO_FACTOR_COOKIE" || code === "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE" ? "late" : "code";
}

/** The options of a passkey, in which the device is told to make sure who holds it. The library leaves it to the device. */
async function withHolder(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const options = (await response.json()) as object;
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  for (const cookie of response.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return new Response(JSON.stringify({ ...options, userVerification: "required" }), { headers });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
