import type { FileStore } from "./vault/file-store.ts";
import { renderCentre, type Visit } from "@abide/gate/render";
import { Html, type Policy, type Records, type Version } from "@abide/policy";
import { Hono } from "hono";
import { answerForm, type FormState } from "./collect/collect-form.ts";
import type { CollectContext, Collected, Input } from "./collect/collect.ts";
import { toCookies } from "./gate/cookies.ts";
import { choose } from "./gate/choose.ts";
import { answerReceipt } from "./gate/receipt.ts";
import type { Disclose, DiscloseOptions, Disclosing, Disclosures } from "./disclosures/disclose.ts";
import type { Rule } from "./egress/rules.ts";
import type { Expired } from "./records/retention.ts";
import { createPackagePages } from "./packages/package-page.ts";
import type { LegalRequests } from "./legal-requests/legal-request.ts";
import type { Packages } from "./packages/package.ts";
import type { Import, Imported } from "./succession/import.ts";
import { createSuccessionPage } from "./succession/succession-page.ts";
import type { Successions } from "./succession/succession.ts";
import { AbideError, toProblem, toProblemResponse, wantsHtml } from "./http/error.ts";
import { openHouse, type House, type Notices } from "./house.ts";
import type { LegalHolds } from "./subjects/legal-hold.ts";
import type { FormLimits } from "./collect/form-limit.ts";
import type { FormVisit } from "./collect/form/form.ts";
import { createLimit } from "./http/limit.ts";
import { answerCheckpoint, answerKey, answerTile } from "./audit/answers.ts";
import { isContained } from "./http/contained.ts";
import type { MailOptions, Mails } from "./mail/mail.ts";
import { answerUnsubscribe } from "./subscriptions/unsubscribe-page.ts";
import { toBack } from "./http/origin.ts";
import type { Campaigns } from "./campaigns/campaign.ts";
import type { ChangeNotices } from "./change-notices/notice.ts";
import { answerSubscription } from "./subscriptions/subscribe-page.ts";
import type { Subscription } from "./subscriptions/subscribe.ts";
import type { Outbox } from "./outbox/outbox.ts";
import { answerProblem, toRoute } from "./page/problem.ts";
import { protect } from "./gate/protect.ts";
import { renderPage } from "./page/page.ts";
import { publishRoutes } from "./publish/routes.ts";
import { toPageTexts } from "./page/texts/all.ts";
import { createRecords } from "./records/records.ts";
import type { Roles } from "./roles/roles.ts";
import { toCookieNames } from "./staff/cookie.ts";
import type { Colleague, Person, StaffOptions } from "./staff/staff.ts";
import type { Store } from "./store/index.ts";
import type { Subjects } from "./subjects/subjects.ts";
import type { Master } from "./vault/master.ts";
import { toVisitor, type Visitor } from "./gate/visit.ts";

/** What the site knows of who looks at its page. */
export interface SiteVisit<P extends Policy = Policy> extends Visit, FormVisit {
  /** Those of all policies. `version` is the site's own. */
  readonly versions: readonly Version[];
  /** A form that was sent from this page and not taken: `renderForm` shows it again, with what is wrong. */
  readonly form?: FormState;
  /** Addresses of what forms need beside the page. `renderForm` puts them where they belong. */
  readonly assets: NonNullable<FormVisit["assets"]>;
  /** The activity whose form was sent just now, and taken. */
  readonly sent?: string;
  /** Who of the company has signed in, with both steps. */
  readonly staff?: Colleague<P>;
}

