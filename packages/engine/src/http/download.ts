import { toDisposition } from "./header-text.ts";
import type { StoredFile } from "@abide/policy";

/**
 * The answer that offers a file for saving. A browser neither shows it in the page's name nor guesses what it is, no cache keeps it,
 * and where one opens it all the same, it runs nothing and contacts nobody.
 */
export function answerDownload({ stream, name, type, size }: StoredFile): Response {
  return new Response(stream, {
    headers: {
      "cache-control": "private, no-store",
      "content-disposition": toDisposition(name),
      "content-length": String(size),
      "content-security-policy": "sandbox; default-src 'none'",
      "content-type": type,
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}
