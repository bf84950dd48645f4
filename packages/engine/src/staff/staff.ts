import { toWords, type Actor, type Policy, type Records } from "@abide/policy";
import { audit } from "../audit.ts";
import { readBody, toFields, toText } from "../body.ts";
import { AbideError } from "../error.ts";
import { createSigner } from "../key.ts";
import { createLimit } from "../limit.ts";
import type { Log } from "../log.ts";
import { verifySameOrigin } from "../origin.ts";
import type { Roles } from "../roles.ts";
import { isStoreDown, type Store } from "../store/index.ts";
import type { Vault } from "../vault/vault.ts";
import type { Versions } from "../versions.ts";
import { createAuth, longest, shortestPassword, type Auth } from "./auth.ts";
import { createItems, type Item } from "./items.ts";
import * as pages from "./pages.ts";
import { toStaffTexts, type Refusal } from "./texts.ts";
import type { Visit } from "@abide/gate/render";

/** Somebody of the company who has signed in, with both steps. */
export interface Colleague<P extends Policy = Policy> extends Actor {
  readonly name: string;
  /** Readers that carry this person's name into the log, and open what their roles are for. */
  readonly records: Records<P>;
}

/** A page where people of a role do their work. The console links to it for those who hold the purpose. */
export interface Desk {
  readonly title: string | { readonly [language: string]: string };
  readonly href: `/${string}`;
  readonly purpose: string;
}

export interface StaffOptions {
  readonly roles: Roles;
  readonly desks?: readonly Desk[];
}

/** The role that gives roles. It serves no purpose: who has no other reads nothing. */
export const administrator = "administrator";

export interface StaffRoom {
  /** Who has signed in, and the cookies that keep the session going. */
  readonly find: (
    request: Request,
    origin: string,
  ) => Promise<{ readonly person: Person | undefined; cookies: string[] }>;
  /** The answer to a request below `/console`. */
  readonly answer: (
    request: Request,
    asked: { readonly ip: string; readonly visit: Visit; origin: string },
  ) => Promise<Response>;
  /** The path on which the first administrator makes an account; undefined where there is somebody already. */
  readonly setUp: () => Promise<string | undefined>;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly suspended: boolean;
  /** Both steps are set up: without, nothing is opened. */
  readonly complete: boolean;
}

export interface StaffRoomOptions extends StaffOptions {
  readonly site: string;
  readonly store: () => Promise<Store>;
  readonly vault: Vault;
  readonly log: Log;
  readonly versions: Versions;
  readonly clock: () => Date;
}

const twoDays = 2 * 86_400_000;