export interface EngineOptions<P extends Policy> {
  /** The site's own policy first: its trackers are what the choice is about. Each is published below its own path. */
  readonly policies: readonly [P, ...P[]];
  readonly store: Store | Promise<Store>;
  /** The deployment's secret, at least 16 bytes: the master key that personal data is locked with, unless \`master\` is another. */
  readonly key?: string | Uint8Array;
  /** A master key that lives elsewhere, e.g. in a key management service. */
  readonly master?: Master;
  /** Asked for every path that is not Abide's. What it answers leaves protected. */
  readonly site?: (request: Request, visit: SiteVisit) => Response | Promise<Response>;
  /**
   * Paths of the site that show data about others, with everything below them: no tracker runs there, whatever who looks at them
   * chose for their own visits.
   */
  readonly quiet?: readonly `/${string}`[];
  readonly clock?: () => Date;
  /** Port of the loopback stand-in that plays the trackers' hosts, for local work. */
  readonly standIn?: number;
  /** The site's origin as browsers see it, where a proxy stands in front: `"https://www.halden.example"`. */
  readonly origin?: string;
  /** Names the site among several in one store. Id of the first policy where it is left out. */
  readonly name?: string;
  /** Where files lie: a bucket, say. The data folder where it is left out. */
  readonly files?: FileStore;
  /** Roles of the company's people. A purpose that one of them holds is read by people of such a role alone. */
  readonly staff?: StaffOptions & { readonly roles: Roles<PurposesOf<P>> };
  /** The transactional mail that can be sent. */
  readonly mail?: MailOptions;
  /** Those of the mails that tell people who receives their data. */
  readonly notices?: Notices;
  /** What people subscribe to: a consent that counts once it was confirmed at the address. */
  readonly subscriptions?: readonly Subscription[];
  /** What speaks to each recipient, and which of them get records by themselves. */
  readonly disclose?: DiscloseOptions<P>;
  /**
   * What else this deployment needs to reach, such as an egress proxy. Recipients, store, bucket, key management service and mail
   * server are known. Without `--import @abide/engine/egress` nothing is refused.
   */
  readonly egress?: readonly Rule[];
  /** How much is taken by forms, of one address and of all. */
  readonly forms?: FormLimits;
  /** Erases what is over its time by itself, every ten minutes, in one of the processes that share the store. */
  readonly jobs?: boolean;
  /** Told what failed inside; visitors are not. Standard error where it is left out. */
  readonly say?: (sentence: string, error: unknown) => void;
}

/** Names of the purposes of a policy, or of any one of several. */
type PurposesOf<P extends Policy> = P extends Policy ? keyof P["purposes"] & string : never;

export interface RequestInfo {
  /** Address of the client. Used for this request and to tell who sends too much; never stored. */
  readonly ip?: string | undefined;
}

export interface Engine<P extends Policy = Policy> {
  readonly fetch: (request: Request, info?: RequestInfo) => Promise<Response>;
  /** Resolves once the store is there and the policies are published; rejects with what stands in the way. */
  readonly ready: Promise<void>;
  /** Finishes what is under way. The store is the caller's to close. */
  readonly close: () => Promise<void>;
  /** Collects `input` under `activity`, as a form does that is sent to `/abide/collect/<activity>`. */
  readonly collect: (activity: string, input: Input, context?: CollectContext) => Promise<Collected>;
  readonly records: Records<P>;
  readonly mail: Mails;
  /** Promotional mail to a declared audience. */
  readonly campaigns: Campaigns;
  /** Mail about material changes of the policies: it goes out by itself. */
  readonly notices: ChangeNotices;
  /** The people whom data is about: what they said, everything that is held about one, and erasure. */
  readonly subjects: Subjects;
  readonly holds: LegalHolds;
  readonly disclose: Disclose<P>;
  /** Who received what. */
  readonly disclosures: Disclosures;
  /** What is to leave: how far it is, what was given up, and what stands still. */
  readonly outbox: Pick<
    Outbox,
    "attempts" | "dead" | "drain" | "drop" | "lanes" | "pause" | "progress" | "resume" | "retry" | "retryAll"
  >;
  /** Sealed packages for people outside: auditors, law firms. */
  readonly packages: Packages<P>;
  /** Requests of authorities: registered by one person, approved and disclosed by another. */
  readonly legalRequests: LegalRequests;
  /** The transfer of activities to a successor, and on the other side their import. */
  readonly succession: Successions & { readonly import: (given: Import) => Promise<Imported> };
  /** The path on which the first of the company's people makes an account; undefined where there is one, or no role for any. */
  readonly setUp: () => Promise<string | undefined>;
  /** Erases and anonymises what is over its time. With `jobs` it happens by itself. */
  readonly expire: (progress?: (soFar: Expired) => void) => Promise<Expired>;
}

