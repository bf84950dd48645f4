import { AbideError } from "../http/error.ts";
import type { Log } from "./log.ts";

/** The newest signed checkpoint (https://c2sp.org/tlog-tiles#checkpoints). Anybody may check the log, from anywhere. */
export async function answerCheckpoint(log: Log): Promise<Response> {
  return new Response(await log.checkpoint(), { headers: toHeaders("text/plain; charset=utf-8", "no-cache") });
}

/** The key that checkpoints and receipts are checked with. */
export function answerKey(log: Log): Response {
  return new Response(`${log.key}\n`, { headers: toHeaders("text/plain; charset=utf-8", "no-cache") });
}

/** A tile of hashes or entries. It never changes: a tile that is not full has its width in its name. */
export async function answerTile(log: Log, path: string): Promise<Response> {
  const tile = await log.tile(path);
  if (!tile) throw new AbideError("not-found", "The log has not come that far.");
  const headers = toHeaders("application/octet-stream", "public, max-age=31536000, immutable");
  return new Response(Uint8Array.from(tile), { headers });
}

function toHeaders(type: string, cache: string): { [name: string]: string } {
  return {
    "content-type": type,
    "cache-control": cache,
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
  };
}
