import type { Visit } from "@abide/gate/render";
import {
  choiceCookieNames,
  html,
  toOptional,
  toPermitted,
  type Choice,
  type Compiled,
  type SignalName,
  type Version,
} from "@abide/policy";
import { readBody, toFields, toMediaType, toText } from "../http/body.ts";
import { AbideError, wantsHtml } from "../http/error.ts";
import type { Signer } from "../http/signer.ts";
import { toBack, verifySameOrigin } from "../http/origin.ts";
import { toRemovals } from "./filter-cookies.ts";
import { answerRedirect } from "../http/redirect.ts";
import { renderPage } from "../page/page.ts";
import type { Versions } from "../policies/versions.ts";
import type { Visitor } from "./visit.ts";
import { controls, toAllowed, toChoiceForm, toEvent, type ChoiceForm } from "./choice.ts";
import { toCookie, toSetCookie, type StoredChoice } from "./cookie.ts";
import type { ConsentStore, WrittenConsent } from "./consent-store.ts";
import { toAnswerTexts } from "../http/texts/all.ts";
import { fromToken, tokenLife, type Token } from "./token.ts";

export interface ChooseOptions {
  readonly consents: ConsentStore;
  readonly versions: Versions;
  readonly cookieSigner: Signer;
  readonly tokenSigner: Signer;
  readonly clock: () => Date;
  /** The site's own origin, where it is not the one that requests are addressed to (behind a proxy). */
  readonly origin: string | undefined;
}

/** Of one request. */
export interface ChoiceOptions extends ChooseOptions {
  /** Counts a choice; resolves to the seconds to wait where too many were sent. */
  readonly wait: () => Promise<number | undefined>;
}

/** What a choice changes: the answer to it, and the visitor from then on. */
export interface Chosen {
  readonly response: Response;
  readonly visitor: Visitor;
}

const longest = 16 * 1024;

/**
 * Answers a choice. It is taken only from this site's own pages, with a form that this server signed, about a text that was shown;
 * and it is shown as kept only once the store has committed it.
 *
 * While the store is down, an acceptance is refused and the old choice stands. A refusal is different: not being tracked must not
 * wait for a database. It takes effect at once in the cookie, marked as not recorded yet; the answer says just that (202), and the
 * next request that finds the store again records it (`record`).
 */
export async function choose(request: Request, visitor: Visitor, options: ChoiceOptions): Promise<Chosen> {
  const asked = await readChoice(request, visitor, options);
  const decided = await decide(asked, visitor, options);
  const next = await keep(asked, decided, visitor, options);
  return answer(request, visitor, next, asked, options);
}

/** A form that came from a page of this site, and was signed for this visitor. */
interface Asked {
  readonly form: ChoiceForm;
  readonly token: Token;
  /** The page that the visitor was on. */
  readonly back: string;
  /** The site's own origin. */
  readonly own: string;
  readonly url: URL;
}

async function readChoice(
  request: Request,
  { kept }: Visitor,
  { versions, origin, tokenSigner, ...options }: ChoiceOptions,
): Promise<Asked> {
  const url = new URL(request.url);
  const own = origin ?? url.origin;
  verifySameOrigin(request, own);
  // Not before: another site's page could use up what this visitor's own choice needs.
  const wait = await options.wait();
  if (wait !== undefined) throw new AbideError("too-fast", "Too many choices from one address.", { more: { wait } });
  if (toMediaType(request) !== "application/x-www-form-urlencoded") {
    throw new AbideError("media-type", "A choice comes as application/x-www-form-urlencoded.");
  }
  const form = toChoiceForm(toFields(toText(await readBody(request, longest))));
  const back = toBack(form.back, own);
  const token = await fromToken(form.token, tokenSigner);
  if (!token || token.policy !== versions.current[0].policy.id) {
    throw new AbideError("stale-form", "The form was not signed here.");
  }
  // Without this, a form that was rendered for one visitor would write into the record of another.
  if (token.record !== "" && token.record !== kept?.record) {
    throw new AbideError("used-form", "The form belongs to another consent record.");
  }
  return { form, token, back, own, url };
}

