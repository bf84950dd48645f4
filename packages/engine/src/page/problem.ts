import type { Logger } from "../http/logger.ts";
import type { Visit } from "@abide/gate/render";
import { html } from "@abide/policy";
import { isAbideError, toProblem, toProblemResponse, wantsHtml } from "../http/error.ts";
import { toBack } from "../http/origin.ts";
import { renderPage } from "./page.ts";
import { toAnswerTexts } from "../http/texts/all.ts";

/**
 * What a visitor is told of `error`: problem+json, or a page with the same words and a way back. Whoever runs the site is told of
 * the rest.
 */
export function answerProblem(request: Request, visit: Visit, error: unknown, logger: Logger): Response {
  const problem = toProblem(error, visit.language);
  const { origin, pathname } = new URL(request.url);
  // Who has left is told nothing, and what they broke off is no failure.
  const told = request.signal.aborted || (isAbideError(error) && error.told);
  if (!told && (!isAbideError(error) || problem.status >= 500))
    logger(`${request.method} ${toRoute(pathname)} failed.`, error);
  const headers = new Headers({ "cache-control": "no-store" });
  const { wait } = problem.more;
  if (problem.status === 405) headers.set("allow", "POST");
  if (problem.status === 429 || problem.status === 503)
    headers.set("retry-after", String(typeof wait === "number" ? wait : 60));
  if (!wantsHtml(request)) return toProblemResponse(problem, headers);

  headers.set("content-type", "text/html; charset=utf-8");
  const says = toAnswerTexts(visit.language);
  const referrer = request.headers.get("referer");
  const from = referrer !== null && URL.canParse(referrer) ? new URL(referrer) : undefined;
  const back = from?.origin === origin ? toBack(from.pathname + from.search, origin) : "/";
  const page = renderPage({
    title: problem.title,
    language: says.language,
    visit,
    hidden: true,
    main: html`<div class="sheet">
      <h1>${problem.detail}</h1>
      <p class="lead">${problem.next}</p>
      <p><a href="${back}">${says.back}</a></p>
    </div>`,
  });
  return new Response(page, { status: problem.status, headers });
}

/**
 * A path as it may stand in a log: whatever could be a token in it, or somebody's address, is left out. Links in mails are keys, and
 * whoever reads the log must not hold them.
 */
export function toRoute(pathname: string): string {
  const [, first = "", second = "", ...rest] = pathname.split("/");
  // What follows a name under /abide is for one person, but for the activity of a form.
  if (first === "abide" && second !== "collect" && rest.length > 0) return `/abide/${toWord(second)}/…`;
  return pathname.split("/").map(toWord).join("/");
}

/** One part of a path, where it is made of words, or is an id, which opens nothing. */
function toWord(part: string): string {
  return part.split(/[-._]/).every((word) => /^(?:[a-z0-9]{0,15}|[A-Za-z]{0,24})$/.test(word)) ? part : "…";
}
