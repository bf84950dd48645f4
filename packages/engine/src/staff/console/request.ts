import type { Visit } from "@abide/gate/render";
import { readBody, toFields, toMediaType, toText } from "../../http/body.ts";
import { AbideError } from "../../http/error.ts";
import { toBack, verifySameOrigin } from "../../http/origin.ts";
import { answerRedirect } from "../../http/redirect.ts";
import type { Signer } from "../../http/signer.ts";
import type { Person } from "../../roles/roles.ts";
import type { AuthRequest, Session } from "../auth.ts";
import { toCookieNames } from "../cookie.ts";
import { toAuthHeaders, type Sessions, type SignedIn } from "../session.ts";
import { toStaffTexts, type StaffTexts } from "../texts/all.ts";

/** A request to the console: what was sent, and who asks. */
export interface ConsoleRequest {
  readonly request: Request;
  readonly url: URL;
  /** Without a slash at its end: "/console/staff". */
  readonly path: string;
  /** What a form brought; undefined if the page is only opened. */
  readonly form: ReadonlyMap<string, string> | undefined;
  /** A field of the form; empty if there is none. */
  readonly field: (name: string) => string;
  readonly ip: string;
  readonly visit: Visit;
  readonly origin: string;
  readonly browser: AuthRequest;
  /** Who has signed in. With the first step alone, `person.complete` is false. */
  readonly signedIn: SignedIn;
  readonly texts: StaffTexts;
  /** Where somebody goes on who has signed in. */
  readonly back: string;
  /** Refuses a form that was not written for the session that sends it. */
  readonly verifyCsrfToken: () => Promise<void>;
}

/** Somebody who has signed in, by this session. */
export interface Asking {
  readonly person: Person;
  readonly session: Session;
}

/** Most bytes of a form of the console; a passkey's answer is the longest. */
const longestForm = 60_000;

/** Reads a request. Refuses one that another site made a browser send before anything of it is read. */
export async function readRequest(
  { sessions, formSigner }: { readonly sessions: Sessions; readonly formSigner: Signer },
  request: Request,
  { ip, visit, origin }: { readonly ip: string; readonly visit: Visit; readonly origin: string },
): Promise<ConsoleRequest> {
  const { method } = request;
  if (method !== "GET" && method !== "POST") throw new AbideError("method", "The console is opened, or sent a form.");
  const url = new URL(request.url);
  const posted = method === "POST";
  if (posted) verifySameOrigin(request, origin);
  const form = posted ? await readForm(request) : undefined;
  const field = (name: string) => form?.get(name) ?? "";
  const auth = sessions.toAuth(origin);
  const headers = toAuthHeaders(request);
  const signedIn = await sessions.find(headers, origin);
  const { person, session } = signedIn;
  const factorCookie = toCookieNames(origin.startsWith("https:")).factor;
  return {
    request,
    url,
    path: url.pathname.replace(/\/$/, ""),
    form,
    field,
    ip,
    visit,
    origin,
    browser: { auth, ip, headers, factorCookie, held: session?.token },
    signedIn,
    texts: toStaffTexts(person?.language || visit.language),
    back: toWayBack(form?.get("back") ?? url.searchParams.get("back") ?? undefined, origin),
    verifyCsrfToken: async () => {
      if (session && (await formSigner.verify(session.id, field("form")))) return;
      throw new AbideError("cross-site", "A form of the console came without the CSRF token of its session.");
    },
  };
}

/** The answer that leads the browser on to `to`, with the cookies that keep the session going and `cookies`. */
export function redirect({ texts, signedIn }: ConsoleRequest, to: string, cookies: readonly string[] = []): Response {
  return redirectWith(texts, to, [...signedIn.cookies, ...cookies]);
}

/** The same with `cookies` alone: the session that asked is over. */
export function redirectWith(texts: StaffTexts, to: string, cookies: readonly string[]): Response {
  const headers = new Headers();
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  const { language, console: title, redirect: says, go: link } = texts;
  return answerRedirect({ language, title, says, link, to }, headers);
}

/** `back` if it is a page of this site to which somebody who has signed in may go, else the console. */
export function toWayBack(back: string | undefined, origin: string): string {
  const to = toBack(back, origin);
  return to === "/" || /^\/console\/(?:sign-|second-)/.test(to) ? "/console" : to;
}

export const withBack = (path: string, back: string): string =>
  back === "/console" ? path : `${path}?back=${encodeURIComponent(back)}`;

async function readForm(request: Request): Promise<Map<string, string>> {
  const body = toText(await readBody(request, longestForm));
  if (body !== "" && toMediaType(request) !== "application/x-www-form-urlencoded")
    throw new AbideError("media-type", "The console takes forms.");
  // No field of the console has a use for them, and the store keeps no NUL.
  return new Map(toFields(body).map(([name, value]) => [name, value.replace(/(?![\t\n\r])\p{Cc}/gu, "")]));
}
