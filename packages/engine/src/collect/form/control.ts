import { countries, html, spellCountry, type CompiledField, type Html, type Text } from "@abide/policy";
import { fill, say, toLang, toSaid, type Tongue } from "./say.ts";
import { accepted, fileKinds, spellSize } from "./spell.ts";

export interface ControlOptions {
  readonly name: string;
  readonly id: string;
  readonly value: string;
  /** What the options of a choice are called. */
  readonly options?: { readonly [option: string]: Text } | undefined;
  /** What is wrong with it, in the form's language. */
  readonly problem?: string | undefined;
  /** The form came back, and what it says of files is not what stands in it. */
  readonly again: boolean;
}

/** A field of a form: what it is called, whether it can be left empty, what helps to fill it in, what is wrong, and the control. */
export function renderField(tongue: Tongue, field: CompiledField, options: ControlOptions): Html {
  const { texts } = tongue;
  const { id, problem, again } = options;
  const file = field.kind === "file";
  const hints = [
    field.hint !== undefined && { id: `${id}-hint`, says: say(tongue, field.hint) },
    file && {
      id: `${id}-file`,
      says: fill(texts.file, { kinds: fileKinds, max: spellSize(field.max ?? 0, texts.language) }),
    },
    file && again && { id: `${id}-again`, says: html`<strong>${texts.fileAgain}</strong>` },
  ].filter((hint) => hint !== false);
  const described = [...hints.map((hint) => hint.id), ...(problem === undefined ? [] : [`${id}-problem`])];
  const shared = html`id="${id}" name="${options.name}" ${!field.optional && html`required`}
  ${described.length > 0 && html`aria-describedby="${described.join(" ")}"`}
  ${problem !== undefined && html`aria-invalid="true"`}`;
  return html`<div class="abide-field">
    <label for="${id}"
      >${say(tongue, field.title)}
      ${field.optional && html`<small class="abide-optional">${texts.optional}</small>`}</label
    >
    ${hints.map((hint) => html`<p class="abide-hint" id="${hint.id}">${hint.says}</p>`)}
    ${problem !== undefined && html`<p class="abide-problem" id="${id}-problem">${problem}</p>`}
    ${renderControl(tongue, field, options, shared)}
  </div>`;
}

/** What a browser knows of people (https://html.spec.whatwg.org/#autofill): by the kind of field, else by its term or its name. */
const known: { readonly [name: string]: string } = {
  address: "street-address",
  country: "country",
  email: "email",
  phone: "tel",
  url: "url",
  // by DPV term
  BirthDate: "bday",
  FamilyName: "family-name",
  GivenName: "given-name",
  Name: "name",
  // by name
  birthday: "bday",
  city: "address-level2",
  company: "organization",
  familyName: "family-name",
  fullName: "name",
  givenName: "given-name",
  jobTitle: "organization-title",
  name: "name",
  organisation: "organization",
  organization: "organization",
  postalCode: "postal-code",
  state: "address-level1",
  street: "address-line1",
};

const types: { readonly [kind in CompiledField["kind"]]?: string } = {
  date: "date",
  email: "email",
  number: "number",
  phone: "tel",
  url: "url",
};

function renderControl(
  tongue: Tongue,
  field: CompiledField,
  { name, value, options: titles }: ControlOptions,
  shared: Html,
): Html {
  const { kind, max, options = [], term = "" } = field;
  const fills = html`autocomplete="${toAutocomplete(kind, term, name)}"`;
  const longest = max !== undefined && html`maxlength="${max}"`;
  switch (kind) {
    case "choice":
    case "country": {
      const list = kind === "country" ? toCountries(tongue.texts.language) : toListed(tongue, options, titles);
      return html`<select ${shared} ${fills}>
        ${renderOptions(list, value, field.optional ? "" : tongue.texts.choose)}
      </select>`;
    }
    case "file":
      return html`<input ${shared} type="file" accept="${accepted}" />`;
    case "number":
      return html`<input ${shared} type="number" step="any" value="${value}" ${fills} />`;
    case "date":
    case "email":
    case "ip":
    case "phone":
    case "url":
      return html`<input
        ${shared}
        type="${types[kind] ?? "text"}"
        value="${value}"
        ${kind !== "date" && longest}
        ${fills}
        dir="ltr"
      />`;
    case "address":
    case "text":
    default: {
      const rows = toRows(field);
      return rows === undefined
        ? html`<input ${shared} type="text" value="${value}" ${longest} ${fills} dir="auto" />`
        : html`<textarea ${shared} rows="${rows}" ${longest} ${fills} dir="auto">${value}</textarea>`;
    }
  }
}

/** How many lines a field of text shows; undefined where it has one. */
function toRows({ kind, max = 0 }: CompiledField): number | undefined {
  if (kind === "address") return 4;
  return max > 500 ? 7 : undefined;
}

/** What a browser may fill in: a token of the HTML standard, or "off". */
function toAutocomplete(...words: readonly string[]): string {
  const complete = words.find((word) => Object.hasOwn(known, word));
  return complete === undefined ? "off" : known[complete]!;
}

/** The options of a list, after an empty one that reads `none`. */
function renderOptions(list: readonly Listed[], value: string, none: string): Html {
  return html`<option value="" ${value === "" && html`selected`}>${none}</option>
    ${list.map(
      ({ option, words, lang }) =>
        html`<option value="${option}" ${lang} ${option === value && html`selected`}>${words}</option>`,
    )}`;
}

/** Options of a choice under their titles. */
function toListed(tongue: Tongue, options: readonly string[], titles: ControlOptions["options"]): Listed[] {
  return options.map((option) => {
    const title = titles && Object.hasOwn(titles, option) ? titles[option]! : option;
    return { option, words: toSaid(tongue, title).words, lang: toLang(tongue, title) };
  });
}

interface Listed {
  readonly option: string;
  readonly words: string;
  readonly lang?: Html | false;
}

const lists = new Map<string, Listed[]>();

/** Every country by its name in `language`, in the order of that language. */
function toCountries(language: string): Listed[] {
  let list = lists.get(language);
  if (!list) {
    const collator = new Intl.Collator(language);
    list = Array.from(countries, (code) => ({ option: code, words: spellCountry(code, language) }));
    list.sort((a, b) => collator.compare(a.words, b.words));
    lists.set(language, list);
  }
  return list;
}