/** A request on its way through the routes. */
interface Asked {
  readonly ip: string;
  /** The origin that browsers see. */
  readonly own: string;
  /** Who of the company has signed in. */
  staff: Person | undefined;
  visitor: Visitor;
  /** The answer is the site's own, and not a page of Abide's. */
  bySite: boolean;
}

/**
 * The server of a site that lives under its policy: a `Request` in, a `Response` out.
 *
 * @example
 * const engine = createEngine({ policies: [policy], store: openStore(), key, site });
 * await engine.ready;
 * export default { fetch: engine.fetch };
 */
export function createEngine<P extends Policy>(options: EngineOptions<P>): Engine<P> {
  const { policies, clock = () => new Date(), say = tell } = options;
  const house = openHouse({
    ...options,
    policies,
    clock,
    say,
  });
  const app = house.then((opened) => toRoutes(opened, options, clock));
  const records = house.then((opened) => opened.records);
  const answer = async (app: Hono<{ Bindings: Asked }>, request: Request, asked: Asked): Promise<Response> => {
    try {
      return await app.fetch(request, asked);
    } catch (error) {
      asked.bySite = false;
      return answerProblem(request, asked.visitor.visit, error, say);
    }
  };
  // `ready` and `fetch` say what failed; without this it would end the process before anybody has asked.
  app.catch(() => {});
  records.catch(() => {});
  const ready = app.then(() => {});
  ready.catch(() => {});

  return {
    ready,
    fetch: async (sent, info = {}) => {
      // HEAD is the same answer without its body: what a page's headers say hangs on what is in it.
      const head = sent.method === "HEAD";
      const request = head ? new Request(sent, { method: "GET" }) : sent;
      try {
        const { visits, drifts, files, recording } = await house;
        const own = options.origin ?? new URL(request.url).origin;
        const visitor = await toVisitor(request, info, visits);
        const asked: Asked = { ip: info.ip ?? "", own, staff: undefined, visitor, bySite: false };
        const signedIn = await findStaff(await house, request, own);
        asked.staff = signedIn.person?.complete ? signedIn.person : undefined;
        // A refusal that was made while the store was down is recorded by the next page that finds it up.
        const recorded =
          sent.method === "GET" && wantsHtml(request) ? await recording.record(asked.visitor, own) : undefined;
        if (recorded) asked.visitor = recorded.visitor;
        let response = await answer(await app, request, asked);
        const isPage = asked.bySite || (response.headers.get("content-type") ?? "").startsWith("text/html");
        if (isPage && !isContained(response)) {
          const assets = { css: files.css.href, gate: files.gate.href };
          response = await protect(response, request, asked.visitor, {
            assets,
            note: drifts.note,
            clock,
            ownPage: !asked.bySite,
            quiet: options.quiet?.some((path) => isBelow(new URL(request.url).pathname, path)) ?? false,
          });
        }
        if (recorded) addCookie(response, recorded.cookie);
        for (const cookie of signedIn.cookies) addCookie(response, cookie);
        if (!head) return response;
        await response.body?.cancel();
        return new Response(null, response);
      } catch (error) {
        // The house is not open, or an answer could not be protected: then there is no answer.
        say(`${sent.method} ${toRoute(new URL(request.url).pathname)} failed.`, error);
        return toProblemResponse(toProblem(error), { "retry-after": "60" });
      }
    },
    close: async () => {
      const opened = await house.catch(() => undefined);
      await opened?.close();
    },
    collect: async (activity, input, context) => (await house).collector.collect(activity, input, context),
    records: createRecords<P>(records),
    mail: toOpened(house, (opened) => opened.mails),
    campaigns: toOpened(house, (opened) => opened.campaigns),
    notices: toOpened(house, (opened) => opened.notices),
    subjects: toOpened(house, (opened) => opened.subjects),
    holds: toOpened(house, (opened) => opened.holds),
    disclose: (async (asked: Disclosing) => {
      const opened = await house.catch(() => undefined);
      return opened ? opened.door.disclose(asked) : { disclosed: false, reason: "failed", ids: [] };
    }) as unknown as Disclose<P>,
    disclosures: {
      received: async (subject) => (await house).door.received(subject),
      at: (recipient) => ({
        export: async (subject, because) => (await house).door.exportAt(recipient, subject, because),
      }),
    },
    outbox: toOpened(house, (opened) => opened.outbox),
    packages: toOpened(house, (opened) => opened.outside.packages as unknown as Packages<P>),
    legalRequests: toOpened(house, (opened) => opened.outside.legalRequests),
    succession: toOpened(house, (opened) => opened.outside.succession),
    setUp: async () => (await house).staff?.setUp(),
    expire: async (progress) => (await house).expire(progress),
  };
}

