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
  { kind, max, options = [], optional, term = "" }: CompiledField,
  { name, value, options: titles }: ControlOptions,
  shared: Html,
): Html {
  const complete = [kind, term, name].find((word) => Object.hasOwn(known, word));
  const fills = html`autocomplete="${complete === undefined ? "off" : known[complete]}"`;
  const longest = max !== undefined && html`maxlength="${max}"`;
  switch (kind) {
    case "choice":
    case "country": {
      const list =
        kind === "country"
          ? toCountries(tongue.texts.language)
          : options.map((option): Listed => {
              const title = titles && Object.hasOwn(titles, option) ? titles[option]! : option;
              return { option, words: toSaid(tongue, title).words, lang: toLang(tongue, title) };
            });
      return html`<select ${shared} ${fills}>
        <option value="" ${value === "" && html`selected`}>${optional ? "" : tongue.texts.choose}</option>
        ${list.map(
          ({ option, words, lang }) =>
            html`<option value="${option}" ${lang} ${option === value && html`selected`}>${words}</option>`,
        )}
      </select>`;
    }
    case "file":
      return html`<input ${shared} type="file" accept="${accepted}" />`;
    case "address":
      return html`<textarea ${shared} rows="4" ${longest} ${fills} dir="auto">${value}</textarea>`;
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
    case "text":
    default:
      return (max ?? 0) > 500
        ? html`<textarea ${shared} rows="7" ${longest} ${fills} dir="auto">${value}</textarea>`
        : html`<input ${shared} type="text" value="${value}" ${longest} ${fills} dir="auto" />`;
  }
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
