import type { Hono } from "hono";
import type { Logger } from "./http/logger.ts";
import type { Asked, Env } from "./core/feature.ts";
import { toCookies } from "./gate/cookies.ts";
import { protect } from "./gate/protect.ts";
import { toVisitor } from "./gate/visit.ts";
import { isContained } from "./http/contained.ts";
import { wantsHtml } from "./http/error.ts";
import type { OpenedCore } from "./open-core.ts";
import { answerProblem } from "./page/problem.ts";
import { toKnown } from "./store/index.ts";
import { toCookieNames } from "./staff/cookie.ts";
import type { SignedIn } from "./staff/session.ts";
import type { Staff } from "./staff/staff.ts";

export interface Responding {
  readonly opened: OpenedCore;
  readonly staff: Staff | undefined;
  readonly routes: Hono<Env>;
  /** Paths of the site where no tracker runs. */
  readonly trackerFree: readonly string[];
}

/** The answer to a request: who asks is found out, the routes answer, and no page leaves unprotected. */
export async function respond(
  { opened, staff, routes, trackerFree }: Responding,
  sent: Request,
  { ip = "" }: { readonly ip?: string | undefined },
): Promise<Response> {
  // For Abide's own pages HEAD is GET without the body. The site is asked for what the visitor asked for.
  const head = sent.method === "HEAD";
  const request = head ? new Request(sent, { method: "GET" }) : sent;
  const { core, files } = opened;
  const { visits, violations, recording } = opened.gate;
  const { pathname, origin } = new URL(request.url);
  const own = core.origin ?? origin;
  const visitor = await toVisitor(request, { ip }, visits);
  const signedIn = await findStaff(staff, request, own);
  const person = signedIn.person?.complete ? signedIn.person : undefined;
  const asked: Asked = { ip, own, staff: person, visitor, bySite: false, sent };
  // A refusal that was made while the store was down is recorded by the next page that finds it up.
  const recorded = sent.method === "GET" && wantsHtml(request) ? await recording.record(asked.visitor, own) : undefined;
  if (recorded) asked.visitor = recorded.visitor;
  let response = await answer(routes, request, asked, core.logger);
  const isPage = asked.bySite || (response.headers.get("content-type") ?? "").startsWith("text/html");
  if (isPage && !isContained(response)) {
    if (head) response = toHeadPage(response);
    response = await protect(response, request, asked.visitor, {
      assets: files,
      note: violations.note,
      clock: core.clock,
      ownPage: !asked.bySite,
      origin: own,
      trackerFree: trackerFree.some((path) => isBelow(pathname, path)),
    });
  }
  // Packed, the length of such a page would tell what an address repeats of it, the token of its forms among it (BREACH).
  if (isBelow(pathname, "/console")) response.headers.append("cache-control", "no-transform");
  if (recorded) addCookie(response, recorded.cookie);
  for (const cookie of signedIn.cookies) addCookie(response, cookie);
  if (!head) return response;
  await response.body?.cancel();
  return new Response(null, response);
}

/**
 * What the site answers to HEAD, with a body where it is a page: the headers that a page leaves with are put on where there is one. Its length is
 * that of the site's page, and not of the one that leaves.
 */
function toHeadPage(response: Response): Response {
  if (response.body || !/text\/html|application\/xhtml/i.test(response.headers.get("content-type") ?? ""))
    return response;
  if ([204, 205, 304].includes(response.status)) return response;
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  for (const name of ["content-length", "content-encoding"]) headers.delete(name);
  return new Response("<!doctype html>", { status, statusText, headers });
}

async function answer(routes: Hono<Env>, request: Request, asked: Asked, logger: Logger): Promise<Response> {
  try {
    return await routes.fetch(request, asked);
  } catch (error) {
    asked.bySite = false;
    return answerProblem(request, asked.visitor.visit, toKnown(error), logger);
  }
}

/** Who of the company has signed in. Nobody without the cookie, for which the store is not asked; and nobody while it is away. */
async function findStaff(staff: Staff | undefined, request: Request, own: string): Promise<SignedIn> {
  const nobody = { cookies: [] };
  const { session } = toCookieNames(own.startsWith("https:"));
  const { pathname } = new URL(request.url);
  // The console asks for itself, and Abide's own files are for everybody.
  if (!staff || /^\/(?:console|abide)(?:\/|$)/.test(pathname)) return nobody;
  if (!toCookies(request.headers.get("cookie")).some(([name]) => name === session)) return nobody;
  return staff.find(request, own).catch(() => nobody);
}

/** Whether `path` is `top` or lies below it, as the site may read it: with capitals, doubled slashes or percent signs. */
function isBelow(path: string, top: string): boolean {
  const plain = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return `${plain.replace(/[/\\]+/g, "/").toLowerCase()}/`.startsWith(`${top.toLowerCase()}/`);
}

/** Adds a cookie that is this visitor's alone: no cache may keep the answer that carries it. */
function addCookie({ headers }: Response, cookie: string): void {
  headers.append("set-cookie", cookie);
  if (!/private|no-store/.test(headers.get("cache-control") ?? "")) headers.set("cache-control", "private, no-cache");
}