/** A choice, and what it is about. */
interface Decided {
  readonly choice: Choice;
  /** The version that was shown. */
  readonly version: Version;
  /** Trackers of that version that were allowed before. */
  readonly before: readonly string[];
  /** Something may run that might not before. */
  readonly opens: boolean;
}

async function decide(
  { form, token }: Asked,
  { visit, kept, optional }: Visitor,
  { versions, clock }: ChoiceOptions,
): Promise<Decided> {
  const current = versions.current[0];
  const allowed = toAllowed(form, current, optional);
  const opens = allowed.some((key) => !optional.includes(key));
  const now = clock();
  const fresh = token.version === current.hash.slice(0, 16) && now.getTime() / 1000 - token.at <= tokenLife;
  // Nobody consents to a text that they have not seen. A refusal of an older text is a refusal all the same.
  if (!fresh && opens) throw new AbideError("stale-form", "The form shows another version, or is too old.");
  const version = fresh ? current : ((await versions.withHash(token.version)) ?? current);
  const choice: Choice = { allowed, version: version.hash, at: now.toISOString(), signals: visit.signals };
  const before = kept?.choice.allowed.filter((key) => toOptional(version.policy).includes(key)) ?? [];
  return { choice, version, before, opens };
}

/** Writes a choice into the store; resolves to what the cookie holds from then on. */
async function keep(
  { form, token, own }: Asked,
  { choice, version, before, opens }: Decided,
  { visit, kept, who }: Visitor,
  options: ChoiceOptions,
): Promise<StoredChoice> {
  const { allowed } = choice;
  const record = kept?.record ?? crypto.randomUUID();
  const seq = kept?.seq ?? 0;
  let wrote: WrittenConsent | undefined;
  try {
    if (kept?.pending) await recordPending(kept, own, options);
    wrote = await options.consents.add({
      key: token.nonce,
      record: kept?.record,
      seq,
      fresh: record,
      sameBrowser: token.who === who(),
      facts: {
        at: choice.at,
        event: toEvent(allowed, before),
        allowed,
        before,
        only: form.do === "allow" && !kept ? form.trackers[0] : undefined,
        version,
        language: visit.language,
        signals: visit.signals,
        control: form.control,
        do: form.do,
        origin: own,
      },
    });
  } catch (cause) {
    if (opens) throw new AbideError("not-kept", "A choice did not reach the store.", { cause });
  }
  if (wrote?.kept === false) throw new AbideError("used-form", "The form was used by somebody else.");
  if (wrote) return { record: wrote.record, seq: wrote.seq, choice: { ...choice, at: wrote.at } };
  const control = `${form.control} ${form.do}`;
  return { record, seq, choice, pending: { key: token.nonce, control, language: visit.language, before } };
}

/** Records a refusal that could not be recorded when it was made; resolves to what the cookie holds from then on. */
export async function recordPending(
  kept: StoredChoice,
  own: string,
  { consents, versions }: ChooseOptions,
): Promise<StoredChoice> {
  const { pending, choice, record, seq } = kept;
  if (!pending) return kept;
  const version = (await versions.withHash(choice.version)) ?? versions.current[0];
  const [control, act] = pending.control.split(" ");
  const write = {
    key: pending.key,
    record,
    seq,
    fresh: record,
    sameBrowser: true,
    facts: {
      at: choice.at,
      event: toEvent(choice.allowed, pending.before),
      allowed: choice.allowed,
      before: pending.before,
      version,
      language: pending.language,
      signals: choice.signals,
      control: controls.find((known) => known === control) ?? "centre",
      do: act as ChoiceForm["do"],
      origin: own,
    },
  };
  let wrote = await consents.add(write);
  // Its form was spent by somebody else in the meantime. The refusal is this visitor's all the same.
  if (!wrote.kept) wrote = await consents.add({ ...write, key: `${record}-${seq}` });
  if (!wrote.kept) throw new AbideError("used-form", "A refusal that waited could not be recorded.");
  return { record, seq: wrote.seq, choice };
}

