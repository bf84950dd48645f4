import { choiceCookieNames, type Choice, type SignalName } from "@abide/policy";
import { fromBase64Url, toBase64Url, type Signer } from "../http/signer.ts";

/** How long a choice holds, a refusal as long as a consent: six months (CNIL, recommendation 2020-092). */
export const choiceLife = 180 * 86_400;

/**
 * The cookie's name on the site's `own` origin.
 *
 * One that is named `abide` is not read over https, nor is it brought over: that it was signed here says nothing of who put it
 * there. A sibling domain can plant its own, signed for itself: an acceptance that this visitor never gave; or a refusal, with a
 * record to which this visitor's next choices would be added and whose receipt the planter can read. So whoever has only that one
 * is asked again, and until then nothing optional runs.
 */
export function toCookieName(own: string): string {
  return own.startsWith("https:") ? choiceCookieNames.https : choiceCookieNames.http;
}

/** A choice as the cookie holds it. It is enough to decide what may run: nothing has to be looked up. */
export interface StoredChoice {
  /** Id of the consent record. Whoever holds the cookie may add to this record and read its receipt. */
  readonly record: string;
  /** The record's event that this is. Of a choice that is not recorded yet: the last one that is. */
  readonly seq: number;
  /** `version` is the first sixteen digits of the hash: what the cookie has room for. */
  readonly choice: Choice;
  /** A refusal that holds on this device while the store cannot record it. The next request that can, does. */
  readonly pending?: Pending;
}

export interface Pending {
  readonly key: string;
  readonly control: string;
  readonly language: string;
  /** What was allowed before, so that the record can say what was withdrawn. */
  readonly before: readonly string[];
}

/** Format 1, and for ever: a cookie that was set by an older Abide has to stay readable, or an upgrade would drop refusals. */
interface Format1 {
  readonly r: string;
  readonly n: number;
  readonly t: number;
  readonly v: string;
  readonly s: readonly SignalName[];
  readonly a: readonly string[];
  readonly p?: { readonly k: string; readonly c: string; readonly l: string; readonly b: readonly string[] };
}

/** The cookie's value: format, payload, signature. */
export async function toCookie(kept: StoredChoice, signer: Signer): Promise<string> {
  const { record, seq, choice, pending } = kept;
  const payload: Format1 = {
    r: record,
    n: seq,
    t: Math.floor(Date.parse(choice.at) / 1000),
    v: choice.version.slice(0, 16),
    s: choice.signals,
    a: choice.allowed,
    ...(pending ? { p: { k: pending.key, c: pending.control, l: pending.language, b: pending.before } } : {}),
  };
  const signed = `1.${toBase64Url(new TextEncoder().encode(JSON.stringify(payload)))}`;
  return `${signed}.${await signer.sign(signed)}`;
}

/** What the cookie holds, or undefined where it was not signed here, is broken, or is older than a choice may be. */
export async function fromCookie(value: string, signer: Signer, now: Date): Promise<StoredChoice | undefined> {
  const [format, payload, mac, ...more] = value.split(".");
  if (format !== "1" || payload === undefined || mac === undefined || more.length > 0) return undefined;
  if (!(await signer.verify(`1.${payload}`, mac))) return undefined;
  const bytes = fromBase64Url(payload);
  if (!bytes) return undefined;
  const { r, n, t, v, s, a, p } = JSON.parse(new TextDecoder().decode(bytes)) as Format1;
  // A browser could hold it for longer than it was told to.
  if (now.getTime() / 1000 - t > choiceLife) return undefined;
  return {
    record: r,
    seq: n,
    choice: { allowed: a, version: v, at: new Date(t * 1000).toISOString(), signals: s },
    ...(p ? { pending: { key: p.k, control: p.c, language: p.l, before: p.b } } : {}),
  };
}

/**
 * The choice that a Cookie header's values under `own`'s name hold. Two that differ and were both signed here cannot both be this
 * visitor's: without https, a page of a sibling domain can set one for the parent domain. Then neither counts, and nothing optional
 * runs.
 */
export async function findChoice(
  cookies: readonly (readonly [string, string])[],
  own: string,
  signer: Signer,
  now: Date,
): Promise<StoredChoice | undefined> {
  const values = new Set(cookies.filter(([name]) => name === toCookieName(own)).map(([, value]) => value));
  const found: StoredChoice[] = [];
  for (const value of [...values].slice(0, 8)) {
    const kept = await fromCookie(value, signer, now);
    if (kept) found.push(kept);
  }
  return found.length === 1 ? found[0] : undefined;
}

/**
 * The `Set-Cookie` line. Script never needs it, and it never leaves with a request that another site makes, but for a link.
 *
 * `framed`: for a frame of another site's, where browsers take no such cookie. There it is one of that site's pages alone, which no other
 * site and no page of our own ever sees. Over http there is none, so that the frame asks again each time.
 */
export function toSetCookie(
  value: string,
  own: string,
  { framed = false }: { readonly framed?: boolean } = {},
): string {
  const secure = own.startsWith("https:");
  const reach = !secure ? "; SameSite=Lax" : framed ? "; SameSite=None; Secure; Partitioned" : "; SameSite=Lax; Secure";
  return `${toCookieName(own)}=${value}; Max-Age=${choiceLife}; Path=/; HttpOnly${reach}`;
}
