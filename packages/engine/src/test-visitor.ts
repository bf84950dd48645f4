import { request } from "node:http";
import { Readable } from "node:stream";
import { toChunks } from "./http/body.ts";
import { origin } from "./test-policy.ts";

export type Lines = { readonly [name: string]: string };

export interface TestBrowser {
  readonly cookies: Map<string, string>;
  readonly get: (path: string, headers?: Lines) => Promise<Response>;
  /** The token of the first choice's form on `path`. */
  readonly token: (path?: string) => Promise<string>;
  readonly post: (path: string, fields: Fields, headers?: Lines) => Promise<Response>;
  /** Fetches a form and sends it. */
  readonly choose: (act: string, fields?: Fields, headers?: Lines) => Promise<Response>;
  /** Optional trackers that the choice centre shows as allowed. */
  readonly allowed: () => Promise<string[]>;
}

export type Fields = readonly (readonly [name: string, value: string])[];

export const html = {
  accept: "text/html,application/xhtml+xml,*/*;q=0.8",
  "user-agent": "test",
  "accept-language": "en",
};

/** The answer to `request`, sent as bytes to a server on this machine, with the headers of a proxy in front of it. */
export async function overHttp(port: number, sent: Request, ip = "192.0.2.1"): Promise<Response> {
  const { host, pathname, search } = new URL(sent.url);
  const headers = {
    ...Object.fromEntries(sent.headers),
    host,
    "x-forwarded-proto": "https",
    "x-forwarded-for": ip,
  };
  return new Promise((resolve, reject) => {
    const asking = request(
      { port, host: "127.0.0.1", method: sent.method, path: pathname + search, headers },
      (answer) => {
        const lines = new Headers();
        for (let i = 0; i < answer.rawHeaders.length; i += 2)
          lines.append(answer.rawHeaders[i]!, answer.rawHeaders[i + 1]!);
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const empty = answer.statusCode === 204 || answer.statusCode === 304;
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status: answer.statusCode!, headers: lines }));
        });
      },
    );
    // A server that has answered need not read the rest of what it was sent.
    asking.on("error", reject);
    const body = Readable.from(toChunks(sent.body));
    asking.once("response", () => body.unpipe(asking));
    body.pipe(asking);
  });
}

/** A browser whose requests go to `fetch`, each with the lines of `own`. */
export function toBrowser(fetch: (path: string, init: RequestInit) => Promise<Response>, own: Lines): TestBrowser {
  const cookies = new Map<string, string>();
  const keep = (response: Response): Response => {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(line)!;
      // Enough of a jar for these tests: the domain's and path's namesakes are one.
      if (/max-age=0/i.test(line)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    return response;
  };
  const send = async (path: string, init: RequestInit, headers: Lines) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return keep(
      await fetch(path, { ...init, headers: { ...html, ...(cookie ? { cookie } : {}), ...own, ...headers } }),
    );
  };
  const browser: TestBrowser = {
    cookies,
    get: (path, headers = {}) => send(path, {}, headers),
    token: async (path = "/privacy/choices") => {
      const source = await (await browser.get(path)).text();
      return /name="token" value="([^"]+)"/.exec(source)?.[1] ?? "";
    },
    post: (path, fields, headers = {}) =>
      send(
        path,
        {
          method: "POST",
          body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
        },
        { "content-type": "application/x-www-form-urlencoded", origin, "sec-fetch-site": "same-origin", ...headers },
      ),
    choose: async (act, fields = [], headers = {}) =>
      browser.post(
        "/abide/choice",
        [["token", await browser.token()], ["back", "/blog#a"], ["control", "centre"], ["do", act], ...fields],
        headers,
      ),
    allowed: async () => {
      const source = await (await browser.get("/privacy/choices")).text();
      return [...source.matchAll(/<input\b[^>]*name="tracker"[^>]*>/g)]
        .filter(([input]) => /\bchecked\b/.test(input) && !/\bdisabled\b/.test(input))
        .map(([input]) => /value="([^"]+)"/.exec(input)![1]!)
        .sort();
    },
  };
  return browser;
}