async function answer(
  request: Request,
  visitor: Visitor,
  next: StoredChoice,
  { form, back, own, url }: Asked,
  { cookieSigner, versions }: ChooseOptions,
): Promise<Chosen> {
  const { policy } = versions.current[0];
  const signals: readonly SignalName[] = visitor.visit.signals;
  const permitted = toPermitted(policy, { choice: next.choice, signals });
  const optional = toOptional(policy).filter((key) => permitted.includes(key));
  const stopped = toOptional(policy).filter((key) => !optional.includes(key) && visitor.optional.includes(key));
  const stops = stopped.length > 0;
  const reload = stops || optional.some((key) => !visitor.optional.includes(key));
  const visit: Visit = { ...visitor.visit, choice: next.choice, permitted, ask: false, back };
  const after: Visitor = { ...visitor, visit, kept: next, optional };

  const headers = new Headers({ "cache-control": "no-store" });
  headers.append("set-cookie", toSetCookie(await toCookie(next, cookieSigner), own, form));
  for (const line of toRemovals(policy, stopped, after, url, back)) headers.append("set-cookie", line);
  for (const line of toStrays(visitor, url)) headers.append("set-cookie", line);
  if (stops) headers.set("clear-site-data", toCleared(policy, permitted));

  const says = toAnswerTexts(visit.language);
  const pending = next.pending !== undefined;
  if (!wantsHtml(request)) {
    const body = pending
      ? { kept: false, inEffect: true, recorded: false, reload, stops, detail: says.inEffectSays }
      : { kept: true, reload, stops, receipt: `/abide/receipt/${next.record}` };
    headers.set("content-type", "application/json");
    return { response: new Response(JSON.stringify(body), { status: pending ? 202 : 200, headers }), visitor: after };
  }
  if (!pending && form.framed) {
    // No page of Abide's own is shown in another site's frame.
    headers.set("location", back);
    return { response: new Response(null, { status: 303, headers }), visitor: after };
  }
  if (!pending) {
    const redirect = { language: says.language, title: says.kept, says: says.keptSays, link: says.back, to: back };
    return { response: answerRedirect(redirect, headers), visitor: after };
  }
  headers.set("content-type", "text/html; charset=utf-8");
  // For long enough to be read.
  headers.set("refresh", `10;url=${back}`);
  const page = renderPage({
    title: says.inEffect,
    language: says.language,
    visit,
    hidden: true,
    main: html`<div class="sheet">
      <h1>${says.inEffect}</h1>
      <p class="lead">${says.inEffectSays}</p>
      <p><a href="${back}">${says.back}</a></p>
    </div>`,
  });
  return { response: new Response(page, { status: 202, headers }), visitor: after };
}

/**
 * What the browser itself is to clear at a withdrawal. Its cache: a page kept from before still has the trackers in it, and going
 * back would start them again. Script storage, where nothing that may run keeps anything there: then this works without script as
 * well. Never cookies: the refusal is one.
 */
function toCleared({ trackers }: Compiled, permitted: readonly string[]): string {
  const stores = permitted.flatMap((key) => trackers[key]?.stores ?? []);
  return stores.some(({ kind, party }) => kind !== "cookie" && party === "first") ? '"cache"' : '"cache", "storage"';
}

/** Removes namesakes of the choice's cookie that somebody else set for a parent domain or another path: without https, they can. */
function toStrays({ cookies, choiceCookie: name }: Visitor, url: URL): string[] {
  if (name !== choiceCookieNames.http || cookies.filter(([other]) => other === name).length < 2) return [];
  const parts = url.hostname.split(".");
  const domains = parts.slice(0, -1).map((_, i) => parts.slice(i).join("."));
  return [
    ...domains.map((domain) => `${name}=; Max-Age=0; Path=/; Domain=${domain}`),
    `${name}=; Max-Age=0; Path=/abide`,
    `${name}=; Max-Age=0; Path=/abide/`,
  ];
}