function tell(sentence: string, error: unknown): void {
  if (error === undefined) console.error(sentence);
  else console.error(sentence, error);
}

/** Who of the company has signed in. Asked only where the browser brings the cookie; where it cannot be told, nobody has. */
async function findStaff(
  { staff }: House,
  request: Request,
  own: string,
): Promise<{ readonly person: Person | undefined; readonly cookies: readonly string[] }> {
  const nobody = { person: undefined, cookies: [] };
  const { session } = toCookieNames(own.startsWith("https:"));
  const { pathname } = new URL(request.url);
  // The console asks for itself, and Abide's own files are for everybody.
  if (!staff || /^\/(?:console|abide)(?:\/|$)/.test(pathname)) return nobody;
  if (!toCookies(request.headers.get("cookie")).some(([name]) => name === session)) return nobody;
  return staff.find(request, own).catch(() => nobody);
}

/** The room of a house that may still be opening: each of its functions waits for it. */
function toOpened<Room extends object>(house: Promise<House>, find: (house: House) => Room): Room {
  return new Proxy({} as Room, {
    get: (_, name) => {
      // A room is no promise: whoever returns one from an async function asks for "then".
      if (name === "then" || typeof name === "symbol") return undefined;
      return async (...given: unknown[]) => {
        const room = find(await house) as { readonly [name: string]: (...given: unknown[]) => unknown };
        return room[name]!(...given);
      };
    },
  });
}

/** Whether `path` is `top` or lies below it, as the site may read it: with capitals, doubled slashes or percent signs. */
function isBelow(path: string, top: string): boolean {
  const plain = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return `${plain.replace(/[/\\]+/g, "/").toLowerCase()}/`.startsWith(`${top.toLowerCase()}/`);
}

/** Adds a cookie that is this visitor's alone: no cache may keep what carries it. */
function addCookie({ headers }: Response, cookie: string): void {
  headers.append("set-cookie", cookie);
  if (!/private|no-store/.test(headers.get("cache-control") ?? "")) headers.set("cache-control", "private, no-cache");
}

