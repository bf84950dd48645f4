import { findDeclaring } from "../../policies/versions.ts";
import { html, join, type CompiledActivity, type Html, type Language, type Text, type Version } from "@abide/policy";
import { toDirection } from "@abide/gate/render";
import type { FormState } from "../collect-form.ts";
import { AbideError } from "../../http/error.ts";
import { renderField } from "./control.ts";
import { renderConsents, renderPurposes } from "./purposes.ts";
import { say, type Tongue } from "./say.ts";
import { toFormTexts } from "./texts/all.ts";

/** What a form needs to know of the visit that it is rendered for. The engine gives it to the site with every request. */
export interface FormVisit {
  /** The site's own policy. */
  readonly version: Version;
  /** Those of all policies of the deployment: an activity may be another one's. */
  readonly versions?: readonly Version[];
  readonly language: Language;
  readonly back: string;
  /** A form that was sent from this page and not taken. */
  readonly form?: FormState;
  /** Addresses of the style sheet and the script of forms. */
  readonly assets?: { readonly form: string; readonly work: string };
}

export interface Form {
  readonly activity: string;
  /** The fields that the person fills in, in the order of the page. Default: all that are the person's to give. */
  readonly fields?: readonly string[];
  /** Values of fields that the page fills in. */
  readonly hidden?: { readonly [field: string]: string };
  /** What stands in the fields to begin with. */
  readonly values?: { readonly [field: string]: string };
  /** What the options of a choice are called. */
  readonly options?: { readonly [field: string]: { readonly [option: string]: Text } };
  /** Path of the page that the form stands on: it is shown again with what is wrong, or with `visit.sent`. */
  readonly back?: string;
  /** What the button says. */
  readonly submit?: Text;
  /** Stands right above the button. */
  readonly note?: Html;
}

/**
 * The form of an activity: its fields with their titles, hints and bounds as the policy declares them, what the answers are used for,
 * a box for each purpose on consent, and, where it came back, what is wrong and everything that was written. It works without script,
 * and speaks the visitor's language. What the browser or the company's own people add is no field of a form.
 *
 * @example
 * renderForm(visit, { activity: "contact", fields: ["name", "email", "message"], back: "/contact" });
 */
export function renderForm(visit: FormVisit, form: Form): Html {
  const { activity: key, hidden = {} } = form;
  const declared = findDeclaring([visit.version, ...(visit.versions ?? [])], key);
  if (!declared) throw new AbideError("undeclared", `The form "${key}" is of no activity that is declared.`);
  const activity = declared.policy.activities[key]!;
  const fields = toFields(form, activity);
  const given = [...fields, ...Object.keys(hidden)];
  const texts = toFormTexts(visit.language);
  const tongue: Tongue = { texts, language: visit.language, policy: declared.policy };
  const returned = visit.form?.activity === key ? visit.form : undefined;
  const problemOf = (name: string) => returned?.problems.find(({ field }) => field === name)?.message;
  const { form: css = "/abide/form.css", work: script = "/abide/work.js" } = visit.assets ?? {};
  const work = returned?.work;

  return html`<link rel="stylesheet" href="${css}" />
    <form
      class="abide-collect"
      method="post"
      action="/abide/collect/${key}"
      id="${key}"
      lang="${texts.language}"
      dir="${toDirection(texts.language)}"
      novalidate
      ${fields.some((name) => activity.fields[name]!.kind === "file") && html`enctype="multipart/form-data"`}
      ${work && html`data-abide-work="${work.task}" data-abide-bits="${work.bits}"`}
    >
      ${returned && renderProblems(tongue, key, fields, returned)}
      <input type="hidden" name="back" value="${form.back ?? visit.back}" />
      <p class="abide-trap" aria-hidden="true">
        <label for="${key}-trap">${texts.trap}</label>
        <input id="${key}-trap" name="trap" tabindex="-1" autocomplete="off" />
      </p>
      ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      ${fields.map((name) =>
        renderField(tongue, activity.fields[name]!, {
          name,
          id: `${key}-${name}`,
          value: own((returned ?? form).values, name) ?? "",
          options: own(form.options, name),
          problem: problemOf(name),
          again: returned !== undefined,
        }),
      )}
      ${renderConsents(tongue, key, activity, given, returned?.consents ?? [])}
      ${activity.public && html`<p class="abide-public"><strong>${texts.public[0]}</strong> ${toShown(tongue, activity)}</p>`}
      ${form.note} ${renderPurposes(tongue, key, activity, given)}
      ${work && html`<p role="status" data-working="${texts.working}" data-worked="${texts.worked}"></p>`}
      <p>
        <button class="abide-send" type="submit">
          ${form.submit === undefined ? texts.send : say(tongue, form.submit)}
        </button>
      </p>
    </form>
    ${work && html`<script type="module" src="${script}"></script>`}`;
}

/** What of a public activity everybody can read: what is sent, or the fields that are not kept back. */
function toShown(tongue: Tongue, { fields }: CompiledActivity): Html {
  const shown = Object.values(fields).filter((field) => field.public !== false);
  return shown.length === Object.keys(fields).length
    ? html`${tongue.texts.public[1]}`
    : join(
        shown.map((field) => say(tongue, field.title)),
        ", ",
      );
}

/** The member of `record` that somebody put there: a field may be called what every object has. */
function own<Value>(record: { readonly [key: string]: Value } | undefined, key: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The fields of `form`. One that asks for what is not declared, or that could never be taken, is a mistake of the page. */
function toFields(
  { activity: key, fields, hidden = {} }: Form,
  { fields: declared }: CompiledActivity,
): readonly string[] {
  const isAsked = (name: string) => Object.hasOwn(declared, name) && declared[name]!.source === "person";
  const asked = fields ?? Object.keys(declared).filter((name) => isAsked(name) && !Object.hasOwn(hidden, name));
  const given = [...asked, ...Object.keys(hidden)];
  const strange = given.find((name) => !isAsked(name));
  if (strange !== undefined) {
    throw new AbideError(
      "undeclared",
      `The form "${key}" asks for "${strange}", which is not declared as a person's to give.`,
      {
        next: `Declare the field in the policy, with the source "person", or take it out of the page.`,
      },
    );
  }
  const missing = Object.keys(declared).find(
    (name) => isAsked(name) && !declared[name]!.optional && !given.includes(name),
  );
  if (missing !== undefined) {
    throw new AbideError("undeclared", `The form "${key}" lacks "${missing}", without which nothing of it is taken.`, {
      next: "Ask for it on the page, or declare it as optional.",
    });
  }
  return asked;
}

/** Everything that is wrong, above the form, with a link to each field; it has the focus when the page comes back. */
function renderProblems(
  tongue: Tongue,
  key: string,
  fields: readonly string[],
  { problems, message }: FormState,
): Html {
  const { fields: declared } = tongue.policy.activities[key]!;
  const placed = fields.flatMap((name) => problems.filter(({ field }) => field === name).slice(0, 1));
  const loose = problems.filter(({ field }) => field === undefined || !fields.includes(field));
  return html`<div class="abide-problems" role="alert" tabindex="-1" autofocus>
    <p>${message}</p>
    ${
      problems.length > 0 &&
      html`<ul>
        ${placed.map(
          ({ field, message }) =>
            html`<li><a href="#${key}-${field}">${say(tongue, declared[field!]!.title)}</a>: ${message}</li>`,
        )}
        ${loose.map(({ field, message }) => html`<li>${field !== undefined && html`<code>${field}</code>: `}${message}</li>`)}
      </ul>`
    }
  </div>`;
}
