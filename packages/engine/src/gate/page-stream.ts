import { toBodyStream } from "../http/body-reader.ts";
import type { Rewriter } from "./rewrite.ts";
import type { SitePage } from "./site-page.ts";

/** How long a page is worked on, in milliseconds, before others have their turn. */
const longestTurn = 3;

/**
 * The page as it leaves, piece by piece: nothing is read before somebody asks for it, and whoever leaves ends the site's work at once.
 * `done` is called when all of it has left. `begun` has been rewritten already.
 */
export function toPageStream(
  page: SitePage,
  rewriter: Rewriter,
  done: () => void,
  begun: Uint8Array = new Uint8Array(),
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let worked = 0;
  const work = (bytes: Uint8Array | undefined): Uint8Array => {
    const start = performance.now();
    const piece = bytes ? rewriter.write(bytes, page.charset()) : rewriter.end();
    worked += performance.now() - start;
    return piece;
  };
  let waiting = begun.length > 0 ? begun : undefined;
  let ended = false;
  return toBodyStream({
    read: async () => {
      if (waiting) {
        const first = waiting;
        waiting = undefined;
        return first;
      }
      while (!ended) {
        if (worked > longestTurn) {
          // Without this, a long page that is there already would keep everybody else waiting until its end.
          await new Promise((resolve) => void setImmediate(resolve));
          worked = 0;
        }
        const bytes = await page.read();
        // Somebody left meanwhile: what was read is not the page's end.
        if (ended) break;
        const piece = work(bytes);
        if (!bytes) {
          ended = true;
          done();
        }
        if (piece.length > 0) return piece;
      }
      return undefined;
    },
    cancel: (reason) => {
      ended = true;
      waiting = undefined;
      return page.cancel(reason);
    },
  });
}
