import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins/two-factor";
import { toBase64Url } from "../key.ts";
import { toAdapter } from "./adapter.ts";
import { toCookieNames } from "./cookie.ts";
import type { Items } from "./items.ts";

/** A session ends an hour after its last use, and is renewed at most every five minutes. */
const idle = 3_600;
/** And it ends after a working day, used or not, in milliseconds. */
export const longest = 12 * 3_600_000;
/** Shorter ones are refused: https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver */
export const shortestPassword = 15;

export interface AuthOptions {
  readonly items: Items;
  readonly secret: Uint8Array;
  /** As browsers see it. */
  readonly origin: string;
  readonly issuer: string;
}

/**
 * better-auth, as it is used here: no sign-up, nothing sent out, no cookie that is not declared, and storage through the vault. Its
 * own routes are not mounted; the pages of the console call it.
 */
export function createAuth({ items, secret, origin, issuer }: AuthOptions) {
  const secure = origin.startsWith("https:");
  const names = toCookieNames(secure);
  const attributes = { httpOnly: true, sameSite: "lax", secure, path: "/" } as const;
  const cookie = (name: string) => ({ name, attributes });
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
      maxPasswordLength: 256,
    },
    user: {
      additionalFields: {
        roles: { type: "string", required: false, defaultValue: "", input: false },
        suspended: { type: "boolean", required: false, defaultValue: false, input: false },
      },
    },
    session: { expiresIn: idle, updateAge: 300, cookieCache: { enabled: false } },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            const [user] = await items.find("user", [{ field: "id", value: userId }]);
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
        two_factor: cookie(names.factor),
      },
      database: { generateId: () => crypto.randomUUID() },
      // Where somebody signs in from is not needed for what sessions are for.
      ipAddress: { disableIpTracking: true },
    },
    plugins: [
      twoFactor({ issuer, totpOptions: { digits: 6, period: 30 } }),
      passkey({
        rpID: new URL(origin).hostname,
        rpName: issuer,
        origin,
        advanced: { webAuthnChallengeCookie: names.passkey },
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;
