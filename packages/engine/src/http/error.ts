import { toWords, type Text } from "@abide/policy";

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
  readonly more: { readonly [member: string]: unknown };

  constructor(code: AbideErrorCode, message: string, options: AbideErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? onHttp[code]?.status ?? 500;
    this.next = options.next;
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
  readonly says: Text;
  readonly next: Text;
}

const tryAgain: Text = { en: "Try again in a minute.", de: "Versuchen Sie es in einer Minute noch einmal." };
const goBack: Text = {
  en: "Go back to the page you came from and try again there.",
  de: "Gehen Sie zur vorigen Seite zurück und versuchen Sie es dort noch einmal.",
};
const chooseAgain: Text = {
  en: "Nothing was changed. Open the page again and choose there.",
  de: "Es wurde nichts geändert. Öffnen Sie die Seite neu und wählen Sie dort.",
};

const filesDown: OnHttp = {
  status: 503,
  says: {
    en: "Files can be neither taken nor opened just now.",
    de: "Dateien können gerade weder angenommen noch geöffnet werden.",
  },
  next: tryAgain,
};
const fileLost: OnHttp = {
  status: 500,
  says: {
    en: "This file cannot be opened, because what we keep of it is damaged or gone.",
    de: "Diese Datei lässt sich nicht öffnen, weil das, was wir davon haben, beschädigt oder fort ist.",
  },
  next: {
    en: "Tell whoever runs this site; it may be in a back-up.",
    de: "Sagen Sie es den Betreibern dieser Website; vielleicht liegt sie in einer Sicherung.",
  },
};

/** Codes that a request can meet. The others belong to whoever starts the server, and a visitor sees "internal" instead. */
const onHttp: { readonly [code in AbideErrorCode]?: OnHttp } = {
  "bad-gateway": {
    status: 502,
    says: { en: "The site's answer could not be read.", de: "Die Antwort der Website war nicht lesbar." },
    next: tryAgain,
  },
  closed: {
    status: 503,
    says: { en: "The site is about to restart.", de: "Die Website startet gerade neu." },
    next: tryAgain,
  },
  "cross-site": {
    status: 403,
    says: {
      en: "This was not sent from a page of this site, so nothing was done.",
      de: "Das wurde nicht von einer Seite dieser Website gesendet, deshalb wurde nichts getan.",
    },
    next: { en: "Open this site and send it from there.", de: "Öffnen Sie diese Website und senden Sie es von dort." },
  },
  "file-broken": fileLost,
  "file-missing": fileLost,
  "files-down": filesDown,
  "files-full": filesDown,
  "files-refused": filesDown,
  "files-unwritable": filesDown,
  gone: {
    status: 410,
    says: { en: "What was at this address has ended.", de: "Was unter dieser Adresse war, besteht nicht mehr." },
    next: {
      en: "Ask whoever gave you the address for a new one.",
      de: "Fragen Sie, wer Ihnen die Adresse gab, nach einer neuen.",
    },
  },
  internal: {
    status: 500,
    says: { en: "Something went wrong on our side.", de: "Auf unserer Seite ist ein Fehler aufgetreten." },
    next: tryAgain,
  },
  malformed: {
    status: 400,
    says: { en: "What was sent could not be read.", de: "Was gesendet wurde, war nicht lesbar." },
    next: goBack,
  },
  "media-type": {
    status: 415,
    says: {
      en: "What was sent is of a kind that is not taken here.",
      de: "Was gesendet wurde, ist von einer Art, die hier nicht angenommen wird.",
    },
    next: goBack,
  },
  method: {
    status: 405,
    says: {
      en: "This address does something only when a form is sent to it; opening it changes nothing.",
      de: "Diese Adresse tut nur etwas, wenn ein Formular an sie gesendet wird; ihr Aufruf ändert nichts.",
    },
    next: { en: "Use the form on the page.", de: "Benutzen Sie das Formular auf der Seite." },
  },
  "not-found": {
    status: 404,
    says: { en: "There is nothing at this address.", de: "Unter dieser Adresse gibt es nichts." },
    next: {
      en: "Check the address, or start at the first page.",
      de: "Prüfen Sie die Adresse, oder beginnen Sie auf der ersten Seite.",
    },
  },
  "not-kept": {
    status: 503,
    says: {
      en: "Your choice could not be kept. What you chose before still holds.",
      de: "Ihre Entscheidung konnte nicht gespeichert werden. Was Sie vorher gewählt haben, gilt weiter.",
    },
    next: tryAgain,
  },
  refused: {
    status: 422,
    says: { en: "Not everything can be taken as it was sent.", de: "Nicht alles kann so angenommen werden." },
    next: {
      en: "Correct what is named and send it again.",
      de: "Korrigieren Sie das Genannte und senden Sie es noch einmal.",
    },
  },
  "stale-form": {
    status: 409,
    says: {
      en: "The policy has changed, or this page has been open for too long, so your choice was not kept.",
      de: "Die Erklärung hat sich geändert oder diese Seite war zu lange offen, deshalb wurde Ihre Entscheidung nicht gespeichert.",
    },
    next: chooseAgain,
  },
  "store-down": {
    status: 503,
    says: { en: "This could not be kept just now.", de: "Das konnte gerade nicht gespeichert werden." },
    next: tryAgain,
  },
  "too-busy": {
    status: 503,
    says: {
      en: "More arrives here just now than can be taken, so nothing was kept.",
      de: "Hier trifft gerade mehr ein, als angenommen werden kann, deshalb wurde nichts gespeichert.",
    },
    next: tryAgain,
  },
  "too-fast": {
    status: 429,
    says: { en: "That was a lot in a short time.", de: "Das war viel in kurzer Zeit." },
    next: tryAgain,
  },
  "too-large": {
    status: 413,
    says: { en: "What was sent is too long.", de: "Was gesendet wurde, ist zu lang." },
    next: { en: "Shorten it and send it again.", de: "Kürzen Sie es und senden Sie es noch einmal." },
  },
  "used-form": {
    status: 409,
    says: {
      en: "This form has been used already, or belongs to another browser, so nothing was kept.",
      de: "Dieses Formular wurde schon benutzt oder gehört zu einem anderen Browser, deshalb wurde nichts gespeichert.",
    },
    next: chooseAgain,
  },
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
};

/** `error` as a visitor may see it. Whatever was not foreseen, or is about the machine, becomes "internal". */
export function toProblem(error: unknown, language = "en"): Problem {
  const known = isAbideError(error) && onHttp[error.code] !== undefined ? error : undefined;
  const code = known?.code ?? "internal";
  const { status, says, next } = onHttp[code]!;
  return {
    code,
    status: known ? known.status : status,
    title: titles[known ? known.status : status] ?? "Error",
    detail: toWords(says, language),
    next: toWords(next, language),
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
