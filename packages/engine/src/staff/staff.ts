import type { Tables } from "../store/tables.ts";
import type { Kysely } from "kysely";
import type { Person } from "../roles/roles.ts";
import { spellTime, toOwnZone } from "@abide/console";
import { toWords, type Actor, type Policy, type Records } from "@abide/policy";
import type { Visit } from "@abide/gate/render";
import { readBody, toFields, toMediaType, toText } from "../http/body.ts";
import { AbideError, isAbideError } from "../http/error.ts";
import { createSigner } from "../http/signer.ts";
import type { Log } from "../audit/log.ts";
import { toBack, verifySameOrigin } from "../http/origin.ts";
import { toPurposeRole, opensPage, type Roles } from "../roles/roles.ts";
import { isStoreDown } from "../store/index.ts";
import type { Vault } from "../vault/vault.ts";
import type { Limits } from "../limits/limits.ts";
import type { Versions } from "../policies/versions.ts";
import { createAccounts, type Changed, type Session } from "./account.ts";
import { createActs } from "./acts.ts";
import { createAuth, longest, type Auth, type Step } from "./auth.ts";
import { toCookieNames } from "./cookie.ts";
import type { Personal } from "../subjects/personal-data.ts";
import { createSealedStore } from "./sealed-store.ts";
import { answerPage, answerRedirectTo, type StaffPage } from "./pages.tsx";
import { createInvitations } from "./invitation.ts";
import { administrator, createPeople, type Change } from "./people.ts";
import { createSignIns, type Asked, type Stepped } from "./sign-in.ts";
import type { ConsolePage, PageRequest } from "./console-page.ts";
import { toStaffTexts } from "./texts/all.ts";

export type { Person } from "../roles/roles.ts";

/** Somebody of the company who has signed in, with both steps. */
export interface Colleague<P extends Policy = Policy> extends Actor {
  readonly name: string;
  /** Readers that carry this person's name into the log, and open what their roles are for. */
  readonly records: Records<P>;
}

/** A page where people of a role do their work. The console links to it for those who hold the purpose. */
export interface Desk {
  readonly title: string | { readonly [language: string]: string };
  /** What it is for, in a sentence. */
  readonly says?: string | { readonly [language: string]: string };
  readonly href: `/${string}`;
  readonly purpose: string;
}

export interface StaffOptions {
  readonly roles: Roles;
  readonly desks?: readonly Desk[];
  /** The time zone of the company, in which its people read every moment: "Europe/Zurich". Default: that of the process. */
  readonly zone?: string;
}

export interface StaffPages {
  /** Who has signed in, and the cookies that keep the session going. */
  readonly find: (
    request: Request,
    origin: string,
  ) => Promise<{ readonly person: Person | undefined; readonly cookies: readonly string[] }>;
  /** The answer to a request below `/console`. */
  readonly answer: (
    request: Request,
    asked: { readonly ip: string; readonly visit: Visit; readonly origin: string },
  ) => Promise<Response>;
  /** The path on which the first administrator makes an account; undefined where there is somebody already. */
  readonly setUp: () => Promise<string | undefined>;
  /** Writes down what was counted. */
  readonly close: () => Promise<void>;
}

export interface StaffPagesOptions extends StaffOptions {
  readonly personal: Personal;
  readonly site: string;
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  readonly log: Log;
  readonly versions: Versions;
  readonly limits: Limits;
  readonly clock: () => Date;
  /** What the console has beside accounts and people. */
  readonly pages?: readonly ConsolePage[];
}

/** Most bytes of a form of the console; a passkey's answer is the longest. */
const longestForm = 60_000;

