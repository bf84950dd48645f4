import {
  toWords,
  type Compiled,
  type Language,
  type Policy,
  type Source,
  type Text,
  type Version,
} from "@abide/policy";
import type { Holder } from "./hold.ts";

/** What is wrong with one field, or with the whole where no field is named. */
export interface FieldProblem {
  readonly field?: string;
  readonly code: string;
  /** What is wrong and what to do, in the language asked for. */
  readonly message: string;
}

/** What became of an input: collected, or everything that is wrong with it at once. Nothing of a refused input is kept. */
export type Collected =
  | { readonly collected: true; readonly id: string }
  | { readonly collected: false; readonly problems: readonly FieldProblem[] };

export interface CollectContext {
  readonly language?: Language;
  /** Where the values come from. Fields that the activity gets from elsewhere are refused. "person" where it is left out. */
  readonly source?: Source;
}

/** Names and values as they came: a form can hold a name twice, and JSON can hold what is no string. */
export type Input = Iterable<readonly [name: string, value: unknown]> | { readonly [field: string]: unknown };

export interface Collector {
  readonly collect: (activity: string, input: Input, context?: CollectContext) => Promise<Collected>;
  /** The version whose policy declares the activity. */
  readonly find: (activity: string) => Version | undefined;
  /** The shapes of its fields, as they were written. */
  readonly shapes: (activity: string) => Policy["activities"][string]["fields"] | undefined;
}

export function createCollector(
  policies: readonly Policy[],
  versions: readonly Version[],
  holder: Holder,
  clock: () => Date,
): Collector {
  // A policy's activities are the keys of an object: without hasOwn, "constructor" would be one.
  const findAt = (activity: string) => versions.findIndex(({ policy }) => Object.hasOwn(policy.activities, activity));
  return {
    find: (activity) => versions[findAt(activity)],
    shapes: (activity) => policies[findAt(activity)]?.activities[activity]?.fields,
    collect: async (activity, input, { language = "en", source = "person" } = {}) => {
      const at = findAt(activity);
      const version = versions[at];
      if (!version) return refused([toFieldProblem(undefined, "undeclared-activity", language)]);
      const declared = version.policy.activities[activity]!;
      const shapes = policies[at]!.activities[activity]!.fields;
      const problems: FieldProblem[] = [];
      const given = new Map<string, unknown>();
      const pairs = Symbol.iterator in input ? (input as Iterable<readonly [string, unknown]>) : Object.entries(input);
      let count = 0;
      for (const [name, value] of pairs) {
        // One message for each of a thousand made-up names would be as long as the request.
        if (++count > 200) return refused([toFieldProblem(undefined, "too-many", language)]);
        const shown = name.slice(0, 60);
        if (!Object.hasOwn(declared.fields, name)) problems.push(toFieldProblem(shown, "undeclared", language));
        else if (declared.fields[name]!.source !== source)
          problems.push(toFieldProblem(name, "not-from-a-form", language));
        else if (given.has(name)) problems.push(toFieldProblem(name, "twice", language));
        else given.set(name, value);
      }

      const values: [name: string, value: unknown][] = [];
      for (const [name, field] of Object.entries(declared.fields)) {
        if (field.source !== source) continue;
        const value = given.get(name);
        const empty = value === undefined || value === null || (typeof value === "string" && value.trim() === "");
        if (empty) {
          // A name that came twice has its problem already.
          const known = problems.some((problem) => problem.field === name);
          if (!field.optional && !known)
            problems.push(toFieldProblem(name, given.has(name) ? "empty" : "missing", language));
          continue;
        }
        // A file's bytes do not come in a form field.
        if (field.kind === "file") {
          problems.push(toFieldProblem(name, "not-from-a-form", language));
          continue;
        }
        // Half a surrogate pair is no character, and PostgreSQL keeps neither that nor NUL.
        if (typeof value === "string" && (!value.isWellFormed() || value.includes("\0"))) {
          problems.push(toFieldProblem(name, "not-text", language));
          continue;
        }
        const result = await shapes[name]!.shape["~standard"].validate(value);
        if (result.issues) {
          const code = result.issues[0]?.message ?? "not-text";
          problems.push(toFieldProblem(name, code, language, { max: field.max, options: field.options }));
        } else {
          values.push([name, result.value]);
        }
      }
      if (problems.length > 0) return refused(problems);

      const held = { activity, version, at: clock(), source, language, values: Object.fromEntries(values) };
      const { id } = await holder.add(held);
      return { collected: true, id };
    },
  };
}

