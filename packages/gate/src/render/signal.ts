import { html } from "@abide/policy";
import { toTexts } from "../texts/to-texts.ts";
import type { Visit } from "../visit.ts";
import { fill, signalTitles, toHonoured, toTongue } from "./words.ts";

/**
 * The line that says that the browser's signal was honoured, or nothing where none holds anything back. A page that processes one
 * has to show it: https://govt.westlaw.com/calregs (11 CCR § 7025(c)(6)).
 */
export function renderSignal(visit: Visit): string {
  const texts = toTexts(visit.language);
  return toHonoured(visit)
    .map(
      (signal) =>
        html`<p class="abide abide-signal" ${toTongue(visit)}>
          ${fill(texts.honoured, { signal: signalTitles[signal] })}
        </p>`.source,
    )
    .join("");
}
