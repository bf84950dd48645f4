import { renderWorkerEnd, renderWorkerGuard, renderWorkerHeaders, toWorkers, type Visit } from "@abide/gate/render";
import { matchesName } from "@abide/policy";
import { putBack } from "../http/body-reader.ts";
import { AbideError } from "../http/error.ts";
import { isHeld, settle, toEtag, type Variation } from "./conditional.ts";
import { addHeaders, addVary, dropOriginal, keepPrivate } from "./filter-headers.ts";
import { openBody } from "./site-page.ts";
import type { Violation } from "./violations.ts";

/** Whether the visitor's pages may start this worker. */
function isPermitted(visit: Visit, destination: string, request: Request): boolean {
  const { own, service } = toWorkers(visit);
  if (destination !== "serviceworker") return own;
  const { pathname } = new URL(request.url);
  // What a module imports is no service worker of its own: it has not a path that would be declared.
  const isImported = request.headers.get("sec-fetch-mode") === "cors";
  return service.some((pattern) => isImported || matchesName(pattern, pathname));
}

/**
 * A worker's file as it may leave: with the guard before its code, and the rules of the visitor's pages. One that may not run is refused;
 * in the place of a service worker, which the browser may hold from before, comes one that ends itself.
 */
export async function protectWorker(
  {
    response,
    headers,
    destination,
  }: { readonly response: Response; readonly headers: Headers; readonly destination: string },
  request: Request,
  variation: Omit<Variation, "guardHash">,
  note: (violation: Violation) => void,
): Promise<Response> {
  const { visit } = variation.visitor;
  const { pathname, search } = new URL(request.url);
  if (!isPermitted(visit, destination, request)) {
    await response.body?.cancel();
    note({ kind: "worker", key: [destination, pathname], detail: { worker: pathname, as: destination } });
    return refuse(destination);
  }
  const guard = await renderWorkerGuard(visit);
  const etag = await toEtag(response.headers, pathname + search, { ...variation, guardHash: guard.text });
  addHeaders(headers, renderWorkerHeaders(visit, guard));
  keepPrivate(headers);
  addVary(headers, ["Sec-Fetch-Dest"]);
  dropOriginal(headers);
  const { status, statusText } = response;
  if (etag !== undefined && response.status === 200) {
    headers.set("etag", etag);
    // It holds nothing of one visit alone.
    settle(etag);
    if (isHeld(request, etag)) {
      await response.body?.cancel();
      return new Response(null, { status: 304, headers });
    }
  }
  const body = response.body && (await toGuarded(response, guard.text));
  return new Response(body, { status, statusText, headers });
}

async function refuse(destination: string): Promise<Response> {
  const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff", vary: "Sec-Fetch-Dest" };
  if (destination === "serviceworker")
    return new Response(await renderWorkerEnd(), { headers: { ...headers, "content-type": "text/javascript" } });
  const reason = "The policy of this site declares no workers from its own files (page.workers).\n";
  return new Response(reason, { status: 403, headers: { ...headers, "content-type": "text/plain; charset=utf-8" } });
}

/** What comes before the code of a file that is in strict mode as a whole. */
const strict = /^\uFEFF?(?:\s|\/\/[^\n\r]*[\n\r]|\/\*(?:[^*]|\*(?!\/))*\*\/)*(["'])use strict\1/;

/** The file with the guard before it, on its first line, so that errors keep their lines. */
async function toGuarded(response: Response, guard: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const reader = await openBody(response).catch((cause: unknown) => {
    const sentence = "The site answered with a worker that cannot be read, and so cannot be protected.";
    throw new AbideError("bad-gateway", sentence, { cause });
  });
  const first = await reader.read();
  // The mode is said before all else, so the guard would end it.
  const isStrict = strict.test(new TextDecoder("utf-8", { ignoreBOM: true }).decode(first?.subarray(0, 4_096)));
  const begun = [new TextEncoder().encode(`${isStrict ? '"use strict";' : ""}${guard}`), ...(first ? [first] : [])];
  return putBack(begun, reader);
}
