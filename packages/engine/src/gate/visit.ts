import { toLanguage } from "../http/language.ts";
import { toOptional, toPermitted, type Choice, type Compiled, type Language } from "@abide/policy";
import { languages as spoken, type Visit } from "@abide/gate/render";
import { findChoice, toCookieName, type StoredChoice } from "./cookie.ts";
import { toToken } from "./token.ts";
import { toCookies } from "./cookies.ts";
import type { Signer } from "../http/signer.ts";
import { toMaterial } from "../policies/material.ts";
import { toBackTo } from "../http/origin.ts";
import { toSignals } from "./signal.ts";
import type { Versions } from "../policies/versions.ts";

/** What is known of the sender of a request. `visit` is the part that pages are rendered from. */
export interface Visitor {
  readonly visit: Visit;
  readonly kept: StoredChoice | undefined;
  /** Keys of the optional trackers that may run now. A choice that allows no other widens nothing. */
  readonly optional: readonly string[];
  /** Name of the cookie that keeps this visitor's choice. */
  readonly choiceCookie: string;
  /** Names of the cookies that came with the request. */
  readonly cookies: readonly (readonly [name: string, value: string])[];
  /** Where the request comes from, keyed and shortened. For this request only, and made when it is asked for. */
  readonly who: () => string;
}

export interface VisitOptions {
  readonly versions: Versions;
  readonly cookieSigner: Signer;
  readonly tokenSigner: Signer;
  readonly whoSigner: Signer;
  readonly clock: () => Date;
  readonly standIn?: number | undefined;
  /** The site's own origin, where it is not the one that requests are addressed to (behind a proxy). */
  readonly origin: string | undefined;
}

/** Makes the visitor of a request. It needs the cookie and nothing else: an outage of the store changes no permission. */
export async function toVisitor(
  request: Request,
  info: { readonly ip?: string | undefined },
  options: VisitOptions,
): Promise<Visitor> {
  const { versions, cookieSigner, tokenSigner, whoSigner, clock, standIn } = options;
  const url = new URL(request.url);
  const own = options.origin ?? url.origin;
  const version = versions.current[0];
  const { policy } = version;
  const cookies = toCookies(request.headers.get("cookie"));
  const signals = toSignals(request.headers);
  const kept = await findChoice(cookies, own, cookieSigner, clock());
  const shown = kept && (await versions.withHash(kept.choice.version));
  const choice = kept && { ...kept.choice, version: shown?.hash ?? kept.choice.version };

  // A choice about a version that nobody knows any more covers nothing: what was consented to cannot be told.
  const holds = shown ? toHolding(shown.policy, policy) : () => false;
  const narrowed: Choice | undefined = choice && { ...choice, allowed: choice.allowed.filter(holds) };
  const permitted = toPermitted(policy, { choice: narrowed, signals });
  let madeWho: string | undefined;
  const who = (): string =>
    (madeWho ??= whoSigner.signNow(`${info.ip ?? ""}\n${request.headers.get("user-agent") ?? ""}`).slice(0, 12));
  let madeToken: string | undefined;
  // A file has no form, and should not pay for one.
  const token = (): string =>
    (madeToken ??= toToken(
      {
        policy: policy.id,
        version: version.hash.slice(0, 16),
        nonce: crypto.randomUUID(),
        at: Math.floor(clock().getTime() / 1000),
        record: kept?.record ?? "",
        who: who(),
      },
      tokenSigner,
    ));
  const optional = toOptional(policy);
  return {
    visit: {
      version,
      language: toVisitLanguage(policy, url.searchParams.get("lang"), request.headers.get("accept-language")),
      choice,
      signals,
      permitted,
      ask: optional.length > 0 && (!choice || !shown || asksAgain(shown.policy, policy)),
      token,
      // Not as it came: a path such as "//elsewhere.example" is another site in a link.
      back: toBackTo(url),
      ...(standIn === undefined ? {} : { standIn }),
      ...(isFramed(request.headers, policy) ? { framed: true } : {}),
    },
    kept,
    choiceCookie: toCookieName(own),
    optional: optional.filter((key) => permitted.includes(key)),
    cookies,
    who,
  };
}

/**
 * Whether a partner's page shows what is asked for in a frame: as the first page there, which that page asks for, or as a later one, where
 * the browser says that cookies are another site's (https://privacycg.github.io/storage-access-headers/).
 */
function isFramed(headers: Headers, { page }: Compiled): boolean {
  if ((page?.framedBy?.length ?? 0) === 0 || headers.get("sec-fetch-dest") !== "iframe") return false;
  return headers.get("sec-fetch-site") === "cross-site" || headers.has("sec-fetch-storage-access");
}

/** Languages by what is asked for: browsers of one country ask alike. */
const languages = new WeakMap<Compiled, Map<string, Language>>();

function toVisitLanguage(policy: Compiled, asked: string | null, accepted: string | null): Language {
  let known = languages.get(policy);
  if (!known) languages.set(policy, (known = new Map()));
  const key = `${asked ?? ""}\n${accepted ?? ""}`;
  let language = known.get(key);
  if (language === undefined) {
    // What the gate itself says it can say in more languages than a policy is written in.
    language = toLanguage(asked, accepted, [...policy.languages, ...Object.keys(spoken)]);
    if (known.size >= 1_000) known.clear();
    known.set(key, language);
  }
  return language;
}

function asksAgain(before: Compiled, after: Compiled): boolean {
  return toMaterial(before, after).length > 0;
}

/**
 * Whether a consent to a tracker, given under `before`, still covers what `after` declares: the tracker was there, and neither it
 * nor its purpose nor its recipient changed in a way that asks again. A consent never grows by a change of the policy.
 */
function toHolding(before: Compiled, after: Compiled): (tracker: string) => boolean {
  const paths = toMaterial(before, after);
  return (tracker) => {
    if (!Object.hasOwn(before.trackers, tracker) || !Object.hasOwn(after.trackers, tracker)) return false;
    const declared = after.trackers[tracker]!;
    const about = ([kind = "", key]: readonly string[]) => {
      switch (kind) {
        case "trackers":
          return key === tracker;
        case "purposes":
          return key === declared.purpose;
        case "recipients":
          return key === declared.recipient;
        // What a form collects, a mail says or a page links to is no part of what was consented to here.
        case "activities":
        case "links":
        case "mail":
        case "optOuts":
        case "widgets":
          return false;
        // Another controller is somebody else to consent to; what is unknown counts as well.
        default:
          return true;
      }
    };
    return !paths.some(about);
  };
}
