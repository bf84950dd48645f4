import { toAnswerTexts } from "./texts/all.ts";
import type { AnswerTexts } from "./texts/en.ts";

/** What can fail. Closed: whoever handles failures sees at compile time when one is added. */
export type AbideErrorCode =
  | "archive-damaged"
  | "backup-damaged"
  | "bad-gateway"
  | "closed"
  | "cross-site"
  | "file-broken"
  | "file-missing"
  | "files-down"
  | "files-full"
  | "files-refused"
  | "files-unwritable"
  | "gone"
  | "internal"
  | "key-changed"
  | "key-missing"
  | "kms-down"
  | "kms-refused"
  | "malformed"
  | "media-type"
  | "method"
  | "not-found"
  | "not-kept"
  | "policy-broken"
  | "port-busy"
  | "recipient-down"
  | "recipient-refused"
  | "refused"
  | "setting-refused"
  | "stale-form"
  | "store-down"
  | "store-in-use"
  | "store-missing"
  | "store-unreadable"
  | "store-unsafe"
  | "store-unwritable"
  | "too-busy"
  | "too-fast"
  | "too-large"
  | "undeclared"
  | "undeclared-host"
  | "undeclared-program"
  | "used-form";

export interface AbideErrorOptions {
  readonly status?: number;
  readonly next?: string;
  readonly cause?: unknown;
  /** Whoever runs the site knows already: the same failure was told, and lasts. Default: no. */
  readonly told?: boolean;
  /** Further members of the problem, e.g. the fields at fault. */
  readonly more?: { readonly [member: string]: unknown };
}

/**
 * A failure that was foreseen: one sentence that says what happened, and what to do next. What we did not foresee is thrown as
 * it comes and shows nothing of its inside to a visitor.
 */
export class AbideError extends Error {
  override readonly name = "AbideError";
  readonly code: AbideErrorCode;
  /** The HTTP status that fits. */
  readonly status: number;
  /** What whoever reads this can do about it. */
  readonly next: string | undefined;
  readonly told: boolean;
  readonly more: { readonly [member: string]: unknown };

  constructor(code: AbideErrorCode, message: string, options: AbideErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? onHttp[code]?.status ?? 500;
    this.next = options.next;
    this.told = options.told ?? false;
    this.more = options.more ?? {};
  }
}

/** Whether `error` is an AbideError. By name, because a process may hold two copies of this module. */
export function isAbideError(error: unknown): error is AbideError {
  return error instanceof Error && error.name === "AbideError";
}

/** A failure as a visitor may see it: the status, what happened and what to do, in their language, and nothing of the inside. */
export interface Problem {
  readonly code: AbideErrorCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly next: string;
  readonly more: { readonly [member: string]: unknown };
}

interface OnHttp {
  readonly status: number;
  readonly says: keyof AnswerTexts["says"];
  readonly next: keyof AnswerTexts["next"];
}

const filesDown: OnHttp = { status: 503, says: "filesDown", next: "tryAgain" };
const fileLost: OnHttp = { status: 500, says: "fileLost", next: "tellSite" };

/** Codes that a request can meet. The others belong to whoever starts the server, and a visitor sees "internal" instead. */
const onHttp: { readonly [code in AbideErrorCode]?: OnHttp } = {
  "bad-gateway": { status: 502, says: "badGateway", next: "tryAgain" },
  closed: { status: 503, says: "closed", next: "tryAgain" },
  "cross-site": { status: 403, says: "crossSite", next: "sendFromHere" },
  "file-broken": fileLost,
  "file-missing": fileLost,
  "files-down": filesDown,
  "files-full": filesDown,
  "files-refused": filesDown,
  "files-unwritable": filesDown,
  gone: { status: 410, says: "gone", next: "askForNew" },
  internal: { status: 500, says: "internal", next: "tryAgain" },
  malformed: { status: 400, says: "malformed", next: "goBack" },
  "media-type": { status: 415, says: "mediaType", next: "goBack" },
  method: { status: 405, says: "method", next: "useForm" },
  "not-found": { status: 404, says: "notFound", next: "checkAddress" },
  "not-kept": { status: 503, says: "notKept", next: "tryAgain" },
  refused: { status: 422, says: "refused", next: "correct" },
  "stale-form": { status: 409, says: "staleForm", next: "chooseAgain" },
  "store-down": { status: 503, says: "storeDown", next: "tryAgain" },
  "too-busy": { status: 503, says: "tooBusy", next: "tryAgain" },
  "too-fast": { status: 429, says: "tooFast", next: "tryAgain" },
  "too-large": { status: 413, says: "tooLarge", next: "shorten" },
  "used-form": { status: 409, says: "usedForm", next: "chooseAgain" },
};

const titles: { readonly [status: number]: string } = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** `error` as a visitor may see it. Whatever was not foreseen, or is about the machine, becomes "internal". */
export function toProblem(error: unknown, language = "en"): Problem {
  const known = isAbideError(error) && onHttp[error.code] !== undefined ? error : undefined;
  const code = known?.code ?? "internal";
  const { status, says, next } = onHttp[code]!;
  const texts = toAnswerTexts(language);
  return {
    code,
    status: known ? known.status : status,
    title: titles[known ? known.status : status] ?? "Error",
    detail: texts.says[says],
    next: texts.next[next],
    more: known?.more ?? {},
  };
}

/** The problem as RFC 9457 has it. `detail` ends with the next step, so that a client which shows only that one helps as well. */
export function toProblemResponse(
  problem: Problem,
  headers: Headers | { readonly [name: string]: string } = {},
): Response {
  const { code, status, title, detail, next, more } = problem;
  const body = { type: "about:blank", title, status, detail: `${detail} ${next}`, code, next, ...more };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...Object.fromEntries(new Headers(headers as Headers)),
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    },
  });
}

/** Whether the client would rather read HTML than JSON: browsers that follow a link or send a form name it first. */
export function wantsHtml(request: Request): boolean {
  const accept = request.headers.get("accept") ?? "";
  const html = accept.search(/text\/html|application\/xhtml\+xml/i);
  const json = accept.search(/application\/(?:problem\+)?json/i);
  return html !== -1 && (json === -1 || html < json);
}

/** What went wrong, by its code or name: the message may quote what was sent. */
export function toCode(error: unknown): string {
  const { cause, code, name } = (error ?? {}) as { readonly [member: string]: unknown };
  const inner = (cause as { readonly code?: unknown } | undefined)?.code;
  return (
    [inner, code, name].find((word): word is string => typeof word === "string" && /^[\w.-]{1,60}$/.test(word)) ??
    "failed"
  );
}
