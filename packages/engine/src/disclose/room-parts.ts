import { html, spellDate, toWords, type Compiled, type Html, type HtmlValue } from "@abide/policy";
import type { RoomAsked } from "../staff/room.ts";
import type { LegalReason } from "./legal-request.ts";
import type { PackageReason, PackageRequest } from "./package.ts";
import { decideLeaving, type Scope } from "./package-scope.ts";
import type { SuccessionReason } from "./succession.ts";

/** What the three rooms say and show alike. */
export interface Around {
  readonly asked: RoomAsked;
  readonly policy: Compiled;
  readonly say: (en: string, de: string) => string;
  readonly day: (iso: string) => string;
  /** What somebody typed, where a form is shown again. */
  readonly typed: (name: string) => string;
}

export function toAround(asked: RoomAsked): Around {
  const { language, form, visit } = asked;
  return {
    asked,
    policy: visit.version.policy,
    say: (en, de) => toWords({ en, de }, language),
    day: (iso) => spellDate(iso.slice(0, 10), language),
    typed: (name) => form?.get(name) ?? "",
  };
}

interface Input {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: "date" | "email" | "text" | "password";
  readonly value?: string;
  readonly optional?: boolean;
  readonly rows?: number;
}

export function renderField(
  { typed }: Around,
  { name, label, hint, type = "text", value, optional, rows }: Input,
): Html {
  const known = typed(name) === "" ? (value ?? "") : typed(name);
  const id = `outside-${name}`;
  const described = hint !== undefined && html` aria-describedby="${id}-hint"`;
  const required = optional !== true && html` required`;
  return html`<div class="field outside-field">
    <label for="${id}">${label}</label>
    ${hint !== undefined && html`<small id="${id}-hint">${hint}</small>`}
    ${
      rows === undefined
        ? html`<input
            id="${id}"
            name="${name}"
            type="${type}"
            value="${type === "password" ? "" : known}"
            autocomplete="off"
            ${described}
            ${required}
          />`
        : html`<textarea id="${id}" name="${name}" rows="${rows}" ${described} ${required}>${known}</textarea>`
    }
  </div>`;
}

export function renderSelect(
  { typed }: Around,
  name: string,
  label: string,
  options: readonly (readonly [value: string, title: string])[],
): Html {
  return html`<div class="field outside-field">
    <label for="outside-${name}">${label}</label>
    <select id="outside-${name}" name="${name}">
      ${options.map(([value, title]) => html`<option value="${value}" ${typed(name) === value && html` selected`}>${title}</option>`)}
    </select>
  </div>`;
}

/** Boxes to tick. None of them is, where the form is new: what leaves is what somebody chose. */
export function renderBoxes(
  { typed }: Around,
  legend: string,
  boxes: readonly (readonly [name: string, title: string])[],
): Html {
  return html`<fieldset class="outside-boxes">
    <legend>${legend}</legend>
    ${boxes.map(
      ([name, title]) =>
        html`<label
          ><input type="checkbox" name="${name}" ${typed(name) !== "" && html` checked`} /> <span>${title}</span></label
        >`,
    )}
  </fieldset>`;
}

/** One of several, each in words that may be long: a list that opens would cut off what tells them apart. */
export function renderRadios(
  { typed }: Around,
  name: string,
  legend: string,
  options: readonly (readonly [value: string, title: string])[],
): Html {
  return html`<fieldset class="outside-boxes">
    <legend>${legend}</legend>
    ${options.map(
      ([value, title]) =>
        html`<label
          ><input type="radio" name="${name}" value="${value}" required ${typed(name) === value && html` checked`} />
          <span>${title}</span></label
        >`,
    )}
  </fieldset>`;
}

export function renderForm({ asked }: Around, action: string, body: HtmlValue): Html {
  return html`<form method="post" action="${action}" class="outside-form">${asked.mark} ${body}</form>`;
}

export const renderAct = (value: string, title: string, kind = ""): Html =>
  html`<button type="submit" name="do" value="${value}" class="${kind}">${title}</button>`;

/** Terms and what holds of them. */
export function renderFacts(facts: readonly (readonly [term: string, value: HtmlValue] | false)[]): Html {
  return html`<dl class="outside-facts">
    ${facts.map(
      (fact) =>
        fact !== false &&
        html`<div>
          <dt>${fact[0]}</dt>
          <dd>${fact[1]}</dd>
        </div>`,
    )}
  </dl>`;
}

