import { html } from "@abide/policy";
import type { Embed } from "../placeholder-address.ts";
import { toTexts } from "../texts/to-texts.ts";
import type { Visit } from "../visit.ts";
import { fill, sayRecipient, toButton, toForm, toStatus, toTongue } from "./words.ts";

/**
 * The page that is framed instead of one that may not load, in the size that the site gave the frame: it says what would be shown and
 * who would receive what, with one button and a link to the source. There is no button for what no tracker declares, nor for what may
 * load already: nothing could allow it.
 *
 * It is a page of its own so that the element stays as the site wrote it: a framework that finds another one in its place renders the
 * page anew, without what the visitor had done.
 */
export function renderPlaceholder(
  visit: Visit,
  tracker: string | undefined,
  { src, title, sandbox }: Pick<Embed, "src" | "title" | "sandbox">,
): string {
  const texts = toTexts(visit.language);
  const { trackers } = visit.version.policy;
  const declared = tracker !== undefined && Object.hasOwn(trackers, tracker) ? trackers[tracker] : undefined;
  const canAllow = declared && !visit.permitted.includes(tracker!) && !isMute(sandbox);
  const host = toHost(src);
  const held = fill(texts.held, { title: title || declared?.name || host || src });
  return html`<!doctype html>
    <html class="abide-framed" ${toTongue(visit)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${held}</title>
        <base target="_top" />
      </head>
      <body>
        <div class="abide abide-placeholder" data-abide="placeholder" role="group" aria-label="${held}">
          <p><b>${held}</b></p>
          ${declared && html`<p>${fill(texts.holds, { recipient: sayRecipient(visit, declared, texts) })}</p>`}
          ${
            canAllow &&
            toForm(
              visit,
              "placeholder",
              texts,
              html`<input type="hidden" name="tracker" value="${tracker}" /> ${toButton("allow", texts.show)}
                ${toStatus(visit, texts)}`,
            )
          }
          ${host !== "" && html`<p><a href="${src}" rel="noreferrer">${texts.open}</a></p>`}
        </div>
      </body>
    </html>`.source;
}

/** Whether the frame's sandbox lets neither a script nor a form in it do anything. */
function isMute(sandbox: string | null): boolean {
  return sandbox !== null && !/(?:^|\s)allow-scripts(?:\s|$)/i.test(sandbox);
}

function toHost(address: string): string {
  // Without this, a frame of `javascript:…` or `data:…` would become a link.
  return /^https?:/i.test(address) && URL.canParse(address) ? new URL(address).host : "";
}
