import type { Compiled, Version } from "../../compile.ts";
import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import type { SignalName } from "../../words/signal.ts";
import { toWords } from "../../words/text.ts";
import type { Language, Text } from "../../words/text.ts";
import { toAnchor } from "../anchor.ts";
import { link, join } from "../link.ts";
import { spellCountry, spellDate, spellDuration } from "../spell.ts";
import type { NoticeTexts } from "../texts/texts.ts";

export interface NoticeOptions {
  /** The language of the page; where the page cannot be printed in it, the policy's first one that it can. */
  readonly language: Language;
  /** Texts of a language that Abide does not bring. */
  readonly texts?: NoticeTexts;
  /** When this version was published, in ISO 8601. */
  readonly publishedAt?: string;
  /** Signals that the reader's browser sends. What is honoured is said. */
  readonly signals?: readonly SignalName[];
  /** The engine serves the page and the site: what it does by itself is said. Default: false, and the page says what is declared. */
  readonly enforced?: boolean;
  /** Where the choice centre is. Below the policy's own path where it is left out. */
  readonly choices?: `/${string}`;
}

/** What the sections of a page share: the policy, the language's texts, and how things are said in it. */
export interface Context {
  readonly version: Version;
  readonly policy: Compiled;
  readonly texts: NoticeTexts;
  readonly language: Language;
  readonly publishedAt: string | undefined;
  readonly signals: readonly SignalName[];
  readonly enforced: boolean;
  /** The policy's words, marked with their language where it is not the page's. */
  readonly say: (text: Text) => Html;
  /** The policy's words as they are, for names. */
  readonly name: (text: Text) => string;
  /** A phrase of the policy as a sentence. */
  readonly sentence: (text: Text) => Html;
  readonly duration: (duration: string) => string;
  readonly country: (country: string) => string;
  readonly date: (date: string) => string;
  /** A link to the choice centre, called `words`. */
  readonly centre: Html;
  readonly links: {
    readonly purpose: (key: string) => Html;
    readonly activity: (key: string) => Html;
    readonly recipient: (key: string) => Html;
    readonly tracker: (key: string) => Html;
  };
}

/** A section of the page: `undefined` where the policy has nothing to say in it. */
export interface Section {
  /** Its anchor, which stays. */
  readonly id: string;
  readonly title: (texts: NoticeTexts) => string;
  readonly body: (context: Context) => Html | undefined;
}

export function toContext(version: Version, options: NoticeOptions, texts: NoticeTexts): Context {
  const { policy } = version;
  const { language } = texts;
  const [first] = policy.languages;
  const fallbacks = [...policy.languages, "en"];
  const name = (text: Text) => toWords(text, language, fallbacks);
  const spoken = (text: Text): Language =>
    typeof text === "string"
      ? first
      : ([language, language.split("-")[0]!, ...fallbacks, ...Object.keys(text)].find((key) =>
          Object.hasOwn(text, key),
        ) ?? language);
  const marked = (text: Text, words: string) => {
    const its = spoken(text);
    return its.split("-")[0] === language.split("-")[0] ? html`${words}` : html`<span lang="${its}">${words}</span>`;
  };
  const named = (kind: "purpose" | "activity" | "recipient" | "tracker", key: string, declared: Text | undefined) =>
    declared === undefined ? html`${key}` : link(`#${toAnchor(kind, key)}`, marked(declared, name(declared)));
  return {
    version,
    policy,
    texts,
    language,
    publishedAt: options.publishedAt,
    signals: options.signals ?? [],
    enforced: options.enforced ?? false,
    say: (text) => marked(text, name(text)),
    name,
    sentence: (text) => {
      const words = name(text).trim();
      const start = words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
      return marked(text, /[.!?]$/.test(start) ? start : `${start}.`);
    },
    duration: (duration) => spellDuration(duration, language),
    country: (country) => spellCountry(country, language),
    date: (date) => spellDate(date, language),
    centre: link(options.choices ?? `${policy.path}/choices`, texts.centre),
    links: {
      purpose: (key) => named("purpose", key, own(policy.purposes, key)?.title),
      activity: (key) => named("activity", key, own(policy.activities, key)?.title),
      recipient: (key) => named("recipient", key, own(policy.recipients, key)?.name),
      tracker: (key) => named("tracker", key, own(policy.trackers, key)?.name),
    },
  };
}

/** The member of `record` that was declared: not one that every object has, such as `constructor`. */
export function own<Value>(record: { readonly [key: string]: Value }, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A pair of a list of facts; nothing where there is no value. */
export function fact(term: string, value: Html | string | undefined): Html | undefined {
  return value === undefined || value === ""
    ? undefined
    : html`<div>
        <dt>${term}</dt>
        <dd>${value}</dd>
      </div>`;
}

export interface Column {
  readonly title: string;
  /** A column whose cells are short: it gets no more room than it needs. */
  readonly narrow?: true;
}

export interface Row {
  readonly id?: string;
  /** The first cell heads its row. */
  readonly cells: readonly Html[];
}

/** A table with its caption, its heads and, on a narrow screen, the head of each cell beside it. */
export function table(x: {
  readonly caption: string;
  readonly kind: string;
  readonly columns: readonly Column[];
  readonly groups: readonly { readonly title?: Html; readonly id?: string; readonly rows: readonly Row[] }[];
}): Html {
  const row = ({ id, cells }: Row) =>
    html`<tr${id !== undefined && html` id="${id}"`}>${cells.map((cell, i) =>
      i === 0
        ? html`<th scope="row">${cell}</th>`
        : html`<td data-label="${x.columns[i]?.title}"><div>${cell}</div></td>`,
    )}</tr>`;
  return html`<table class="${x.kind}">
    <caption>
      ${x.caption}
    </caption>
    <thead>
      <tr>
        ${x.columns.map(({ title, narrow }) => html`<th scope="col" ${narrow && html` class="narrow"`}>${title}</th>`)}
      </tr>
    </thead>
    ${x.groups.map(
      ({ title, id, rows }) =>
        html`<tbody${id !== undefined && html` id="${id}"`}>${
          title !== undefined &&
          html`<tr class="group">
            <th scope="rowgroup" colspan="${x.columns.length}">${title}</th>
          </tr>`
        }
${join(rows.map(row), "\n")}
</tbody>
`,
    )}
  </table>`;
}
