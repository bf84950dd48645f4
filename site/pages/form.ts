import { type Compiled, html, type Html, type Language, toWords } from "@abide/policy";
import type { PageVisit } from "./visit.ts";

export interface Form {
  readonly activity: string;
  /** Every field of the activity that the person fills in, in the order of the page. */
  readonly fields: readonly string[];
  /** Fields that the page fills in. */
  readonly hidden?: { readonly [field: string]: string };
  readonly values?: { readonly [field: string]: string };
  readonly options?: { readonly [field: string]: { readonly [option: string]: string } };
  /** The path of the page that it stands on: it is shown again, with a thank-you or with what is wrong. */
  readonly back: string;
  readonly submit: string;
  /** Stands right above the button. */
  readonly note?: Html;
}

/**
 * The form of an activity: its fields, their titles, hints and bounds come from the declaration, and below them stands what the
 * answers are used for. It works without script.
 */
export function renderForm(visit: PageVisit, form: Form): Html {
  const { policy } = visit.version;
  const activity = policy.activities[form.activity]!;
  const returned = visit.form?.activity === form.activity ? visit.form : undefined;
  const problems = returned?.problems ?? [];
  const placed = form.fields.flatMap((name) => problems.filter(({ field }) => field === name).slice(0, 1));
  const loose = problems.filter(({ field }) => field === undefined || !form.fields.includes(field));
  return html`<form
    class="form"
    method="post"
    action="/abide/collect/${form.activity}"
    id="${form.activity}"
    novalidate
  >
    ${
      returned &&
      html`<div class="problems" role="alert" tabindex="-1" lang="${visit.language}">
        <p>${returned.message}</p>
        ${
          problems.length > 0 &&
          html`<ul>
            ${placed.map(
              ({ field, message }) =>
                html`<li>
                  <a href="#${form.activity}-${field}">${toWords(activity.fields[field!]!.title, visit.language)}</a>:
                  ${message}
                </li>`,
            )}
            ${loose.map(({ field, message }) => html`<li>${field !== undefined && html`“${field}”: `}${message}</li>`)}
          </ul>`
        }
      </div>`
    }
    <input type="hidden" name="back" value="${form.back}" />
    <p class="trap" aria-hidden="true">
      <label for="${form.activity}-trap">Leave this empty</label>
      <input id="${form.activity}-trap" name="trap" tabindex="-1" autocomplete="off" />
    </p>
    ${Object.entries(form.hidden ?? {}).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    ${form.fields.map((name) => {
      const value = returned?.values[name] ?? form.values?.[name] ?? "";
      const message = problems.find(({ field }) => field === name)?.message;
      return toField(form, activity.fields[name]!, name, value, message, visit.language);
    })}
    ${form.note}
    <p><button class="button" type="submit">${form.submit}</button></p>
    ${toPurposes(policy, form)}
  </form>`;
}

function toField(
  form: Form,
  field: Compiled["activities"][string]["fields"][string],
  name: string,
  value: string,
  message: string | undefined,
  language: Language,
): Html {
  const id = `${form.activity}-${name}`;
  const hint = field.hint === undefined ? undefined : toWords(field.hint, "en");
  const described = [hint !== undefined && `${id}-hint`, message !== undefined && `${id}-problem`].filter(
    (part) => part !== false,
  );
  const shared = html`id="${id}" name="${name}" ${!field.optional && html`required`}
  ${described.length > 0 && html`aria-describedby="${described.join(" ")}"`}
  ${message !== undefined && html`aria-invalid="true"`}`;
  return html`<div class="field ${message !== undefined && "wrong"}">
    <label for="${id}"
      >${toWords(field.title, "en")} ${field.optional && html`<span class="optional">optional</span>`}</label
    >
    ${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    ${message !== undefined && html`<p class="problem" id="${id}-problem" lang="${language}">${message}</p>`}
    ${toControl(form, field, name, value, shared)}
  </div>`;
}

function toControl(
  form: Form,
  field: Compiled["activities"][string]["fields"][string],
  name: string,
  value: string,
  shared: Html,
): Html {
  const complete: { readonly [kind: string]: string } = {
    email: "email",
    phone: "tel",
    url: "url",
    country: "country",
  };
  const types: { readonly [kind: string]: string } = { email: "email", phone: "tel", url: "url", date: "date" };
  const autocomplete = complete[field.kind] ?? { name: "name", company: "organization" }[name] ?? "off";
  if (field.kind === "choice")
    return html`<select ${shared}>
      ${field.options?.map(
        (option) =>
          html`<option value="${option}" ${option === value && html`selected`}>
            ${form.options?.[name]?.[option] ?? option}
          </option>`,
      )}
    </select>`;
  if (field.kind === "text" && (field.max ?? 0) > 500)
    return html`<textarea ${shared} rows="7" maxlength="${field.max}">${value}</textarea>`;
  return html`<input
    ${shared}
    type="${types[field.kind] ?? "text"}"
    value="${value}"
    ${field.max !== undefined && html`maxlength="${field.max}"`}
    autocomplete="${autocomplete}"
  />`;
}

/** What the answers are used for, each with its basis, as the policy has it. */
function toPurposes(policy: Compiled, form: Form): Html {
  const activity = policy.activities[form.activity]!;
  const used = new Set(
    [...form.fields, ...Object.keys(form.hidden ?? {})].flatMap((name) => activity.fields[name]!.for),
  );
  const bases: { readonly [basis: string]: string } = {
    consent: "consent",
    contract: "contract",
    "legal-obligation": "legal obligation",
    "vital-interest": "vital interest",
    "public-task": "public task",
    "legitimate-interest": "legitimate interest",
  };
  return html`<details class="purposes">
    <summary>What we use this for</summary>
    <ul>
      ${[...used].map((key) => {
        const purpose = policy.purposes[key]!;
        return html`<li>
          To ${toWords(purpose.says, "en")}
          <a href="${policy.path}#purpose-${key}">${toWords(purpose.title, "en")}, ${bases[purpose.basis]}</a>
        </li>`;
      })}
    </ul>
    <p>
      All of it, with who receives it and how long we keep it, is in the
      <a href="${policy.path}#activity-${form.activity}">privacy policy</a>.
    </p>
  </details>`;
}