/** The pages where the company's people sign in, keep their accounts, and give each other roles. */
export async function createStaff(options: StaffPagesOptions): Promise<StaffPages> {
  const {
    site,
    db,
    vault,
    log,
    versions,
    limits,
    clock,
    personal,
    roles,
    desks = [],
    pages = [],
    zone = toOwnZone(),
  } = options;
  verifyRoles(roles, versions, pages);
  verifyZone(zone);
  const { hash, policy } = versions.current[0];
  const items = createSealedStore({ site, db, vault, clock, personal });
  const acts = createActs({ site, log, items, clock, policy: hash });
  const people = createPeople({ items, acts, roles, clock });
  const invitations = createInvitations({ items, acts, toRoles: people.toRoles, clock });
  const signIns = createSignIns({ items, acts, vault, limits, clock });
  const accounts = createAccounts({ items, acts, vault, limits, clock });
  const formSigner = await createSigner(vault.root, "console form");
  const secret = new TextEncoder().encode(await (await createSigner(vault.root, "staff sessions")).sign("secret"));
  const auths = new Map<string, Auth>();
  const toAuth = (origin: string): Auth => {
    let auth = auths.get(origin);
    // A host that somebody made up costs memory: a deployment has a handful.
    if (!auth && auths.size > 20) auths.clear();
    if (!auth) auths.set(origin, (auth = createAuth({ items, secret, origin, issuer: policy.controller.name })));
    return auth;
  };

  /** Who has signed in, by which session. */
  const findSession = async (headers: Headers, origin: string): Promise<Found> => {
    const { response, headers: answered } = await toAuth(origin)
      .api.getSession({ headers, returnHeaders: true })
      .catch(async (error: unknown) => {
        // The library hides why; a store that is away says so itself.
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
  };

  const answer: StaffPages["answer"] = async (request, { ip, visit, origin }) => {
    const { method } = request;
    if (method !== "GET" && method !== "POST") throw new AbideError("method", "The console is opened, or sent a form.");
    const posted = method === "POST";
    const url = new URL(request.url);
    const path = url.pathname.replace(/\/$/, "");
    if (posted) verifySameOrigin(request, origin);
    const form = posted ? await readForm(request) : new Map<string, string>();
    const field = (name: string) => form.get(name) ?? "";

    const auth = toAuth(origin);
    const headers = toCookieHeaders(request);
    const found = await findSession(headers, origin);
    const { person, session } = found;
    const asked: Asked = {
      auth,
      ip,
      headers,
      factorCookie: toCookieNames(origin.startsWith("https:")).factor,
      held: session?.token,
    };
    const texts = toStaffTexts(person?.language || visit.language);
    const csrfToken = session && (await formSigner.sign(session.id));
    const show = (page: StaffPage, more: { status?: number; cookies?: readonly string[]; csrfToken?: string } = {}) =>
      answerPage(page, {
        visit,
        texts,
        zone,
        person,
        csrfToken: more.csrfToken ?? csrfToken,
        address: url.pathname + url.search,
        desks: [
          ...desks
            .filter(({ purpose }) => person?.complete && toPurposeRole(roles, purpose, person.roles) === "holds")
            .map(({ title, says, href }) => ({
              title: toWords(title, texts.language),
              says: says && toWords(says, texts.language),
              href,
            })),
          ...(person ? pagesOf(person) : []).map(({ name, title, says, group }) => ({
            title: toWords(title, texts.language),
            says: toWords(says, texts.language),
            href: `/console/${name}`,
            group,
          })),
        ],
        cookies: [...found.cookies, ...(more.cookies ?? [])],
        status: more.status ?? ("refused" in page && page.refused !== undefined ? toStatus(page.refused) : 200),
      });
    const pass = (to: string, cookies: readonly string[] = []) =>
      answerRedirectTo(to, texts, [...found.cookies, ...cookies]);
    const back = toWayBack(form.get("back") ?? url.searchParams.get("back") ?? undefined, origin);
    const step = (
      stepped: Stepped,
      page: (refused: Extract<Stepped, { refused: unknown }>) => StaffPage,
    ): Response | Promise<Response> => {
      if ("refused" in stepped) return show(page(stepped));
      const to = { "second-step": withBack("/console/second-step", back), "set-up": "/console/account", in: back };
      return pass(to[stepped.next], stepped.cookies);
    };
    const pagesOf = (who: Person) => pages.filter(({ name }) => enters(roles, who, name));
    /** What waits for somebody, by the address of its page. */
    const readWaits = async (who: Person): Promise<ReadonlyMap<string, string>> => {
      const found = await Promise.all(
        pagesOf(who).map(async ({ name, waits }) => [`/console/${name}`, await waits?.(who, texts.language)] as const),
      );
      return new Map(found.flatMap(([href, says]) => (says === undefined ? [] : [[href, says]])));
    };
    /** Refuses a form that was not written for this session. */
    const verifyCsrfToken = async (): Promise<void> => {
      if (session && (await formSigner.verify(session.id, field("form")))) return;
      throw new AbideError("cross-site", "A form of the console came without the CSRF token of its session.");
    };

    switch (path) {
      case "/console/sign-in": {
        if (person?.complete) return pass(back);
        const changed = url.searchParams.has("changed") ? ({ said: "yours" } as const) : {};
        if (!posted) return show({ page: "sign-in", back, ...changed });
        const wait = await signIns.wait(ip);
        const email = field("email");
        const stepped: Stepped =
          wait === undefined ? await signIns.first(asked, email, field("password")) : { refused: "wait", wait };
        return step(stepped, (refused) => ({ page: "sign-in", back, email: email.slice(0, 254), ...refused }));
      }
      case "/console/second-step": {
        if (person?.complete) return pass(back);
        if (!posted) return show({ page: "second-step", back });
        const wait = await signIns.wait(ip);
        const stepped: Stepped =
          wait === undefined ? await signIns.second(asked, field("code")) : { refused: "wait", wait };
        return step(stepped, (refused) =>
          refused.refused === "late"
            ? { page: "sign-in", back, ...refused }
            : { page: "second-step", back, ...refused },
        );
      }
      case "/console/set-up":
      case "/console/join": {
        const token = (posted ? field("token") : (url.searchParams.get("token") ?? "")).slice(0, 100);
        const wait = posted ? await signIns.wait(ip) : undefined;
        if (wait !== undefined) return show({ page: "message", refused: "wait", wait });
        const invitation = await invitations.find(token);
        if (!invitation) return show({ page: "message", refused: "link" });
        const [name, typed] = [field("name"), field("email")];
        if (!posted) return show({ page: "join", token, ...invitation });
        const agent = headers.get("user-agent") ?? "";
        const joined = await invitations.join(auth, { token, name, email: typed, password: field("password"), agent });
        return "refused" in joined
          ? show({ page: "join", token, ...invitation, name, typed, refused: joined.refused })
          : pass("/console/account", [joined.cookie]);
      }
      case "/console/sign-out": {
        if (!posted) return pass("/console");
        if (!session || !person) return pass("/console/sign-in");
        await acts.commit(async (part) => {
          await part.remove("session", { token: session.token });
          return { result: undefined, acts: [{ what: "sign-out", by: person.id }] };
        });
        const response = await auth.api.signOut({ headers, asResponse: true }).catch(() => undefined);
        return answerRedirectTo("/console/sign-in", texts, response?.headers.getSetCookie() ?? []);
      }
      case "/console/passkey":
        if (!posted) throw new AbideError("method", "A passkey is asked for by the page's script.");
        return answerPasskey();
      default:
    }
    // What a form was sent to is often no page.
    const here = posted ? undefined : url.pathname + url.search;
    if (!person || !session) return pass(withBack("/console/sign-in", toWayBack(here, origin)));

    if (path === "/console/language") {
      if (!posted) return pass("/console");
      await verifyCsrfToken();
      const { language } = toStaffTexts(field("language"));
      await items.update("user", { id: person.id }, { language });
      return pass(back);
    }

    if (path === "/console/account") {
      if (posted) await verifyCsrfToken();
      const done: Changed = posted ? await accounts.change(asked, person, session, { field }) : {};
      const renewed = done.cookies ?? [];
      // A changed factor begins another session, and its page has that one's token.
      const now = renewed.length === 0 ? found : await findSession(withCookies(headers, renewed), origin);
      if (!now.session || !now.person) return pass("/console/sign-in", renewed);
      const account = await accounts.read(auth, now.person, now.session);
      const page: StaffPage = { page: "account", ...done, account, complete: now.person.complete };
      return show(page, { cookies: renewed, csrfToken: await formSigner.sign(now.session.id) });
    }
    // Everything else needs both steps.
    if (!person.complete) return pass("/console/account");
    if (path === "/console") return show({ page: "home", waits: await readWaits(person) });
    if (path === "/console/staff" && person.roles.includes(administrator)) {
      if (posted) await verifyCsrfToken();
      const done = posted ? await changeStaff(person, form) : {};
      const left = posted ? (await findSession(headers, origin)).person : person;
      // Whose own roles are others now signs in anew, and is told why.
      if (!left) return pass("/console/sign-in?changed");
      if (!left.roles.includes(administrator)) return pass("/console");
      const [all, invited] = await Promise.all([people.list(), invitations.list()]);
      return show({ page: "staff", ...done, people: all, invited, roles, pages, origin });
    }
    if (path === "/console/style-guide") return show({ page: "style-guide" });
    const of = pages.find(({ name }) => `${path}/`.startsWith(`/console/${name}/`));
    if (of && !enters(roles, person, of.name)) {
      const opened = Object.entries(roles).flatMap(([role, { title, pages: own = [] }]) =>
        own.includes(of.name) ? toWords(title ?? role, texts.language) : [],
      );
      return show({ page: "closed", title: toWords(of.title, texts.language), opened }, { status: 403 });
    }
    if (of) {
      if (posted) await verifyCsrfToken();
      const { language } = texts;
      const asking: PageRequest = {
        request,
        path: path.slice(`/console/${of.name}`.length),
        query: url.searchParams,
        form: posted ? form : undefined,
        person,
        language,
        visit,
        origin,
      };
      const page = await of.answer(asking).catch((error: unknown) => {
        if (isAbideError(error) && error.code === "not-found") return undefined;
        throw error;
      });
      if (!page) return show({ page: "missing" }, { status: 404 });
      if (page instanceof Response) return page;
      return show(
        { page: "feature", name: of.name, title: page.title, main: page.main, refresh: page.refresh },
        { status: page.status ?? 200 },
      );
    }
    return show({ page: "missing" }, { status: 404 });

    /** For the page's script: options and answers of WebAuthn, as JSON. */
    async function answerPasskey(): Promise<Response> {
      const refuse = ({ refused, wait }: Changed): Response => {
        const says = refused && texts.refused[refused].replace("{wait}", String(wait ?? ""));
        return Response.json({ refused, says }, { status: 422, headers: { "cache-control": "no-store" } });
      };
      const passed = ({ cookies = [] }: Changed): Response => {
        const set = new Headers({ "cache-control": "no-store" });
        for (const cookie of cookies) set.append("set-cookie", cookie);
        return Response.json({ passed: true }, { headers: set });
      };
      const act = field("do");
      const wait = await signIns.wait(ip);
      if (wait !== undefined) return refuse({ refused: "wait", wait });
      if (act === "sign-in-options") return signIns.passkeyOptions(asked);
      if (act === "sign-in") {
        const stepped = await signIns.passkey(asked, toJson(field("response")));
        return "refused" in stepped ? refuse(stepped) : passed(stepped);
      }
      if (!person || !session) throw new AbideError("refused", "Nobody has signed in who could have a passkey.");
      await verifyCsrfToken();
      if (act === "add-options") {
        const options = await accounts.passkeyOptions(asked, person, session, { field });
        return options instanceof Response ? options : refuse(options);
      }
      if (act !== "add") throw new AbideError("refused", "There is no such step.");
      const done = await accounts.addPasskey(asked, person, session, toJson(field("response")));
      return done.refused === undefined ? passed(done) : refuse(done);
    }
  };

  const changeStaff = async (by: Person, form: ReadonlyMap<string, string>) => {
    const given = people.toRoles([...form.keys()].map((name) => name.replace(/^role-/, "")));
    const id = form.get("person") ?? "";
    const what = form.get("do") ?? "";
    switch (what) {
      case "invite":
        return invitations.invite(by, form.get("email") ?? "", given);
      case "revoke":
        await invitations.revoke(by, id);
        return { said: "revoked" } as const;
      case "roles":
      case "suspend":
      case "resume":
      case "remove": {
        const change: Change = what === "roles" ? { what, roles: given } : { what };
        const refused = await people.change(by, id, change);
        return refused ? { refused } : ({ said: what === "remove" ? "removed" : "saved" } as const);
      }
      default:
        return { refused: "gone" } as const;
    }
  };

  return {
    find: async (request, origin) => {
      const { person, cookies } = await findSession(toCookieHeaders(request), origin);
      return { person, cookies };
    },
    answer: async (request, given) => {
      try {
        return await answer(request, given);
      } catch (cause) {
        if (cause instanceof AbideError || !isStoreDown(cause)) throw cause;
        throw new AbideError("store-down", "The store went away while somebody used the console.", { cause });
      }
    },
    setUp: invitations.setUp,
    close: acts.close,
  };
}

interface Found {
  readonly cookies: readonly string[];
  readonly session?: Session;
  readonly person?: Person;
}

/** Where somebody goes on who has signed in: `back` where it is a page of this site, else the console. */
function toWayBack(back: string | undefined, origin: string): string {
  const to = toBack(back, origin);
  return to === "/" || /^\/console\/(?:sign-|second-)/.test(to) ? "/console" : to;
}

const withBack = (path: string, back: string): string =>
  back === "/console" ? path : `${path}?back=${encodeURIComponent(back)}`;

const enters = (roles: Roles, { complete, roles: own }: Person, page: string): boolean =>
  complete && opensPage(roles, own, page);

/** Refuses roles that could not be given, or that name what nobody declares. */
function verifyRoles(roles: Roles, { current }: Versions, pages: readonly ConsolePage[]): void {
  for (const [role, { purposes, pages: own = [] }] of Object.entries(roles)) {
    const refuse = (why: string, next: string) =>
      new AbideError("policy-broken", `The role "${role}" ${why}.`, { next });
    if (role === administrator) throw refuse("is there already: it gives roles", "Call yours by what they do.");
    if (!/^[a-z][\w-]*$/i.test(role))
      throw refuse("has a name that is not made of letters, digits, - and _", "Put what people read into its title.");
    const missing = purposes.find((purpose) => !current.some(({ policy }) => Object.hasOwn(policy.purposes, purpose)));
    if (missing !== undefined)
      throw refuse(
        `is for "${missing}", which no policy declares`,
        "Name a purpose of the policy, or declare this one.",
      );
    const closed = own.find((page) => !pages.some(({ name }) => name === page));
    if (closed !== undefined)
      throw refuse(
        `opens "${closed}", which the console does not have`,
        `It has: ${pages.map(({ name }) => name).join(", ")}.`,
      );
  }
}

function verifyZone(zone: string): void {
  try {
    spellTime(new Date(0), "en", zone);
  } catch (cause) {
    const next = 'Name one by region and city, such as "Europe/Zurich".';
    throw new AbideError("policy-broken", `There is no time zone "${zone}".`, { next, cause });
  }
}

function toStatus(refused: string): number {
  return refused === "wait" || refused === "locked" ? 429 : refused === "link" ? 410 : 422;
}

/** The headers that the library is to see: cookies, and what names the browser in the list of sessions. */
function toCookieHeaders(request: Request): Headers {
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

function withCookies(headers: Headers, set: readonly string[]): Headers {
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
  const body = toText(await readBody(request, longestForm));
  if (body !== "" && toMediaType(request) !== "application/x-www-form-urlencoded")
    throw new AbideError("media-type", "The console takes forms.");
  // No field of the console has a use for them, and the store keeps no NUL.
  return new Map(toFields(body).map(([name, value]) => [name, value.replace(/(?![\t\n\r])\p{Cc}/gu, "")]));
}

/** What the page's script sent of a passkey: an object, whatever is in it. */
function toJson(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new AbideError("malformed", "The passkey's answer is no JSON object.");
}
