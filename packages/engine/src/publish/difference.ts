import { html, spellDuration, toWords, type Comparison, type Html, type Language, type Text } from "@abide/policy";
import type { PageTexts } from "../page/texts/texts.ts";

type Change = Comparison["changes"][number];

interface Reading {
  readonly texts: PageTexts;
  readonly language: Language;
  /** The policy's languages. */
  readonly languages: readonly Language[];
}

/** What changed between two versions, part by part, with what it means for the people concerned. */
export function renderDifference(comparison: Comparison, reading: Reading): Html {
  const { difference } = reading.texts;
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
    return html`<section>
      <h2>${title}</h2>
      <table class="difference">
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
          ${members.map((change) => toRow(change, reading))}
        </tbody>
      </table>
    </section>`;
  })}`;
}

function toRow(change: Change, reading: Reading): Html {
  const { difference, material } = reading.texts;
  const nothing = html`<span class="none">${difference.nothing}</span>`;
  return html`<tr>
    <th scope="row">
      <span class="mark ${change.kind}">${difference[change.kind]}</span>
      ${toWords(change.says, reading.language, reading.languages)}
      ${change.material !== false && html`<span class="mark waits">${material[change.material]}</span>`}
      <span class="detail">${toPlace(change, reading)}</span>
    </th>
    <td data-label="${difference.before}">
      <div>
        ${change.kind === "added" ? nothing : html`<del>${toValue(change.before, change.named.before, reading)}</del>`}
      </div>
    </td>
    <td data-label="${difference.after}">
      <div>
        ${change.kind === "removed" ? nothing : html`<ins>${toValue(change.after, change.named.after, reading)}</ins>`}
      </div>
    </td>
  </tr>`;
}

/** Where it changed: by the titles that people know it under, else by its place in the declaration. */
function toPlace({ of, path }: Change, { language, languages }: Reading): Html {
  if (of.length === 0) return html`<code>${path.join(".")}</code>`;
  return html`${of.map((title) => toWords(title, language, languages)).join(" · ")}`;
}

/** A value of the declaration in words where there are words for it; else as it is declared, folded away. */
function toValue(value: unknown, named: Text | undefined, { texts, language, languages }: Reading): Html {
  if (named !== undefined) return html`${toWords(named, language, languages)}`;
  if (typeof value === "string") return html`${spellDuration(value, language)}`;
  if (typeof value === "number" || typeof value === "boolean") return html`${String(value)}`;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return html`${value.join(", ")}`;
  if (isText(value, languages)) return html`${toWords(value, language, languages)}`;
  return html`<details>
    <summary>${texts.difference.declared}</summary>
    <code class="value">${JSON.stringify(value, undefined, 2) ?? ""}</code>
  </details>`;
}

/** Whether `value` is one text in several of the policy's languages. */
function isText(value: unknown, languages: readonly Language[]): value is Exclude<Text, string> {
  if (typeof value !== "object" || value === null) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([key, words]) => languages.includes(key) && typeof words === "string");
}
