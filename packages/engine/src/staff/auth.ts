import { APIError } from "@better-auth/core/error";
import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { longestPassword, shortestPassword } from "./password.ts";
import { serializeSignedCookie } from "better-call";
import { twoFactor } from "better-auth/plugins/two-factor";
import { toBase64Url } from "../http/signer.ts";
import { toAdapter } from "./adapter.ts";
import { toCookieNames } from "./cookie.ts";
import type { Items } from "./sealed-store.ts";

/** A session ends an hour after its last use, and is renewed at most every five minutes. */
const idle = 3_600;
/** And it ends after a working day, used or not, in milliseconds. */
export const longest = 12 * 3_600_000;

export interface AuthOptions {
  readonly items: Items;
  readonly secret: Uint8Array;
  /** The site's, as browsers see it. */
  readonly origin: string;
  readonly issuer: string;
}

/** Refuses a passkey that did not make sure who holds it: without a finger, a face or a PIN it would be one step and not two. */
function verifyHolder(verified: boolean | undefined): void {
  if (verified !== true) throw new APIError("UNAUTHORIZED", { message: "The passkey did not verify its holder." });
}

/**
 * better-auth, as it is used here: no sign-up, nothing sent out, no cookie that is not declared, and storage through the vault. Its
 * own routes are not mounted: the pages of the console call it.
 */
export function createAuth({ items, secret, origin, issuer }: AuthOptions) {
  const secure = origin.startsWith("https:");
  const names = toCookieNames(secure);
  const attributes = { httpOnly: true, sameSite: "lax", secure, path: "/" } as const;
  const cookie = (name: string) => ({ name, attributes });
  // For cookies that live for the few minutes of a sign-in: no link from elsewhere leads into the middle of it.
  const strict = (name: string) => ({ name, attributes: { ...attributes, sameSite: "strict" } as const });
  return betterAuth({
    appName: issuer,
    baseURL: origin,
    basePath: "/console/auth",
    secret: toBase64Url(secret),
    database: toAdapter(items),
    telemetry: { enabled: false },
    logger: { disabled: true },
    // The engine's own limits count for these pages; the library's would keep addresses.
    rateLimit: { enabled: false },
    trustedOrigins: [origin],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
    },
    user: {
      additionalFields: {
        roles: { type: "string", required: false, defaultValue: "", input: false },
        suspended: { type: "boolean", required: false, defaultValue: false, input: false },
        language: { type: "string", required: false, input: false },
      },
    },
    session: {
      expiresIn: idle,
      updateAge: 300,
      cookieCache: { enabled: false },
      additionalFields: {
        // How the second step was taken. A session without it opens nothing but the page that sets one up.
        step: { type: "string", required: false, input: false },
        since: { type: "string", required: false, input: false },
      },
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            const [user] = await items.find("user", { id: userId });
            if (!user || user["suspended"] === true) return false;
            return undefined;
          },
        },
      },
    },
    advanced: {
      useSecureCookies: false,
      cookiePrefix: names.session,
      defaultCookieAttributes: attributes,
      cookies: {
        session_token: cookie(names.session),
        dont_remember: cookie(names.short),
        two_factor: strict(names.factor),
        [names.passkey]: strict(names.passkey),
      },
      database: { generateId: () => crypto.randomUUID() },
      // A session works without the address that somebody signs in from.
      ipAddress: { disableIpTracking: true },
    },
    plugins: [
      twoFactor({ issuer, totpOptions: { digits: 6, period: 30 } }),
      passkey({
        rpID: new URL(origin).hostname,
        rpName: issuer,
        origin,
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        registration: {
          requireSession: true,
          afterVerification: ({ verification }) => verifyHolder(verification.registrationInfo?.userVerified),
        },
        authentication: {
          afterVerification: ({ verification }) => verifyHolder(verification.authenticationInfo.userVerified),
        },
        advanced: { webAuthnChallengeCookie: names.passkey },
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;

/** How the second step was taken; a session that has none is for setting one up. */
export type Step = "app" | "backup-code" | "passkey";

/** A session as the browser brought it. */
export interface Session {
  readonly id: string;
  readonly token: string;
  readonly step: Step | undefined;
  /** When it was begun. */
  readonly since: Date;
}

/** A browser's request, as the library is to see it. */
export interface AuthRequest {
  readonly auth: Auth;
  readonly ip: string;
  /** Cookies and the name of the browser, and no other header. */
  readonly headers: Headers;
  /** Name of the cookie that the second step hangs on. */
  readonly factorCookie: string;
  /** Token of the session that the browser brought, which ends when another begins. */
  readonly held: string | undefined;
}

/**
 * The library's answer. It makes an answer of its own of everything that fails inside, so that a store that is away would pass for a
 * wrong password: then the store is asked, and says so itself.
 */
export async function askAuth(items: Items, work: () => Promise<Response>): Promise<Response> {
  const response = await work();
  if (response.status < 500) return response;
  await items.find("user", { id: "" });
  throw new Error(`The sign-in library failed: ${await response.text()}`);
}

/** The cookie of a session of `person` that begins now. */
export async function beginSession(
  auth: Auth,
  items: Items,
  {
    person,
    agent,
    step,
    now,
  }: { readonly person: string; readonly agent: string; readonly step?: Step; readonly now: Date },
): Promise<string> {
  const { authCookies, secret } = await auth.$context;
  const { name, attributes } = authCookies.sessionToken;
  const token = toToken();
  await items.insert("session", {
    id: crypto.randomUUID(),
    userId: person,
    token,
    userAgent: agent,
    ipAddress: "",
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    expiresAt: new Date(Date.now() + idle * 1000).toISOString(),
    since: now.toISOString(),
    ...(step ? { step } : {}),
  });
  return serializeSignedCookie(name, token, secret, { ...attributes, maxAge: idle });
}

/** A word that nobody guesses: 192 bits, in letters that no address has to escape. */
export function toToken(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(24)));
}
