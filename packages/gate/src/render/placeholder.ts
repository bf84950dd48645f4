import { html } from "@abide/policy";
import { toTexts } from "../texts/to-texts.ts";
import type { Visit } from "../visit.ts";
import { fill, sayRecipient, toButton, toForm, toStatus, toTongue } from "./words.ts";

/** The frame that a placeholder stands for. */
export interface Frame {
  readonly src: string;
  readonly title?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/**
 * What stands in the page instead of a frame that may not load: a box of the same size that says what it would show and who would
 * receive what, with one button and a link to the source. What no tracker declares has no button: nothing can allow it.
 */
export function renderPlaceholder(visit: Visit, tracker: string | undefined, frame: Frame): string {
  const texts = toTexts(visit.language);
  const { trackers } = visit.version.policy;
  const declared = tracker !== undefined && Object.hasOwn(trackers, tracker) ? trackers[tracker] : undefined;
  const held = fill(texts.held, { title: frame.title || declared?.name || toHost(frame.src) || frame.src });
  const open = toHost(frame.src) !== "" && html`<a href="${frame.src}" rel="noreferrer">${texts.open}</a>`;
  const width = frame.width ?? 560;
  const height = frame.height ?? 315;
  return html`<div
    class="abide abide-placeholder"
    data-abide="placeholder"
    ${toTongue(visit)}
    role="group"
    aria-label="${held}"
  >
    <svg
      class="abide-box"
      width="${width}"
      height="${height}"
      viewBox="0 0 ${width} ${height}"
      aria-hidden="true"
    ></svg>
    <div class="abide-words">
      <p><b>${held}</b></p>
      ${
        declared &&
        html`<p>${fill(texts.holds, { recipient: sayRecipient(visit, declared, texts) })}</p>
          ${toForm(
            visit,
            "placeholder",
            texts,
            html`<input type="hidden" name="tracker" value="${tracker}" /> ${toButton("allow", texts.show)}
              ${toStatus(visit, texts)}`,
          )}`
      }
      ${open && html`<p>${open}</p>`}
    </div>
  </div>`.source;
}

function toHost(address: string): string {
  // Without this, a frame of `javascript:…` or `data:…` would become a link.
  return /^https?:/i.test(address) && URL.canParse(address) ? new URL(address).host : "";
}