export async function createStaffRoom(options: StaffRoomOptions): Promise<StaffRoom> {
  const { site, store, vault, log, versions, clock, roles, desks = [] } = options;
  const items = createItems(site, store, vault);
  const { hash, policy } = versions.current[0];
  const secret = new TextEncoder().encode(await (await createSigner(vault.root, "staff sessions")).sign("secret"));
  const auths = new Map<string, Auth>();
  const toAuth = (origin: string): Auth => {
    let auth = auths.get(origin);
    // A host that somebody made up costs memory: a deployment has a handful.
    if (!auth && auths.size > 20) auths.clear();
    if (!auth) auths.set(origin, (auth = createAuth({ items, secret, origin, issuer: policy.controller.name })));
    return auth;
  };
  const attempts = createLimit({ burst: 10, every: 20, clock });
  const tries = createLimit({ burst: 5, every: 60, clock });

  const note = async (what: string, by: string, detail: object = {}): Promise<void> => {
    await log.transaction(
      (trx, append) =>
        audit(trx, append, site, [{ type: "staff", at: clock(), policy: hash, detail: { ...detail, by, what } }]),
      { shared: true },
    );
  };

  const toPerson = (user: Item): Person => ({
    id: user.id,
    name: String(user["name"]),
    email: String(user["email"]),
    roles: (typeof user["roles"] === "string" ? user["roles"] : "")
      .split(" ")
      .filter((role) => role === administrator || Object.hasOwn(roles, role)),
    suspended: user["suspended"] === true,
    complete: user["twoFactorEnabled"] === true,
  });

  const find: StaffRoom["find"] = async (request, origin) => {
    const headers = toCookieHeaders(request);
    const { response, headers: answered } = await toAuth(origin).api.getSession({ headers, returnHeaders: true });
    const cookies = answered.getSetCookie();
    if (!response) return { person: undefined, cookies };
    if (clock().getTime() - new Date(response.session.createdAt).getTime() > longest) {
      return { person: undefined, cookies };
    }
    // Not what the session was made with: a role that was taken is gone at once.
    const [user] = await items.find("user", [{ field: "id", value: response.user.id }]);
    const person = user && toPerson(user);
    return { person: person?.suspended === false ? person : undefined, cookies };
  };

  const invite = async (email: string, given: readonly string[], first: boolean): Promise<string> => {
    const token = toToken();
    const expiresAt = new Date(Date.now() + twoDays).toISOString();
    await items.insert("invitation", {
      id: crypto.randomUUID(),
      token,
      email,
      roles: given.join(" "),
      first,
      expiresAt,
    });
    return `/console/join?token=${token}`;
  };

  /** Makes an account and lets the invitation go: of two who use one at once, one gets it. */
  const join = async (
    auth: Auth,
    token: string,
    name: string,
    email: string,
    password: string,
  ): Promise<{ readonly refused: Refusal } | { readonly email: string }> => {
    const open = await findInvitation(token);
    if (!open) return { refused: "link" };
    const address = open["first"] === true ? email : String(open["email"]);
    if (name.trim() === "" || name.length > 100 || !/^\S+@\S+\.\S+$/.test(address)) return { refused: "fields" };
    if (password.length < shortestPassword) return { refused: "password" };
    if ((await items.find("user", [{ field: "email", value: address.toLowerCase() }])).length > 0)
      return { refused: "known" };
    const [claimed] = await items.remove("invitation", [{ field: "token", value: token }]);
    if (!claimed) return { refused: "link" };
    const { internalAdapter, password: hashing } = await auth.$context;
    const made = {
      email: address.toLowerCase(),
      name: name.trim(),
      emailVerified: true,
      roles: String(claimed["roles"]),
    };
    const user = await internalAdapter.createUser(made, { method: "email-password" });
    const account = { userId: user.id, providerId: "credential", accountId: user.id };
    await internalAdapter.linkAccount({ ...account, password: await hashing.hash(password) });
    await note("join", user.id, { roles: made.roles.split(" ") });
    return { email: address.toLowerCase() };
  };

  const findInvitation = async (token: string): Promise<Item | undefined> => {
    const [found] = token === "" ? [] : await items.find("invitation", [{ field: "token", value: token }]);
    return found && new Date(String(found["expiresAt"])).getTime() > Date.now() ? found : undefined;
  };

  /** Whether a code of an app is used for the first time. It would pass for a minute, for whoever has looked over a shoulder. */
  const isFresh = async (id: string, code: string): Promise<boolean> => {
    const used = vault.index("staff.code", `${id} ${code}`).toString("hex");
    const [known] = await items.find("code", [{ field: "id", value: used }]);
    if (known && Date.parse(String(known["expiresAt"])) > Date.now()) return false;
    await items.remove("code", [{ field: "expiresAt", operator: "lt", value: new Date().toISOString() }]);
    try {
      await items.insert("code", { id: used, userId: id, expiresAt: new Date(Date.now() + 120_000).toISOString() });
      return true;
    } catch (error) {
      if (isStoreDown(error)) throw error;
      return false;
    }
  };

  const answer: StaffRoom["answer"] = async (request, { ip, visit, origin }) => {
    const auth = toAuth(origin);
    const url = new URL(request.url);
    const texts = toStaffTexts(visit.language);
    const path = url.pathname.replace(/\/$/, "");
    const posted = request.method === "POST";
    const { person, cookies } = await find(request, origin);
    const headers = toCookieHeaders(request);
    const show = (page: pages.StaffPage, more: { status?: number; cookies?: readonly string[] } = {}) =>
      pages.answerPage(page, {
        visit,
        texts,
        person,
        desks: toDesks(person),
        cookies: [...cookies, ...(more.cookies ?? [])],
        status: more.status,
      });
    const pass = (to: string, set: readonly string[] = []) => pages.answerPassingTo(to, texts, [...cookies, ...set]);
    const toDesks = (who: Person | undefined) =>
      desks
        .filter(({ purpose }) => who?.complete && who.roles.some((role) => roles[role]?.purposes.includes(purpose)))
        .map(({ title, href }) => ({ title: toWords(title, visit.language), href }));
    if (request.method !== "GET" && !posted) throw new AbideError("method", "The console is opened, or sent a form.");

    if (posted) verifySameOrigin(request, origin);
    const form = posted ? await readForm(request) : new Map<string, string>();
    const field = (name: string) => form.get(name) ?? "";
    const limited = (who: string, limit = attempts): number | undefined => (posted ? limit.take(who) : undefined);

    switch (path) {
      case "/console/sign-in": {
        if (person?.complete) return pass("/console");
        if (!posted) return show({ page: "sign-in" });
        const email = field("email").trim().toLowerCase().slice(0, 254);
        const wait = limited(ip) ?? limited(`account ${email}`, tries);
        if (wait !== undefined) return show({ page: "sign-in", refused: "wait", wait }, { status: 429 });
        const response = await auth.api.signInEmail({
          body: {
            email: /^\S+@\S+\.\S+$/.test(email) ? email : "nobody@invalid.example",
            password: field("password").slice(0, 256) || "-",
          },
          headers,
          asResponse: true,
        });
        if (!response.ok) {
          await note("sign-in refused", "unknown");
          return show({ page: "sign-in", refused: "credentials", email }, { status: 422 });
        }
        const said = (await response.json()) as { twoFactorRedirect?: boolean; user?: { id: string } };
        const set = response.headers.getSetCookie();
        if (said.twoFactorRedirect) return pass("/console/second-step", set);
        await note("sign-in without second step", said.user?.id ?? "unknown");
        return pass("/console/account", set);
      }
      case "/console/second-step": {
        if (person?.complete) return pass("/console");
        if (!posted) return show({ page: "second-step" });
        const wait = limited(`code ${ip}`);
        if (wait !== undefined) return show({ page: "second-step", refused: "wait", wait }, { status: 429 });
        const code = field("code").trim();
        const digits = code.replace(/\s/g, "");
        const totp = /^\d{6}$/.test(digits);
        const response = totp
          ? await auth.api.verifyTOTP({ body: { code: digits }, headers, asResponse: true })
          : await auth.api.verifyBackupCode({ body: { code }, headers, asResponse: true });
        const said = response.ok ? ((await response.json()) as { user?: { id: string } }) : undefined;
        const id = said?.user?.id;
        if (id === undefined || (totp && !(await isFresh(id, digits)))) {
          // A session that a used code has opened is closed again before anybody has it.
          if (id !== undefined) await endNewest(auth, id);
          await note("second step refused", id ?? "unknown");
          return show({ page: "second-step", refused: "code" }, { status: 422 });
        }
        await note("sign-in", id, { step: totp ? "app" : "backup code" });
        return pass("/console", response.headers.getSetCookie());
      }
      case "/console/join": {
        const token = (posted ? field("token") : (url.searchParams.get("token") ?? "")).slice(0, 100);
        const wait = limited(`join ${ip}`);
        if (wait !== undefined) return show({ page: "message", refused: "wait", wait }, { status: 429 });
        const open = await findInvitation(token);
        if (!open) return show({ page: "message", refused: "link" }, { status: 410 });
        const shown = { page: "join", token, first: open["first"] === true, email: String(open["email"]) } as const;
        if (!posted) return show(shown);
        const joined = await join(auth, token, field("name"), field("email").trim(), field("password"));
        if ("refused" in joined) {
          const again = { ...shown, refused: joined.refused, name: field("name"), typed: field("email") };
          return show(again, { status: 422 });
        }
        const body = { email: joined.email, password: field("password") };
        const response = await auth.api.signInEmail({ body, asResponse: true });
        return pass("/console/account", response.headers.getSetCookie());
      }
      case "/console/sign-out": {
        if (!posted) return pass("/console");
        const response = await auth.api.signOut({ headers, asResponse: true }).catch(() => undefined);
        if (person) await note("sign-out", person.id);
        return pages.answerPassingTo("/console/sign-in", texts, response?.headers.getSetCookie() ?? []);
      }
      case "/console/passkey": {
        // For the page's script: options and answers of WebAuthn, as JSON.
        return answerPasskey(auth, request, headers, person, field);
      }
      default:
    }
    if (!person) return pass("/console/sign-in");

    if (path === "/console/account") {
      const done = posted ? await changeAccount(auth, person, headers, field) : {};
      if (posted && !("refused" in done)) {
        const what = field("do");
        if (what !== "set-up") await note(`account: ${what}`.slice(0, 60), person.id);
      }
      const [user] = await items.find("user", [{ field: "id", value: person.id }]);
      // The cookie may be a new one by now: a changed password and a second step each begin another session.
      const set = "cookies" in done ? (done.cookies ?? []) : [];
      const own = withCookies(headers, set);
      const sessions = await auth.api.listSessions({ headers: own }).catch(() => []);
      const current = await auth.api.getSession({ headers: own }).catch(() => null);
      const keys = await items.find("passkey", [{ field: "userId", value: person.id }]);
      return show(
        {
          page: "account",
          ...done,
          complete: user?.["twoFactorEnabled"] === true,
          sessions: sessions.map(({ id, createdAt, userAgent }) => ({
            id,
            at: new Date(createdAt),
            agent: userAgent ?? "",
            current: id === current?.session.id,
          })),
          passkeys: keys.map(({ id, name }) => ({ id, name: typeof name === "string" ? name : "Passkey" })),
        },
        { status: "refused" in done ? 422 : 200, cookies: set },
      );
    }
    // Everything else needs both steps.
    if (!person.complete) return pass("/console/account");
    if (path === "/console") return show({ page: "home" });
    if (path === "/console/staff" && person.roles.includes(administrator)) {
      const done = posted ? await changeStaff(person, field, form) : {};
      const users = (await items.find("user", [])).map(toPerson).sort((a, b) => a.name.localeCompare(b.name));
      return show({ page: "staff", ...done, people: users, roles, origin }, { status: "refused" in done ? 422 : 200 });
    }
    throw new AbideError("not-found", "The console has nothing there.");
  };

  async function changeAccount(
    auth: Auth,
    person: Person,
    headers: Headers,
    field: (name: string) => string,
  ): Promise<pages.AccountDone> {
    switch (field("do")) {
      case "set-up": {
        const response = await auth.api.enableTwoFactor({
          body: { password: field("password") },
          headers,
          asResponse: true,
        });
        if (!response.ok) return { refused: "credentials" };
        const said = (await response.json()) as { totpURI?: string; backupCodes?: string[] };
        return said.totpURI === undefined
          ? { refused: "credentials" }
          : { uri: said.totpURI, codes: said.backupCodes ?? [] };
      }
      case "confirm": {
        const code = field("code").replace(/\s/g, "").slice(0, 12);
        const response = await auth.api.verifyTOTP({ body: { code }, headers, asResponse: true });
        if (!response.ok || !(await isFresh(person.id, code))) return { refused: "code", again: true };
        return { cookies: response.headers.getSetCookie(), said: "factorOn" };
      }
      case "password": {
        const next = field("new-password");
        if (next.length < shortestPassword) return { refused: "password" };
        const body = { currentPassword: field("password"), newPassword: next.slice(0, 256), revokeOtherSessions: true };
        const response = await auth.api.changePassword({ body, headers, asResponse: true });
        if (!response.ok) return { refused: "credentials" };
        return { cookies: response.headers.getSetCookie(), said: "passwordChanged" };
      }
      case "end": {
        await items.remove("session", [
          { field: "id", value: field("session") },
          { field: "userId", value: person.id },
        ]);
        return { said: "ended" };
      }
      case "remove-passkey": {
        await items.remove("passkey", [
          { field: "id", value: field("passkey") },
          { field: "userId", value: person.id },
        ]);
        return {};
      }
      default:
        return { refused: "fields" };
    }
  }

  async function changeStaff(
    person: Person,
    field: (name: string) => string,
    form: ReadonlyMap<string, string>,
  ): Promise<pages.StaffDone> {
    const given = [administrator, ...Object.keys(roles)].filter((role) => form.has(`role-${role}`));
    const id = field("person");
    switch (field("do")) {
      case "invite": {
        const email = field("email").trim().toLowerCase();
        if (!/^\S+@\S+\.\S+$/.test(email) || email.length > 254) return { refused: "fields" };
        if ((await items.find("user", [{ field: "email", value: email }])).length > 0) return { refused: "known" };
        const link = await invite(email, given, false);
        await note("invitation", person.id, { roles: given });
        return { link };
      }
      case "roles":
      case "suspend":
      case "resume":
      case "remove": {
        const what = field("do");
        const users = (await items.find("user", [])).map(toPerson);
        const other = users.find((user) => user.id === id);
        if (!other) return { refused: "fields" };
        const loses = what === "suspend" || what === "remove" || (what === "roles" && !given.includes(administrator));
        const admins = users.filter(({ roles, suspended }) => roles.includes(administrator) && !suspended);
        if (loses && admins.length === 1 && admins[0]!.id === id) return { refused: "last" };
        // Sessions go first: what is taken must not be used meanwhile.
        await items.remove("session", [{ field: "userId", value: id }]);
        if (what === "remove") {
          for (const model of ["account", "twoFactor", "passkey", "code"]) {
            await items.remove(model, [{ field: "userId", value: id }]);
          }
          await items.remove("user", [{ field: "id", value: id }]);
        } else {
          const change = what === "roles" ? { roles: given.join(" ") } : { suspended: what === "suspend" };
          await items.update("user", [{ field: "id", value: id }], change);
        }
        await note(what, person.id, { person: id, ...(what === "roles" ? { roles: given } : {}) });
        return { said: what === "remove" ? "removed" : "saved" };
      }
      default:
        return { refused: "fields" };
    }
  }

  /** Ends the session that was begun last. */
  async function endNewest(auth: Auth, id: string): Promise<void> {
    void auth;
    const sessions = await items.find("session", [{ field: "userId", value: id }]);
    const newest = sessions.sort((a, b) => String(b["createdAt"]).localeCompare(String(a["createdAt"])))[0];
    if (newest) await items.remove("session", [{ field: "id", value: newest.id }]);
  }

  async function answerPasskey(
    auth: Auth,
    request: Request,
    headers: Headers,
    person: Person | undefined,
    field: (name: string) => string,
  ): Promise<Response> {
    if (request.method !== "POST") throw new AbideError("method", "A passkey is asked for by the page's script.");
    const parse = () => {
      try {
        return JSON.parse(field("response")) as never;
      } catch (cause) {
        throw new AbideError("malformed", "The passkey's answer is not JSON.", { cause });
      }
    };
    const asResponse = true as const;
    switch (field("do")) {
      case "sign-in-options":
        return auth.api.generatePasskeyAuthenticationOptions({ headers, asResponse });
      case "sign-in": {
        const response = await auth.api.verifyPasskeyAuthentication({
          body: { response: parse() },
          headers,
          asResponse,
        });
        const said = response.ok ? ((await response.clone().json()) as { session?: { userId: string } }) : undefined;
        await note(said ? "sign-in" : "passkey refused", said?.session?.userId ?? "unknown", { step: "passkey" });
        return response;
      }
      case "add-options":
        if (!person?.complete) throw new AbideError("refused", "A passkey is added once both steps are set up.");
        return auth.api.generatePasskeyRegistrationOptions({ headers, query: {}, asResponse });
      case "add": {
        if (!person?.complete) throw new AbideError("refused", "A passkey is added once both steps are set up.");
        const body = { response: parse(), name: field("name").slice(0, 60) || "Passkey" };
        const response = await auth.api.verifyPasskeyRegistration({ body, headers, asResponse });
        if (response.ok) await note("account: add passkey", person.id);
        return response;
      }
      default:
        throw new AbideError("refused", "There is no such step.");
    }
  }

  return {
    find,
    answer,
    setUp: async () => {
      if ((await items.find("user", [])).length > 0) return undefined;
      await items.remove("invitation", [{ field: "first", value: true }]);
      return invite("", [administrator], true);
    },
  };
}

/** The headers that the library is to see: cookies, and what names the browser in the list of sessions. */
function toCookieHeaders(request: Request): Headers {
  const headers = new Headers();
  for (const name of ["cookie", "user-agent"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value.slice(0, 8_000));
  }
  return headers;
}

function withCookies(headers: Headers, set: readonly string[]): Headers {
  if (set.length === 0) return headers;
  const jar = new Map((headers.get("cookie") ?? "").split(/;\s*/).map((pair) => [pair.split("=")[0]!, pair]));
  for (const line of set) {
    const pair = line.split(";")[0]!;
    jar.set(pair.split("=")[0]!, pair);
  }
  const next = new Headers(headers);
  next.set("cookie", [...jar.values()].join("; "));
  return next;
}

async function readForm(request: Request): Promise<Map<string, string>> {
  return new Map(toFields(toText(await readBody(request, 60_000))));
}

function toToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
