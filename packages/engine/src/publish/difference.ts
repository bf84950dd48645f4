import { html, toWords, type Comparison, type Html, type Language } from "@abide/policy";
import type { PageTexts } from "./texts/texts.ts";

type Change = Comparison["changes"][number];

/** What changed between two versions, part by part, with what it means for the people concerned. */
export function renderDifference(
  comparison: Comparison,
  x: { readonly texts: PageTexts; readonly language: Language; readonly languages: readonly Language[] },
): Html {
  const { difference } = x.texts;
  const { changes } = comparison;
  if (changes.length === 0) return html`<p class="note">${difference.none}</p>`;
  const found = new Set(changes.map(({ material }) => material));
  const consequence = found.has("asks-again")
    ? html`<p class="note waits">${difference.asksAgain}</p>`
    : found.has("notifies")
      ? html`<p class="note waits">${difference.notifies}</p>`
      : html`<p class="note holds">${difference.immaterial}</p>`;
  const parts = Map.groupBy(changes, ({ path }) => {
    const [part] = path;
    return part !== undefined && Object.hasOwn(difference.parts, part) ? part : "";
  });
  return html`${consequence}
  ${[...parts].map(([part, members]) => {
    const title = part === "" ? difference.other : difference.parts[part]!;
    return html`<table class="difference">
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">${difference.what}</th>
          <th scope="col">${difference.before}</th>
          <th scope="col">${difference.after}</th>
        </tr>
      </thead>
      <tbody>
        ${members.map((change) => toRow(change, x))}
      </tbody>
    </table>`;
  })}`;
}

function toRow(
  change: Change,
  x: { readonly texts: PageTexts; readonly language: Language; readonly languages: readonly Language[] },
): Html {
  const { difference, material } = x.texts;
  return html`<tr class="${change.kind}">
    <th scope="row">
      <span class="mark ${change.kind}">${difference[change.kind]}</span>
      ${toWords(change.says, x.language, x.languages)}
      ${change.material !== false && html`<span class="mark waits">${material[change.material]}</span>`}
      <span class="detail"><code>${change.path.join(".")}</code></span>
    </th>
    <td data-label="${difference.before}">
      <div>
        ${change.kind === "added" ? html`<span class="none">${difference.nothing}</span>` : html`<del>${toValue(change.before)}</del>`}
      </div>
    </td>
    <td data-label="${difference.after}">
      <div>
        ${change.kind === "removed" ? html`<span class="none">${difference.nothing}</span>` : html`<ins>${toValue(change.after)}</ins>`}
      </div>
    </td>
  </tr> `;
}

/** A value of the declaration as it stands there. */
function toValue(value: unknown): Html {
  if (typeof value === "string") return html`${value}`;
  return html`<code class="value">${JSON.stringify(value, undefined, 2) ?? ""}</code>`;
}