export const renderRefused = (words: string): Html => html`<p class="outcome refused" role="alert">${words}</p>`;
export const renderSaid = (words: HtmlValue): Html => html`<div class="outcome said" role="status">${words}</div>`;

/** A state as a mark of shape and words. */
export const renderState = (title: string, waits: boolean): Html =>
  html`<span class="tag ${waits && "warn"}">${title}</span>`;

/** A link that is shown once. */
export function renderLink({ asked, say }: Around, link: string): Html {
  return renderSaid(
    html`<p>
        ${say(
          "This link works once. Give it to the addressee; it is not shown again.",
          "Dieser Link gilt einmal. Geben Sie ihn weiter; er wird nicht noch einmal gezeigt.",
        )}
      </p>
      <p><code class="console-link">${asked.origin}${link}</code></p>`,
  );
}

/** Everything that can leave to a recipient of these categories: `recipient activity purpose`, with its words. */
export function toLeavings(
  { policy, asked }: Around,
  fits: (category: string, purpose: string) => boolean,
): readonly (readonly [value: string, title: string])[] {
  const words = (text: Parameters<typeof toWords>[0]) => toWords(text, asked.language, policy.languages);
  return Object.entries(policy.recipients).flatMap(([recipient, { category, name, for: purposes, takes = {} }]) =>
    Object.keys(takes).flatMap((activity) =>
      purposes.flatMap((purpose) => {
        if (!fits(category, purpose) || toLeavingFields(policy, recipient, activity, purpose).length === 0) return [];
        const title = `${words(name)} · ${toActivityTitle(policy, activity, asked.language)} · ${words(policy.purposes[purpose]!.says)}`;
        return [[`${recipient} ${activity} ${purpose}`, title] as const];
      }),
    ),
  );
}

export function toLeavingFields(policy: Compiled, recipient: string, activity: string, purpose: string): string[] {
  const taken = policy.recipients[recipient]?.takes?.[activity] ?? [];
  return taken.filter((field) => !decideLeaving(policy, { recipient, activity, purpose, fields: [field] }));
}

export function toActivityTitle(policy: Compiled, activity: string, language: string): string {
  const title = policy.activities[activity]?.title;
  return title === undefined ? activity : toWords(title, language, policy.languages);
}

export const toFieldTitle = (policy: Compiled, activity: string, field: string, language: string): string => {
  const title = policy.activities[activity]?.fields[field]?.title;
  return title === undefined ? field : toWords(title, language, policy.languages);
};

/** The inputs of a scope: which fields, whose, and since when. */
export function renderScope(around: Around, recipient: string, activity: string, purpose: string): Html {
  const { policy, asked, say } = around;
  const fields = toLeavingFields(policy, recipient, activity, purpose);
  const boxes = fields.map(
    (field) => [`field-${field}`, toFieldTitle(policy, activity, field, asked.language)] as const,
  );
  return html`${renderBoxes(around, say("Fields: only what is needed", "Felder: nur was nötig ist"), boxes)}
    ${renderField(around, {
      name: "people",
      label: say("People, by e-mail address", "Personen, nach E-Mail-Adresse"),
      hint: say("One a line. Everybody where it is empty.", "Eine je Zeile. Alle, wenn es leer bleibt."),
      rows: 3,
      optional: true,
    })}
    <div class="outside-pair">
      ${renderField(around, { name: "since", label: say("Collected from", "Erhoben ab"), type: "date", optional: true })}
      ${renderField(around, { name: "until", label: say("and before", "und vor"), type: "date", optional: true })}
    </div>`;
}

/** Finds a person by an address, and writes down who asked. */
export type FindPerson = (email: string, by: string) => Promise<string | undefined>;

