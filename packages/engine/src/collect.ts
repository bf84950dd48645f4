import {
  toWords,
  type Compiled,
  type Language,
  type Policy,
  type Source,
  type Text,
  type Version,
} from "@abide/policy";
import { AbideError } from "./error.ts";
import type { Holder } from "./hold.ts";
import { fileProblems, fileTypes, type FileKind, type FileProblem } from "./vault/content.ts";
import type { Files, Taken } from "./vault/files.ts";

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
  /** Purposes on consent that the person agreed to as they sent it. */
  readonly consents?: readonly string[];
  /** Whom it is about, where that is known. */
  readonly subject?: string;
  /** Id of who of the company collects it. */
  readonly by?: string;
}

/** Names and values as they came: a form can hold a name twice, and JSON can hold what is no string. */
export type Input = Iterable<readonly [name: string, value: unknown]> | { readonly [field: string]: unknown };

export interface Collector {
  readonly collect: (activity: string, input: Input, context?: CollectContext) => Promise<Collected>;
  /** The version whose policy declares the activity. */
  readonly find: (activity: string) => Version | undefined;
  /** The shapes of its fields, as they were written. */
  readonly shapes: (activity: string) => Policy["activities"][string]["fields"] | undefined;
  /** Takes the file of a field: it is the field's value then, for one `collect`. Undefined where the field is none, or no file. */
  readonly take: (activity: string, field: string) => Take | undefined;
  /** Forgets a file that was taken and not collected. */
  readonly discard: (value: unknown) => Promise<void>;
}

export type Take = (file: ReadableStream<Uint8Array>, name: string) => Promise<unknown>;

const fileKinds = Object.keys(fileTypes) as FileKind[];

export function createCollector(
  policies: readonly Policy[],
  versions: readonly Version[],
  holder: Holder,
  files: Files | undefined,
  clock: () => Date,
): Collector {
  // Files that were taken here, and why one was not. JSON that looks like one of them is none.
  const taken = new WeakMap<object, Taken | { problem: FileProblem }>();
  const takeFile = async (max: number, file: ReadableStream<Uint8Array>, name: string): Promise<object> => {
    if (!files) {
      throw new AbideError("store-missing", "There is no place for files.", {
        next: "Set ABIDE_DATA to a folder for them.",
      });
    }
    const result = await files.take(file, { name, max, kinds: fileKinds });
    const value = {};
    taken.set(value, result);
    return value;
  };
  const discard = async (value: unknown): Promise<void> => {
    const file = typeof value === "object" && value !== null ? taken.get(value) : undefined;
    if (file && "id" in file) await files?.discard(file.id);
  };
  // A policy's activities are the keys of an object: without hasOwn, "constructor" would be one.
  const findAt = (activity: string) => versions.findIndex(({ policy }) => Object.hasOwn(policy.activities, activity));
  return {
    find: (activity) => versions[findAt(activity)],
    shapes: (activity) => policies[findAt(activity)]?.activities[activity]?.fields,
    take: (activity, field) => {
      const declared = versions[findAt(activity)]?.policy.activities[activity]?.fields;
      const max =
        declared && Object.hasOwn(declared, field) && declared[field]!.kind === "file" && declared[field]!.max;
      return max ? (file, name) => takeFile(max, file, name) : undefined;
    },
    discard,
    collect: async (activity, input, { language = "en", source = "person", consents = [], subject, by } = {}) => {
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
      const held: { field: string; id: string; bytes: number }[] = [];
      const toTaken = async (value: unknown, max: number) => {
        const file = value instanceof Blob ? await takeFile(max, value.stream(), toName(value)) : value;
        return typeof file === "object" && file !== null ? taken.get(file) : undefined;
      };
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
        if (field.kind === "file") {
          const file = await toTaken(value, field.max ?? 0);
          if (file && "id" in file) {
            values.push([name, file]);
            held.push({ field: name, id: file.id, bytes: file.size });
          } else problems.push(toFieldProblem(name, file?.problem ?? "not-a-file", language, { max: field.max }));
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
      const consentable = toConsentable(version.policy, activity);
      if (!consents.every((purpose) => consentable.includes(purpose))) {
        problems.push(toFieldProblem("consent", "undeclared", language));
      }
      const forget = async () => {
        for (const [, value] of given) await discard(value);
        for (const { id } of held) await files?.discard(id).catch(() => {});
      };
      if (problems.length > 0) {
        await forget();
        return refused(problems);
      }
      const what = {
        activity,
        version,
        at: clock(),
        source,
        language,
        values: Object.fromEntries(values),
        files: held,
      };
      let id: string;
      try {
        ({ id } = await holder.add({ ...what, consents: [...new Set(consents)], subject, by }));
      } catch (error) {
        await forget();
        throw error;
      }
      return { collected: true, id };
    },
  };
}

/** Purposes on consent that a field of the activity may serve: a form asks for each of them by itself. */
export function toConsentable(policy: Compiled, activity: string): string[] {
  const used = new Set(Object.values(policy.activities[activity]?.fields ?? {}).flatMap((field) => field.for));
  return [...used].filter((purpose) => policy.purposes[purpose]?.basis === "consent");
}

function toName(blob: Blob): string {
  return blob instanceof File ? blob.name : "file";
}

/** The most bytes that a form of this activity can have beside its files: every field full, each character percent-encoded. */
export function toLongest(policy: Compiled, activity: string): number {
  const fields = Object.entries(policy.activities[activity]?.fields ?? {}).filter(([, { kind }]) => kind !== "file");
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
  "not-a-file": { en: "Choose a file.", de: "Wählen Sie eine Datei." },
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
  const known = Object.hasOwn(messages, code) ? messages[code] : undefined;
  const ofFile = Object.hasOwn(fileProblems, code) ? fileProblems[code as FileProblem] : undefined;
  const most = ofFile === undefined ? (max ?? "") : Math.floor((max ?? 0) / 1_000_000);
  const message = toWords(known ?? ofFile ?? code, language)
    .replace("{max}", String(most))
    .replace("{kinds}", "PDF, DOCX, ODT, TXT");
  return { ...(field === undefined ? {} : { field }), code: (known ?? ofFile) ? code : "refused", message };
}