/** The most bytes that a form of this activity can have: every field full, each character percent-encoded. */
export function toLongest(policy: Compiled, activity: string): number {
  const fields = Object.entries(policy.activities[activity]?.fields ?? {});
  return 4_000 + fields.reduce((sum, [name, { max = 200 }]) => sum + name.length + Math.min(max, 100_000) * 12, 0);
}

function refused(problems: readonly FieldProblem[]): Collected {
  return { collected: false, problems };
}

/** Codes are those of the shapes, and of what can be wrong beside a value's shape. */
const messages: { readonly [code: string]: Text } = {
  "undeclared-activity": {
    en: "Nothing is collected under this name.",
    de: "Unter diesem Namen wird nichts erhoben.",
  },
  undeclared: {
    en: "This field is not declared, so it is not taken.",
    de: "Dieses Feld ist nicht vorgesehen und wird nicht angenommen.",
  },
  "not-from-a-form": {
    en: "This is not taken from a form.",
    de: "Das wird nicht aus einem Formular angenommen.",
  },
  twice: { en: "This was given twice. Give it once.", de: "Das wurde doppelt angegeben. Geben Sie es einmal an." },
  "too-many": { en: "There are too many fields.", de: "Das sind zu viele Felder." },
  trap: {
    en: "The field that is hidden from people was filled in. Leave it empty and send the form again.",
    de: "Das für Menschen unsichtbare Feld war ausgefüllt. Lassen Sie es leer und senden Sie das Formular noch einmal.",
  },
  missing: { en: "Please fill this in.", de: "Bitte füllen Sie das aus." },
  empty: { en: "Please fill this in.", de: "Bitte füllen Sie das aus." },
  "too-long": {
    en: "This is too long. Shorten it to {max} characters.",
    de: "Das ist zu lang. Kürzen Sie es auf {max} Zeichen.",
  },
  "not-a-string": { en: "Give this as text.", de: "Geben Sie das als Text an." },
  "not-text": {
    en: "This has characters that are no text. Remove them.",
    de: "Das enthält Zeichen, die kein Text sind. Entfernen Sie sie.",
  },
  "not-an-email": {
    en: "This is not an e-mail address. Write it as name@example.org.",
    de: "Das ist keine E-Mail-Adresse. Schreiben Sie sie als name@example.org.",
  },
  "not-a-phone": {
    en: "This is not a telephone number. Begin with the country code, as in +31 20 123 4567.",
    de: "Das ist keine Telefonnummer. Beginnen Sie mit der Landesvorwahl, wie in +31 20 123 4567.",
  },
  "not-a-url": {
    en: "This is not an address of a page. Begin with https://.",
    de: "Das ist keine Adresse einer Seite. Beginnen Sie mit https://.",
  },
  "not-a-country": {
    en: "Choose a country.",
    de: "Wählen Sie ein Land.",
  },
  "not-an-option": { en: "Choose one of what is offered.", de: "Wählen Sie etwas vom Angebotenen." },
  "not-a-number": { en: "Write this as a number.", de: "Schreiben Sie das als Zahl." },
  "not-a-date": {
    en: "Write this date as year-month-day, as in 2026-01-31.",
    de: "Schreiben Sie dieses Datum als Jahr-Monat-Tag, wie in 2026-01-31.",
  },
  "not-an-ip": { en: "This is not an IP address.", de: "Das ist keine IP-Adresse." },
};

export function toFieldProblem(
  field: string | undefined,
  code: string,
  language: Language,
  { max }: { readonly max?: number | undefined; readonly options?: readonly string[] | undefined } = {},
): FieldProblem {
  // A foreign schema's messages are its own sentences.
  const message = toWords(messages[code] ?? code, language).replace("{max}", String(max ?? ""));
  return { ...(field === undefined ? {} : { field }), code: Object.hasOwn(messages, code) ? code : "refused", message };
}
