import type { Visit } from "@abide/gate/render";
import { contactLink, html, spellDate, type Html } from "@abide/policy";
import { AbideError } from "../../http/error.ts";
import { verifySameOrigin } from "../../http/origin.ts";
import type { Limits } from "../../limits/limits.ts";
import { fillSentence, renderPage } from "../../page/page.ts";
import type { SuccessionLook } from "../look.ts";
import type { Successions } from "../succession.ts";
import { toSuccessionPageTexts } from "./texts/all.ts";

interface Asked {
  readonly ip: string;
  readonly visit: Visit;
  readonly own: string;
}

/**
 * Answers the link in the notice of a succession with a page: what will happen, and a button that objects. Opening it changes nothing:
 * programs that look at mail follow every link in it.
 */
export function createSuccessionPage(
  successions: Pick<Successions, "look" | "object">,
  limits: Limits,
  css: string,
): (request: Request, token: string, asked: Asked) => Promise<Response> {
  // In an outage the succession cannot be looked up either, and the page says so then.
  const asks = limits.limit({ name: "links of successions", burst: 30, every: 10, inOutage: "allow" });
  return async (request, token, { ip, visit, own }) => {
    if (request.method !== "GET" && request.method !== "POST")
      throw new AbideError("method", "A succession is looked at, or objected to by its form.");
    if (request.method === "POST") verifySameOrigin(request, own);
    // Without an address all would share one limit.
    if (ip !== "" && (await asks.take(ip)) !== undefined)
      throw new AbideError("too-fast", "Too many links of successions were tried.");
    let found = await successions.look(token);
    if (found?.open && !found.objects && request.method === "POST") {
      await successions.object(found.progress.id, found.subject, { by: "subject" });
      found = await successions.look(token);
    }
    if (!found) throw new AbideError("not-found", "There is no succession behind this link.");
    const texts = toSuccessionPageTexts(visit.language);
    return answer(texts, visit, css, toMain(found, texts, visit, token));
  };
}

type Texts = ReturnType<typeof toSuccessionPageTexts>;

function answer({ language, title }: Texts, visit: Visit, css: string, main: Html): Response {
  const body = renderPage({
    title,
    language,
    visit: { ...visit, ask: false },
    hidden: true,
    styles: [css],
    main: html`<div class="sheet">
      <h1>${title}</h1>
      ${main}
    </div>`,
  });
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "private, no-store",
    // The address is a key: it goes to nobody else. With none at all the page's own form would come from "null".
    "referrer-policy": "same-origin",
  };
  return new Response(body, { headers });
}

/** The page's text, by how far the transfer has come and whether the person objects. */
function toMain(
  { progress, objects, open, transferred }: SuccessionLook,
  texts: Texts,
  { version: { policy } }: Visit,
  token: string,
): Html {
  const to = progress.successor ?? "";
  const from = policy.controller.name;
  const contact = contactLink(policy.controller.contact);
  if (progress.state === "cancelled") return html`<p class="lead">${texts.cancelled}</p>`;
  if (transferred) {
    return html`<p class="lead">${fillSentence(texts.transferred, { to })}</p>
      <p>${texts.objectThere} ${contact}</p>`;
  }
  if (!open) {
    return html`<p class="lead">${objects && texts.objected} ${fillSentence(texts.notTransferred, { to })}</p>
      <p>${contact}</p>`;
  }
  if (objects) {
    return html`<p class="lead" role="status">${texts.objectionKept}</p>
      <p>${contact}</p>`;
  }
  const on = spellDate(progress.effective.slice(0, 10), texts.language);
  return html`<p class="lead">
      ${fillSentence(progress.state === "executed" ? texts.waiting : texts.planned, { from, to, on })}
    </p>
    <p>${texts.untilThen}</p>
    <form class="abide-collect" method="post" action="/abide/succession/${token}">
      <p><button class="abide-send" type="submit">${texts.object}</button></p>
    </form>`;
}
