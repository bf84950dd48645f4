import { atEnd } from "../page/page.ts";
import type { Visit } from "@abide/gate/render";
import { contactLink, html, spellDate, toWords, type Html } from "@abide/policy";
import { AbideError } from "../http/error.ts";
import { verifySameOrigin } from "../http/origin.ts";
import { renderPage } from "../page/page.ts";
import type { Limits } from "../limits/limits.ts";
import type { Successions } from "./succession.ts";

interface Asked {
  readonly ip: string;
  readonly visit: Visit;
  readonly own: string;
}

/** The page behind the link in the notice of a succession: what will happen, and a button that objects. Opening it changes nothing. */
export function createSuccessionPage(successions: Successions, limits: Limits, css: string) {
  // In an outage the succession cannot be looked up either, and that is what is told then.
  const asks = limits.limit({ name: "links of successions", burst: 30, every: 10, inOutage: "allow" });
  return async (request: Request, token: string, { ip, visit, own }: Asked): Promise<Response> => {
    if (request.method !== "GET" && request.method !== "POST")
      throw new AbideError("method", "A succession is looked at, or objected to by its form.");
    if (request.method === "POST") verifySameOrigin(request, own);
    if (ip !== "" && (await asks.take(ip)) !== undefined)
      throw new AbideError("too-fast", "Too many links of successions were tried.");
    let found = await successions.look(token);
    if (found?.open && !found.objects && request.method === "POST") {
      await successions.object(found.progress.id, found.subject, { by: "subject" });
      found = await successions.look(token);
    }
    if (!found) throw new AbideError("not-found", "There is no succession behind this link.");
    const { progress, objects, open, transferred } = found;
    const { policy } = visit.version;
    const language = visit.language.split("-")[0] === "de" ? "de" : "en";
    const say = (en: string, de: string) => toWords({ en, de }, language);
    const title = say("Transfer to a successor", "Übergang auf einen Nachfolger");
    const on = spellDate(progress.effective.slice(0, 10), language);
    const from = policy.controller.name;
    const to = progress.successor ?? "";
    const executed = progress.state === "executed";
    let main: Html;
    if (progress.state === "cancelled") {
      main = html`<p class="lead">
        ${say("This transfer will not take place.", "Dieser Übergang findet nicht statt.")}
      </p>`;
    } else if (transferred) {
      main = html`<p class="lead">
          ${say(`What is held about you was transferred to ${atEnd(to)}.`, `Was über Sie gespeichert ist, ging auf ${to} über.`)}
        </p>
        <p>
          ${say("You can object there, and ask us:", "Widersprechen können Sie dort, und fragen können Sie uns:")}
          ${contactLink(policy.controller.contact)}
        </p>`;
    } else if (!open) {
      main = html`<p class="lead">
          ${objects && say("You objected.", "Sie haben widersprochen.")}
          ${say(`Nothing about you was transferred to ${atEnd(to)}.`, `Nichts über Sie ging auf ${to} über.`)}
        </p>
        <p>${contactLink(policy.controller.contact)}</p>`;
    } else if (objects) {
      main = html`<p class="lead" role="status">
          ${say(
            "Your objection is kept. What is held about you is not transferred.",
            "Ihr Widerspruch ist festgehalten. Was über Sie gespeichert ist, geht nicht über.",
          )}
        </p>
        <p>${contactLink(policy.controller.contact)}</p>`;
    } else {
      main = html`<p class="lead">
          ${
            executed
              ? say(
                  `What is held about you goes from ${from} to ${to}, which goes on with it for the same purposes. It has not been fetched there yet.`,
                  `Ihre Daten gehen von ${from} auf ${to} über, für dieselben Zwecke. Abgeholt sind sie dort noch nicht.`,
                )
              : say(
                  `On ${on}, ${from} transfers what is held about you to ${to}, which goes on with it for the same purposes.`,
                  `Am ${on} gehen Ihre Daten von ${from} auf ${to} über, für dieselben Zwecke.`,
                )
          }
        </p>
        <p>
          ${say(
            "You can object until then, without giving a reason. Your data is then left out.",
            "Bis dahin können Sie ohne Angabe von Gründen widersprechen. Ihre Daten bleiben dann außen vor.",
          )}
        </p>
        <form class="abide-collect" method="post" action="/abide/succession/${token}">
          <p>
            <button class="abide-send" type="submit">
              ${say("Object to the transfer", "Dem Übergang widersprechen")}
            </button>
          </p>
        </form>`;
    }
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
      "referrer-policy": "same-origin",
    };
    return new Response(body, { headers });
  };
}
