/** Answers that no page of ours may be put into. */
const contained = new WeakSet<Response>();

/**
 * Somebody else's HTML, shut in: it runs no script, loads nothing, sends no form and leads nowhere, and is shown in a frame of our own
 * pages alone. Nothing of ours is added to it, and no rule of ours is loosened for it. `pictures` shows those that lie on this site.
 */
export function answerContained(source: string, { pictures = false } = {}): Response {
  const response = new Response(source, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; img-src data:${pictures ? " 'self'" : ""}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox`,
      "cache-control": "private, no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
  contained.add(response);
  return response;
}

/** Whether `response` was made by `answerContained`. */
export const isContained = (response: Response): boolean => contained.has(response);
