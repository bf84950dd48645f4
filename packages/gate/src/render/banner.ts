import { html, toOptional } from "@abide/policy";
import { toSpoken, toTexts } from "../texts/to-texts.ts";
import type { Visit } from "../visit.ts";
import { fill, say, sayList, toButton, toForm, toHonoured, toStatus, toTongue } from "./words.ts";

/**
 * The question to a visitor who has not answered yet, or nothing: where there is nothing to ask, after an answer, and while a
 * signal answers.
 *
 * It belongs right after the `<body>` tag: painted at the foot of the window with the first bytes, and one press of Tab away. It
 * takes no focus and covers nothing that cannot be scrolled free.
 */
export function renderBanner(visit: Visit): string {
  const { policy, hash } = visit.version;
  const optional = toOptional(policy);
  if (!visit.ask || optional.length === 0 || toHonoured(visit).length > 0) return "";
  const texts = toTexts(visit.language);
  const asked = new Set(optional.map((key) => policy.trackers[key]!.purpose));
  const titles = Object.entries(policy.purposes)
    .filter(([key]) => asked.has(key))
    .map(([, { title }]) => html`<b>${say(visit, title)}</b>`);
  return html`<section class="abide abide-banner" data-abide="banner" ${toTongue(visit)} aria-labelledby="abide-ask">
    ${toForm(
      visit,
      "banner",
      texts,
      html`<div class="abide-words">
          ${
            visit.choice &&
            visit.choice.version !== hash &&
            html`<p>
              ${texts.asksAgain}
              <a href="${policy.path}/versions/${visit.choice.version}/${hash}">${texts.difference}</a>
            </p>`
          }
          <p id="abide-ask">${fill(texts.ask, { purposes: sayList(titles, toSpoken(visit.language)) })}</p>
          <p>
            <a href="${policy.path}/choices?back=${encodeURIComponent(visit.back)}" data-abide-open>${texts.details}</a>
          </p>
        </div>
        <div class="abide-buttons">${toButton("accept", texts.accept)} ${toButton("reject", texts.reject)}</div>
        ${toStatus(visit, texts)}`,
    )}
  </section>`.source;
}