/** Every address that is Abide's; all others are the site's. */
function toRoutes<P extends Policy>(
  house: House,
  options: EngineOptions<P>,
  clock: () => Date,
): Hono<{ Bindings: Asked }> {
  const { site, store, versions, chooses, collector, drifts, files, log } = house;
  const { policy } = versions.current[0];
  const toColleague = (person: Person): Colleague => ({
    id: person.id,
    name: person.name,
    roles: person.roles,
    records: createRecords(Promise.resolve(house.records), person),
  });
  const assets = { form: files.form.href, work: files.work.href };
  const toSiteVisit = (visit: Visit) => ({ ...visit, versions: versions.current, assets });
  // Of people, also of a whole office behind one address, none meets it: it is there for programs, each of whose writes would be
  // a record and an entry in the log for ever.
  const choices = createLimit({ burst: 120, every: 1, clock });
  const reports = createLimit({ burst: 60, every: 1, clock });
  const asks = new WeakMap<Request, Asked>();
  const app = new Hono<{ Bindings: Asked }>();
  // Hono would answer for it; `fetch` does, which knows who is asking.
  app.onError((error) => Promise.reject(error));
  app.use(async ({ req, env }, next) => {
    asks.set(req.raw, env);
    await next();
  });

  app.route(
    "/",
    publishRoutes({
      current: versions.current,
      published: versions.published,
      sections: house.outside.sections,
      visit: (request) => asks.get(request)!.visitor.visit,
    }),
  );
  app.get(`${policy.path}/choices`, ({ req, env }) => {
    const response = answerCentre(req.raw, env.visitor.visit);
    // The centre asks already.
    env.visitor = { ...env.visitor, visit: { ...env.visitor.visit, ask: false } };
    return response;
  });
  app.post("/abide/choice", async ({ req, env }) => {
    // Where nobody says whose the request is, all would share one limit.
    const wait = () => (env.ip === "" ? undefined : choices.take(env.ip));
    const chosen = await choose(req.raw, env.visitor, { ...chooses, wait });
    env.visitor = chosen.visitor;
    return chosen.response;
  });
  app.get("/abide/receipt/:record", async ({ req, env }) =>
    answerReceipt(req.param("record"), env.visitor, site, await store(), log),
  );
  app.post("/abide/collect/:activity", async ({ req, env }) => {
    const own = options.origin ?? new URL(req.url).origin;
    // Anybody's address can be typed into a form: what needs a confirmation comes from one alone.
    if (house.subscriptions.confirms(req.param("activity")))
      throw new AbideError("not-found", "What is collected here is confirmed first.");
    const show =
      options.site &&
      ((back: string, form: FormState) => showAgain(req.raw, env, { back, form }, options.site!, toSiteVisit));
    return answerForm(req.raw, req.param("activity"), {
      collector,
      limit: house.formLimit,
      ip: env.ip,
      own,
      visit: env.visitor.visit,
      show,
    });
  });
  // Where somebody who came by a link answers one question, the banner's would be another.
  for (const page of ["package", "subscription", "succession", "unsubscribe"]) {
    app.use(`/abide/${page}/*`, ({ env }, next) => {
      env.visitor = { ...env.visitor, visit: { ...env.visitor.visit, ask: false } };
      return next();
    });
  }
  const packages = createPackagePages(house.outside.packages, clock, files.form.href);
  const toAsked = ({ ip, own, visitor }: Asked) => ({ ip, own, visit: visitor.visit });
  const succession = createSuccessionPage(house.outside.succession, clock, files.form.href);
  app.all("/abide/succession/:token", ({ req, env }) => succession(req.raw, req.param("token"), toAsked(env)));
  app.get("/abide/package/:token", ({ req, env }) => packages.open(req.param("token"), toAsked(env)));
  app.post("/abide/package/:token", ({ req, env }) => packages.fetch(req.raw, req.param("token"), toAsked(env)));
  app.get("/abide/package/:id/:proof", ({ req, env }) =>
    packages.release(req.param("id"), req.param("proof"), toAsked(env)),
  );
  app.get("/abide/pixel/:token", ({ req, env }) => house.opens.open(req.param("token"), env.visitor.visit.signals));
  app.get("/abide/link/:token", async ({ req, env }) => {
    const response = await house.opens.follow(req.param("token"), env.visitor.visit.signals);
    if (!response) throw new AbideError("not-found", "This link was not made here.");
    return response;
  });
  app.on(["GET", "POST"], "/abide/subscription/:token", ({ req, env }) => {
    return answerSubscription(req.raw, req.param("token"), {
      subscriptions: house.subscriptions,
      visit: env.visitor.visit,
      own: env.own,
      css: files.form.href,
    });
  });
  app.on(["GET", "POST"], "/abide/unsubscribe/:token", ({ req, env }) => {
    return answerUnsubscribe(req.raw, req.param("token"), {
      ...house.mails,
      subjects: house.subjects,
      subscriptions: house.subscriptions,
      versions: versions.current,
      visit: env.visitor.visit,
      own: env.own,
      css: files.form.href,
    });
  });
  app.post("/abide/report", async ({ req, env }) => {
    if (reports.take(env.ip) === undefined) await drifts.report(req.raw);
    return new Response(null, { status: 204 });
  });
  for (const file of Object.values(files)) app.get(file.path, ({ req }) => file.answer(req.raw));
  app.get("/abide/log/checkpoint", () => answerCheckpoint(log));
  app.get("/abide/log/key", () => answerKey(log));
  app.get("/abide/log/tile/*", ({ req }) => answerTile(log, req.path.slice("/abide/log/".length)));
  app.get("/.well-known/gpc.json", () =>
    Response.json(
      { gpc: policy.signals.gpc === "refuse", lastUpdate: policy.effective },
      { headers: { "x-content-type-options": "nosniff" } },
    ),
  );

  // Opening an address that takes a form, with whatever in its query, changes nothing.
  app.all("/abide/choice", () => Promise.reject(new AbideError("method", "A choice is sent, not opened.")));
  app.all("/abide/collect/:activity", () => Promise.reject(new AbideError("method", "A form is sent, not opened.")));
  app.all("/abide/report", () => Promise.reject(new AbideError("method", "A report is sent, not opened.")));
  if (house.staff) {
    const { staff } = house;
    const answer = (request: Request, asked: Asked) => {
      const { ip, own, visitor } = asked;
      // It is for people who work here, and runs no tracker: there is nothing to ask them.
      asked.visitor = { ...visitor, visit: { ...visitor.visit, ask: false } };
      return staff.answer(request, { ip, visit: visitor.visit, origin: own });
    };
    app.all("/console", ({ req, env }) => answer(req.raw, env));
    app.all("/console/*", ({ req, env }) => answer(req.raw, env));
  }
  app.all("/abide/*", () => Promise.reject(new AbideError("not-found", "Abide has nothing there.")));
  app.all("*", ({ req, env }) => askSite(req.raw, env, options.site, toSiteVisit, toColleague));
  return app;
}