/** The scope that a form describes, and the addresses that nobody is known by. */
export async function fromScope(
  { asked, policy, typed }: Around,
  recipient: string,
  activity: string,
  purpose: string,
  find: FindPerson,
): Promise<{ readonly scope: Scope; readonly unknown: readonly string[] }> {
  const fields = toLeavingFields(policy, recipient, activity, purpose).filter(
    (field) => typed(`field-${field}`) !== "",
  );
  const emails = typed("people")
    .split(/[\s,;]+/)
    .filter((email) => email !== "")
    .slice(0, 500);
  const found = await Promise.all(emails.map((email) => find(email, asked.person.id)));
  const unknown = emails.filter((_, at) => found[at] === undefined);
  const subjects = found.filter((subject) => subject !== undefined);
  const which = {
    ...(isDay(typed("since")) ? { since: typed("since") } : {}),
    ...(isDay(typed("until")) ? { until: typed("until") } : {}),
  };
  return { scope: { activity, fields, which, ...(emails.length > 0 ? { subjects } : {}) }, unknown };
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

/** The end of a day that was typed; a day that is none is over already. */
export const toEndOf = (text: string): Date => (isDay(text) ? new Date(`${text}T23:59:59Z`) : new Date(0));

export function renderKey(around: Around): Html {
  const { say } = around;
  return html`${renderField(around, {
    name: "age",
    label: say("Their age key (age1…)", "Der age-Schlüssel (age1…)"),
    hint: say(
      "They make it with age-keygen and tell you the public part.",
      "Mit age-keygen gemacht; genannt wird der öffentliche Teil.",
    ),
    optional: true,
  })}
  ${renderField(around, {
    name: "passphrase",
    label: say("Or a passphrase", "Oder ein Kennsatz"),
    hint: say(
      "At least 20 characters, told by telephone and not by mail.",
      "Mindestens 20 Zeichen; am Telefon genannt, nicht per Mail.",
    ),
    optional: true,
  })}
  ${renderField(around, { name: "expires", label: say("Until the end of", "Bis zum Ende des"), type: "date" })}`;
}

export function fromKey({ typed }: Around): PackageRequest["key"] {
  const age = typed("age").trim();
  return age === "" ? { passphrase: typed("passphrase") } : { age };
}

/** Why something was not done, in words. */
export function toReason(
  { say }: Around,
  reason: LegalReason | PackageReason | SuccessionReason,
  /** Words that fit better where it is said. */
  own: { readonly [reason in LegalReason | PackageReason | SuccessionReason]?: string } = {},
): string {
  if (own[reason] !== undefined) return own[reason];
  const known: {
    readonly [reason in LegalReason | PackageReason | SuccessionReason]?: readonly [en: string, de: string];
  } = {
    failed: [
      "It did not work just now. Try again in a minute.",
      "Gerade ging es nicht. Versuchen Sie es in einer Minute.",
    ],
    "no-fields": ["Tick at least one field.", "Wählen Sie mindestens ein Feld."],
    "no-place": ["There is no place for files.", "Es gibt keinen Ort für Dateien."],
    "no-reason": ["Say who asks and why.", "Sagen Sie, wer fragt und warum."],
    nobody: ["Nothing fits: there is no record to hand over.", "Nichts passt: Es gibt keinen Datensatz dazu."],
    "not-approved": ["Somebody else has to approve it first.", "Erst muss eine andere Person zustimmen."],
    "not-found": ["It is not there, or not any more.", "Das gibt es nicht, oder nicht mehr."],
    "not-noticed": ["First everybody concerned has to be told.", "Erst müssen alle Betroffenen es wissen."],
    "not-staff": ["Your roles do not allow this.", "Ihre Rollen erlauben das nicht."],
    "not-taken": ["The recipient takes none of this.", "Der Empfänger nimmt davon nichts."],
    "same-person": [
      "You registered this request. Another person decides it.",
      "Sie haben diese Anfrage erfasst. Eine andere Person entscheidet.",
    ],
    settled: ["That is decided already.", "Das ist schon entschieden."],
    "too-early": ["It is not yet time for that.", "Dafür ist es noch zu früh."],
    "too-many": ["These are too many records. Narrow it down.", "Das sind zu viele Datensätze. Grenzen Sie sie ein."],
    "wrong-adviser": ["Give a name and an e-mail address.", "Geben Sie Name und E-Mail-Adresse an."],
    "wrong-bar": [
      "Telling people is barred with a reason and until a day to come.",
      "Ein Verbot der Mitteilung braucht einen Grund und einen Tag, der noch kommt.",
    ],
    "wrong-expiry": [
      "Choose a day after today and within a year.",
      "Wählen Sie einen Tag nach heute und binnen eines Jahres.",
    ],
    "wrong-ground": ["Choose a ground from the list.", "Wählen Sie einen Grund aus der Liste."],
    "wrong-key": [
      "That is no age key, or the passphrase is too short.",
      "Das ist kein age-Schlüssel, oder der Kennsatz ist zu kurz.",
    ],
    "wrong-time": [
      "These days do not fit: received before today, due after that; a transfer after its notice.",
      "Die Tage passen nicht: Eingang bis heute, Frist danach; ein Übergang nach seiner Mitteilung.",
    ],
  };
  const words = known[reason] ?? [
    "The policy does not allow this, or somebody objects.",
    "Die Erklärung lässt das nicht zu, oder jemand widerspricht.",
  ];
  return say(...words);
}
