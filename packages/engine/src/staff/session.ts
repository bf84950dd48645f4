import type { Person } from "../roles/roles.ts";
import { createAuth, longest, type Auth, type Session, type Step } from "./auth.ts";
import type { People } from "./people.ts";
import type { SealedStore } from "./sealed-store.ts";

/** Who has signed in at a browser, by which session; neither if nobody has. `cookies` keep the session going. */
export interface SignedIn {
  readonly cookies: readonly string[];
  readonly session?: Session;
  readonly person?: Person;
}

export interface Sessions {
  /** The sign-in library, for the site at this origin. */
  readonly toAuth: (origin: string) => Auth;
  readonly find: (headers: Headers, origin: string) => Promise<SignedIn>;
}

export interface SessionOptions {
  readonly items: SealedStore;
  readonly people: People;
  readonly secret: Uint8Array;
  readonly issuer: string;
  readonly clock: () => Date;
}

export function createSessions({ items, people, secret, issuer, clock }: SessionOptions): Sessions {
  const auths = new Map<string, Auth>();
  const toAuth = (origin: string): Auth => {
    let auth = auths.get(origin);
    // A host that somebody made up costs memory: a deployment has a handful.
    if (!auth && auths.size > 20) auths.clear();
    if (!auth) auths.set(origin, (auth = createAuth({ items, secret, origin, issuer })));
    return auth;
  };
  return {
    toAuth,
    find: async (headers, origin) => {
      const { response, headers: answered } = await toAuth(origin)
        .api.getSession({ headers, returnHeaders: true })
        .catch(async (error: unknown) => {
          // The library hides the reason; a store that is away says so itself.
          await items.find("user", { id: "" });
          throw error;
        });
      const cookies = answered.getSetCookie();
      if (!response) return { cookies };
      const { session, user } = response;
      const since = new Date(session.since ?? session.createdAt);
      if (clock().getTime() - since.getTime() > longest || user.suspended === true) {
        await items.remove("session", { id: session.id });
        return { cookies: [] };
      }
      const step = (session.step ?? undefined) as Step | undefined;
      return {
        cookies,
        session: { id: session.id, token: session.token, step, since },
        person: people.toPerson(user, step !== undefined),
      };
    },
  };
}

/** The headers that the library is to see: cookies, and the name of the browser for the list of sessions. */
export function toAuthHeaders(request: Request): Headers {
  const headers = new Headers();
  for (const [name, most] of [
    ["cookie", 16_000],
    ["user-agent", 300],
  ] as const) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value.slice(0, most));
  }
  return headers;
}

/** The headers as the browser would send them once it has taken the cookies `set`. */
export function withCookies(headers: Headers, set: readonly string[]): Headers {
  const jar = new Map((headers.get("cookie") ?? "").split(/;\s*/).map((pair) => [pair.split("=")[0]!, pair]));
  for (const line of set) {
    const pair = line.split(";")[0]!;
    jar.set(pair.split("=")[0]!, pair);
  }
  const next = new Headers(headers);
  next.set("cookie", [...jar.values()].join("; "));
  return next;
}
