import type { Attempted } from "../outbox/message.ts";
import { AbideError, isAbideError } from "../http/error.ts";
import type { Send } from "./connector.ts";

/** A credential that is refused, and a redirect, wait for somebody to set them right: 20 attempts last longer than a weekend. */
const untilSomebodyCame = 3 * 3_600;

/** An attempt that ended with this answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly attempted: Extract<Attempted, { readonly outcome: "retry" | "failed" }>;

  constructor(attempted: Refusal["attempted"]) {
    super(attempted.why);
    this.attempted = attempted;
  }
}

export interface ServiceOptions {
  /** As people call it: `Lever`. */
  readonly name: string;
  readonly send: Send;
  readonly signal: AbortSignal;
  /** What is to be looked at when it is refused, as it is called in the configuration: "the API key (`key`)". */
  readonly credential: string;
  /** What no sentence may show. */
  readonly secrets: readonly string[];
  /** Headers of every request. */
  readonly headers?: (() => Promise<{ readonly [name: string]: string }>) | { readonly [name: string]: string };
  /** What the vendor says is wrong, from the body of an answer that refuses. */
  readonly says: (body: Answered["body"], text: string) => string | undefined;
}

export interface Asked {
  readonly url: string;
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly json?: unknown;
  readonly body?: string | FormData | URLSearchParams;
  /** Statuses that are an answer to this question, beside 2xx. */
  readonly also?: readonly number[];
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body where it is JSON, else an empty object. */
  readonly body: { readonly [name: string]: unknown };
}

export type Service = (asked: Asked) => Promise<Answered>;

/**
 * Asks one vendor's system, and fails with a `Refusal` that says what becomes of the attempt:
 *
 * - no answer, 408, 425, 429 and 5xx: again, after as long as the vendor asks for;
 * - 401, 403 and a redirect: again, after three hours, naming what has to be set right. Nothing is wrong with the messages, and
 *   thousands of failed ones would have to be revived by hand once the credential is renewed;
 * - any other 4xx: failed, with the vendor's words, from which everything that could be a value is taken out.
 */
export function createService(options: ServiceOptions): Service {
  const { name, send, signal, credential, secrets, says } = options;
  return async ({ url, method = "GET", headers = {}, json, body, also = [] }) => {
    const own = typeof options.headers === "function" ? await options.headers() : (options.headers ?? {});
    const typed = json === undefined ? {} : { "content-type": "application/json" };
    const sent = json === undefined ? body : JSON.stringify(json);
    let response: Response;
    let text: string;
    try {
      response = await send(url, {
        method,
        headers: { accept: "application/json", ...own, ...typed, ...headers },
        ...(sent === undefined ? {} : { body: sent }),
        signal,
      });
      text = await response.text();
    } catch (error) {
      throw toUnanswered(name, error, signal);
    }
    const answered = { status: response.status, headers: response.headers, text, body: toObject(text) };
    if (response.ok || also.includes(response.status)) return answered;
    const values = [...secrets, ...toLeaves(json), ...toEntries(body), ...new URL(url).searchParams.values()];
    const said = minimise(says(answered.body, text) ?? "", values);
    throw new Refusal(toOutcome(name, credential, answered, said));
  };
}

/** What `work` returns, or what became of the attempt where the vendor refused. */
export async function attempt(work: () => Promise<Attempted>): Promise<Attempted> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return error.attempted;
    // A file that the recipient does not take is as long tomorrow.
    if (isAbideError(error) && error.code === "too-large") return { outcome: "failed", why: error.message };
    throw error;
  }
}

/** What `work` returns; what the vendor refused is an `AbideError`, for whoever waits for an export. */
export async function give<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { outcome, why } = error.attempted;
    throw outcome === "retry"
      ? new AbideError("recipient-down", why, { next: "Ask again in a few minutes.", cause: error })
      : new AbideError("recipient-refused", why, { next: "Correct the recipient's connector.", cause: error });
  }
}