type Site = NonNullable<EngineOptions<Policy>["site"]>;

async function askSite(
  request: Request,
  asked: Asked,
  site: Site | undefined,
  toSiteVisit: (visit: Visit) => SiteVisit,
  toColleague: (person: Person) => Colleague,
): Promise<Response> {
  if (!site) throw new AbideError("not-found", "There is no site.");
  const sent = new URL(request.url).searchParams.get("sent");
  const staff = asked.staff && { staff: toColleague(asked.staff) };
  const visit = toSiteVisit(asked.visitor.visit);
  const known = sent !== null && visit.versions.some(({ policy }) => Object.hasOwn(policy.activities, sent));
  const response = await site(request, { ...visit, ...staff, ...(known ? { sent } : {}) });
  asked.bySite = true;
  return response;
}

/** The page that a form came from, with the form in it as it was sent, as the answer to the form. */
async function showAgain(
  sent: Request,
  asked: Asked,
  { back, form }: { readonly back: string; readonly form: FormState },
  site: Site,
  toSiteVisit: (visit: Visit) => SiteVisit,
): Promise<Response> {
  const headers = new Headers(sent.headers);
  // They were about the form, and a page that is "not modified" could not show what is wrong with it.
  for (const name of ["content-type", "content-length", "transfer-encoding", "if-none-match", "if-modified-since"])
    headers.delete(name);
  const visit = { ...asked.visitor.visit, back };
  const response = await site(new Request(new URL(back, sent.url), { headers }), { ...toSiteVisit(visit), form });
  asked.visitor = { ...asked.visitor, visit };
  asked.bySite = true;
  return response;
}

/** The choice centre: a page, or for the gate's dialog its content alone. */
function answerCentre(request: Request, visit: Visit): Response {
  const { origin, pathname, searchParams } = new URL(request.url);
  const back = searchParams.get("back");
  const shown = { ...visit, back: back === null ? pathname : toBack(back, origin) };
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" };
  if (searchParams.has("fragment")) return new Response(renderCentre(shown), { headers });
  const texts = toPageTexts(visit.language);
  const main = new Html(renderCentre(shown));
  return new Response(renderPage({ title: texts.choices, language: visit.language, visit, here: "choices", main }), {
    headers,
  });
}
