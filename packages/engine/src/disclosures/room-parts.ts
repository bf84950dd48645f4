import {
  html,
  spellDate,
  toWords,
  type Compiled,
  type Html,
  type HtmlValue,
  type RecipientCategory,
} from "@abide/policy";
import { isId } from "../http/id.ts";
import { answerPassing } from "../http/redirect.ts";
import type { RoomAsked, RoomPage } from "../staff/room.ts";
import type { OpenedWith } from "../archive/age.ts";
import { decideLeaving, type Scope } from "./scope.ts";

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
  // A secret that somebody pasted by mistake is not written into the page as well.
  const given = secretKey.test(typed(name)) ? "" : typed(name);
  const known = given === "" ? (value ?? "") : given;
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
function renderRadios(
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

export const renderAct = (value: string, title: string, kind = "", unchecked = false): Html =>
  html`<button type="submit" name="do" value="${value}" class="${kind}" ${unchecked && html` formnovalidate`}>
    ${title}
  </button>`;

/** A button for what cannot be taken back: it stands behind a line that opens, and a sentence that says what it does. */
export function renderDanger(
  around: Around,
  { action, id, act, title, says }: { action: string; id?: string; act: string; title: string; says: string },
): Html {
  return html`<details class="outside-remove">
    <summary>${title} …</summary>
    ${renderForm(
      around,
      action,
      html`${id !== undefined && html`<input type="hidden" name="id" value="${id}" />`}
        <p>${says}</p>
        <p class="actions">${renderAct(act, title, "danger")}</p>`,
    )}
  </details>`;
}

/** The one-time id of a form: it becomes the id of what the form makes, so that the form sent again makes nothing new. */
export const renderOnce = (around: Around): Html =>
  html`<input type="hidden" name="once" value="${fromOnce(around) ?? crypto.randomUUID()}" />`;
export const fromOnce = ({ typed }: Around): string | undefined => (isId(typed("once")) ? typed("once") : undefined);

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

/** What a page says of what somebody just did. */
export interface Outcome {
  readonly says: Html;
  readonly status: 200 | 422;
}
export const refused = (words: string): Outcome => ({ says: renderRefused(words), status: 422 });
export const said = (words: HtmlValue): Outcome => ({ says: renderSaid(words), status: 200 });

/** A way on from a form that did something: loading the page again, or going back to it, does not do it once more. */
export function answerDone({ asked, say }: Around, to: string): Response {
  const title = say("Done", "Erledigt");
  const says = say("You are taken on.", "Sie werden weitergeleitet.");
  return answerPassing(
    { language: asked.language, title, says, link: say("Go on", "Weiter"), to },
    new Headers({ "referrer-policy": "same-origin" }),
  );
}

/** What the page says that such a way leads to: one of `known`. */
export function readDone({ asked }: Around, known: { readonly [done: string]: string }): Outcome | undefined {
  const done = asked.query.get("done") ?? "";
  return !asked.form && Object.hasOwn(known, done) ? said(html`<p>${known[done]}</p>`) : undefined;
}

export const renderRefused = (words: string): Html => html`<p class="outcome refused" role="alert">${words}</p>`;
export const renderSaid = (words: HtmlValue): Html => html`<div class="outcome said" role="status">${words}</div>`;

/** A state as a mark of shape and words. */
export const renderState = (title: string, waits: boolean): Html =>
  html`<span class="tag ${waits && "warn"}">${title}</span>`;

/** A link that is shown once. */
export function renderLink({ asked, say }: Around, link: string): Outcome {
  return said(
    html`<p>
        ${say(
          "This link works once. Give it to the addressee; it is not shown again.",
          "Dieser Link gilt einmal. Geben Sie ihn weiter; er wird nicht noch einmal gezeigt.",
        )}
      </p>
      <p><code class="console-link">${asked.origin}${link}</code></p>`,
  );
}

/** Something that can leave: of one activity, to one recipient, for one purpose. */
export interface Choice {
  readonly recipient: string;
  readonly category: RecipientCategory;
  readonly activity: string;
  readonly purpose: string;
  /** `recipient activity purpose`, as a form names it. */
  readonly value: string;
}

/** Everything that can leave to recipients of these categories, for these purposes. */
export function toChoices(
  { policy }: Around,
  fits: (category: RecipientCategory, purpose: string) => boolean,
): readonly Choice[] {
  return Object.entries(policy.recipients).flatMap(([recipient, { category, for: purposes, takes = {} }]) =>
    Object.keys(takes).flatMap((activity) =>
      purposes.flatMap((purpose): Choice[] =>
        fits(category, purpose) && toLeavingFields(policy, recipient, activity, purpose).length > 0
          ? [{ recipient, category, activity, purpose, value: `${recipient} ${activity} ${purpose}` }]
          : [],
      ),
    ),
  );
}

/** The one that somebody chose, in the address or in a form. */
export function findChoice({ asked, typed }: Around, choices: readonly Choice[]): Choice | undefined {
  const what = asked.form ? typed("what") : asked.query.get("what");
  return choices.find(({ value }) => value === what);
}

const toText = ({ asked, policy }: Around, text: Parameters<typeof toWords>[0]): string =>
  toWords(text, asked.language, policy.languages);

export function toChoiceTitle(around: Around, { recipient, activity, purpose }: Choice): string {
  const { policy, asked } = around;
  const [to, why] = [policy.recipients[recipient]!.name, policy.purposes[purpose]!.says];
  return `${toText(around, to)} · ${toActivityTitle(policy, activity, asked.language)} · ${toText(around, why)}`;
}

/** To whom first, and then what and what for: what the next form asks hangs on it. */
export function renderChoose(
  around: Around,
  {
    title,
    address,
    choices,
    more,
  }: { readonly title: string; readonly address: string; readonly choices: readonly Choice[]; readonly more?: string },
): RoomPage {
  const { say, asked, policy } = around;
  const last = html`${more !== undefined && html`<p class="soft">${more}</p>`}`;
  if (choices.length === 0) {
    const none = say("The policy declares no recipient for this.", "Die Erklärung kennt dafür keinen Empfänger.");
    return {
      title,
      main: html`<h1>${title}</h1>
        <p class="lead">${none}</p>
        ${last}`,
    };
  }
  const recipients = [...new Map(choices.map((choice) => [choice.recipient, choice])).values()];
  const to = recipients.length === 1 ? recipients[0]!.recipient : asked.query.get("to");
  const own = choices.filter(({ recipient }) => recipient === to);
  if (own.length === 0) {
    const list = (some: readonly Choice[]) =>
      html`<ul class="outside-list">
        ${some.map(({ recipient }) => {
          const { name, says = "" } = policy.recipients[recipient]!;
          return html`<li>
            <a href="${address}?to=${recipient}">
              <span class="who"><b>${toText(around, name)}</b> <small>${toText(around, says)}</small></span>
            </a>
          </li>`;
        })}
      </ul>`;
    const [near, far] = [true, false].map((is) => recipients.filter(({ category }) => isNear(category) === is));
    return {
      title,
      main: html`<h1>${title}</h1>
        <p class="lead">${say("To whom?", "An wen?")}</p>
        ${last}
        ${
          near!.length > 0 &&
          html`${far!.length > 0 && html`<h2>${say("Advisers and affiliates", "Berater und verbundene Unternehmen")}</h2>`}
          ${list(near!)}`
        }
        ${
          far!.length > 0 &&
          html`<details class="outside-more" ${near!.length === 0 && html` open`}>
            <summary>${say("Other recipients", "Andere Empfänger")} (${far!.length})</summary>
            ${list(far!)}
          </details>`
        }`,
    };
  }
  return {
    title,
    main: html`<h1>${title}</h1>
      <p class="lead">${toText(around, policy.recipients[to!]!.name)}</p>
      ${last}
      <form method="get" class="outside-form">
        ${[...Map.groupBy(own, ({ activity }) => activity)].map(([activity, some]) =>
          renderRadios(
            around,
            "what",
            toActivityTitle(policy, activity, asked.language),
            some.map(({ purpose, value }) => [value, toText(around, policy.purposes[purpose]!.says)] as const),
          ),
        )}
        <p><button type="submit">${say("Continue", "Weiter")}</button></p>
      </form>
      ${
        recipients.length > 1 &&
        html`<p class="outside-back"><a href="${address}">${say("Another recipient", "Ein anderer Empfänger")}</a></p>`
      }`,
  };
}

/** Who is handed packages; the others usually receive by a connector. */
const isNear = (category: RecipientCategory): boolean =>
  category === "professional-adviser" || category === "affiliate" || category === "authority";

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

const secretKey = /AGE-SECRET-KEY-/i;

/** What is wrong with the key that a form brought, where that can be said better than by "no key". */
export function toKeyProblem({ typed, say }: Around): string | undefined {
  if (secretKey.test(typed("age")) || secretKey.test(typed("passphrase"))) {
    return say(
      "That is the secret half of a key. It must never be given to anybody: they make a new key, and tell you only what begins with age1.",
      "Das ist die geheime Hälfte eines Schlüssels. Sie darf niemandem gegeben werden: Dort braucht es einen neuen Schlüssel, und genannt wird nur, was mit age1 beginnt.",
    );
  }
  if (typed("age").trim() !== "" && typed("passphrase") !== "")
    return say(
      "Give a key or a passphrase, not both.",
      "Geben Sie einen Schlüssel oder einen Kennsatz an, nicht beides.",
    );
  return undefined;
}

export function fromKey({ typed }: Around): OpenedWith {
  const age = typed("age").trim();
  return age === "" ? { passphrase: typed("passphrase") } : { age };
}

/** Why something was not done, in words. */
export function toReason(
  { say }: Around,
  reason: string,
  /** Words that fit better where it is said. */
  own: { readonly [reason: string]: string } = {},
): string {
  if (own[reason] !== undefined) return own[reason];
  const known: { readonly [reason: string]: readonly [en: string, de: string] } = {
    again: [
      "This form was sent before. Nothing new was made.",
      "Dieses Formular wurde schon gesendet. Es entstand nichts Neues.",
    ],
    failed: [
      "It did not work just now. Try again in a minute.",
      "Gerade ging es nicht. Versuchen Sie es in einer Minute.",
    ],
    "no-fields": ["Tick at least one field.", "Wählen Sie mindestens ein Feld."],
    "no-place": ["There is no place for files.", "Es gibt keinen Ort für Dateien."],
    "no-reason": [
      "Say who asks and why, in at most 2,000 characters each.",
      "Sagen Sie, wer fragt und warum, in je höchstens 2.000 Zeichen.",
    ],
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
      "A ban on telling people needs a reason and a day to come.",
      "Ein Verbot der Mitteilung braucht einen Grund und einen Tag, der noch kommt.",
    ],
    "wrong-expiry": [
      "Choose a day from today on and within a year.",
      "Wählen Sie einen Tag ab heute und binnen eines Jahres.",
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