/** `text` without what could be a value: what was sent, addresses, numbers, and what is quoted and no name of a member. */
export function minimise(text: string, sent: readonly string[]): string {
  const known = new Set(sent.flatMap((value) => value.toLowerCase().split(/[^\p{L}\p{N}_]+/u)));
  const words = sent.flatMap((value) => [value, ...(value.length <= 80 ? value.split(/[\s,;]+/) : [])]);
  // A sentence of megabytes would keep the patterns below busy for minutes. What is cut in the middle goes: it could be half a value.
  const short = text.length > 2_000 ? text.slice(0, 2_000).replace(/\S*$/, "") : text;
  let said = short.replace(/\s+/g, " ").replace(/\d[\d\s().-]{2,}\d/g, "…");
  for (const word of words.filter(({ length }) => length > 2).sort((a, b) => b.length - a.length)) {
    said = said.replaceAll(new RegExp(word.replace(/[$()*+.?[\\\]^{|}/-]/g, "\\$&"), "gi"), "…");
  }
  return said
    .replace(/\p{Cc}/gu, "")
    .replace(/\S+@\S+/g, "…")
    .replace(/https?:\/\/\S+/g, "…")
    .replace(/"[^"]*"|“[^”]*”/g, (quoted) =>
      // Of a long text a vendor may quote the one word that it minds.
      /^["“][a-z]\w*["”]$/i.test(quoted) && !known.has(quoted.slice(1, -1).toLowerCase()) ? quoted : "…",
    )
    .trim()
    .slice(0, 200);
}

/** Seconds that the vendor asks to be left alone for, at most a day. */
export function toPause(headers: Headers, now = Date.now()): number | undefined {
  const said = headers.get("retry-after");
  const reset = Number(headers.get("x-ratelimit-reset") ?? NaN);
  const seconds =
    said === null ? reset - now / 1_000 : /^\d+$/.test(said.trim()) ? Number(said) : (Date.parse(said) - now) / 1_000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 1), 86_400) : undefined;
}

function toOutcome(name: string, credential: string, answered: Answered, said: string): Refusal["attempted"] {
  const { status, headers } = answered;
  const after = toPause(headers);
  const why = `${name} answers ${status}${said === "" ? "" : ` (${said})`}.`;
  if (status === 401 || status === 403) {
    const renew = `${name} does not take ${credential}: it answers ${status}${said === "" ? "" : ` (${said})`}.`;
    return { outcome: "retry", why: renew, after: after ?? untilSomebodyCame, status };
  }
  if (status >= 300 && status < 400) {
    const lead = `${name} answers with a redirect (${status}), which is not followed: correct the endpoint.`;
    return { outcome: "retry", why: lead, after: untilSomebodyCame, status };
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { outcome: "retry", why, status, ...(after === undefined ? {} : { after }) };
  }
  return { outcome: "failed", why, status };
}

function toUnanswered(name: string, error: unknown, signal: AbortSignal): Refusal {
  // A host that is not declared, an address that is private, an answer without end: these are the same tomorrow.
  const cause = error instanceof Error && isAbideError(error.cause) ? error.cause : error;
  if (isAbideError(cause)) return new Refusal({ outcome: "failed", why: cause.message });
  if (signal.aborted) return new Refusal({ outcome: "retry", why: `${name} did not answer in time.` });
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = /^[A-Z][A-Z_]+$/.test(code) ? ` (${code})` : "";
  return new Refusal({ outcome: "retry", why: `${name} cannot be reached${known}.` });
}

function toObject(text: string): Answered["body"] {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Answered["body"]) : {};
  } catch {
    return {};
  }
}

function toLeaves(json: unknown): string[] {
  if (typeof json === "string") return [json];
  if (typeof json === "number") return [String(json)];
  return typeof json === "object" && json !== null ? Object.values(json).flatMap(toLeaves) : [];
}

function toEntries(body: Asked["body"]): string[] {
  if (body === undefined) return [];
  if (typeof body === "string") return [];
  return [...body.values()].map((value) => (typeof value === "string" ? value : value.name));
}
