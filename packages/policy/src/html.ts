/** A piece of HTML: what was written as such in the code, with everything else escaped. */
export class Html {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
  toString(): string {
    return this.source;
  }
}

export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/**
 * The HTML that the template is, with its values escaped for text and for quoted attributes. `Html` stands as it is, lists stand
 * one after the other, `false` and `undefined` are nothing.
 *
 * @example html`<p title="${title}">${items.map((item) => html`<b>${item}</b>`)}</p>`.source
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((source, string, i) => source + toSource(values[i - 1]) + string));
}

function toSource(value: HtmlValue): string {
  if (value === false || value === undefined) return "";
  if (value instanceof Html) return value.source;
  if (typeof value === "object") return value.map(toSource).join("");
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
