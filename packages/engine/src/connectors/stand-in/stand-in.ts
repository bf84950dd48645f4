import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What a stand-in is asked, read to its end. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body where it is JSON, else an empty object. */
  readonly json: { readonly [name: string]: unknown };
  /** The body as a form, of either kind. */
  readonly form: () => Promise<FormData>;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string | Uint8Array;
  readonly headers?: { readonly [name: string]: string };
  /** Whether something was changed: what `lost` and `hang` wait for. */
  readonly acted?: boolean;
}

/**
 * What a stand-in does instead of answering: `down` takes no connection up, `busy` is 429 with Retry-After, `broken` is 500, `refused`
 * is 401, `lost` acts and breaks the connection, `hang` acts and never answers.
 */
export type Fault = "down" | "busy" | "broken" | "refused" | "lost" | "hang";

/** Somebody's system on loopback, as far as a connector needs it. */
export interface StandIn {
  readonly url: string;
  /** Everything that it was asked, in order. */
  readonly asked: Request[];
  /** From now on it fails, as many times as is said, or until it is told `undefined`. */
  readonly fail: (fault: Fault | undefined, times?: number) => void;
  readonly close: () => Promise<void>;
}

export interface StandInOptions {
  /** Default: a free one. */
  readonly port?: number;
}

/** What a vendor's HTTP interface takes: handlers by method and path, with the parts of the path that begin with a colon. */
export interface Routes {
  readonly [methodAndPath: string]: (request: Request, ...parts: readonly string[]) => Reply | Promise<Reply>;
}

/**
 * The answer of the first route of which the request is one, else `missing`.
 *
 * @example toAnswer({ "GET /contacts/:id": (_, id) => ({ status: 200, json: contacts.get(id!) }) }, notFound)
 */
export function toAnswer(routes: Routes, missing: Reply): (request: Request) => Reply | Promise<Reply> {
  const table = Object.entries(routes).map(([route, handle]) => {
    const [method, path = ""] = route.split(" ");
    return { method, parts: path.split("/"), handle };
  });
  return (request) => {
    const given = request.path.split("/");
    const route = table.find(
      ({ method, parts }) =>
        method === request.method &&
        parts.length === given.length &&
        parts.every((part, at) => part === given[at] || (part.startsWith(":") && given[at] !== "")),
    );
    return route ? route.handle(request, ...given.filter((_, at) => route.parts[at]!.startsWith(":"))) : missing;
  };
}

/** Starts a server on loopback that answers with `answer`. `busy` are the headers that the vendor sends with a 429. */
export async function startStandIn(
  { port = 0 }: StandInOptions,
  answer: (request: Request, url: string) => Reply | Promise<Reply>,
  refusal: (status: 401 | 429 | 500) => unknown = (status) => ({ message: `status ${status}` }),
): Promise<StandIn> {
  const asked: Request[] = [];
  let fault: Fault | undefined;
  let left = 0;
  const take = (wanted: readonly Fault[]): Fault | undefined => {
    if (fault === undefined || !wanted.includes(fault) || left <= 0) return undefined;
    left -= 1;
    return fault;
  };

  let url = "";
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request = toRequest(incoming, await readAll(incoming));
      if (take(["down"])) {
        outgoing.destroy();
        return;
      }
      asked.push(request);
      const early = take(["busy", "broken", "refused"]);
      const status = early === "busy" ? 429 : early === "broken" ? 500 : early === "refused" ? 401 : undefined;
      const reply: Reply =
        status === undefined
          ? await answer(request, url)
          : { status, json: refusal(status), headers: status === 429 ? { "retry-after": "7" } : {} };
      const late = reply.acted === true ? take(["lost", "hang"]) : undefined;
      if (late === "lost") outgoing.destroy();
      if (late) return;
      const { json, text = json === undefined ? "" : JSON.stringify(json), headers = {} } = reply;
      const typed = json === undefined ? {} : { "content-type": "application/json" };
      outgoing.writeHead(reply.status, { ...typed, ...headers }).end(text);
    })().catch((error: unknown) => {
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end(String(error));
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    fail: (next, times = Infinity) => {
      fault = next;
      left = times;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** A member of a body as text. */
export function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function toRequest({ method = "GET", url = "/", headers }: IncomingMessage, bytes: Buffer): Request {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  const text = bytes.toString();
  const type = headers["content-type"] ?? "";
  let json: Request["json"] = {};
  if (type.startsWith("application/json")) {
    try {
      json = JSON.parse(text) as Request["json"];
    } catch {
      // As an empty object: it is refused for what is missing.
    }
  }
  const form = () => new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  return { method, path: decodeURIComponent(pathname), query: searchParams, headers, bytes, text, json, form };
}
