import type { FileProblem } from "../vault/zip.ts";
import {
  type Compiled,
  type CompiledActivity,
  type CompiledField,
  type Language,
  type ShapeKind,
  type Source,
} from "@abide/policy";
import { AbideError } from "../http/error.ts";
import type { Versions } from "../policies/versions.ts";
import type { RecordWriter } from "../records/write.ts";
import { fileKinds, spellSize } from "./form/spell.ts";
import { toFormTexts } from "./form/texts/all.ts";
import type { FieldCode } from "./form/texts/texts.ts";
import { fileTypes, type FileKind } from "../vault/file-check.ts";
import type { Files, Taken } from "../vault/files.ts";

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
  /**
   * Purposes on consent that the person agreed to as they sent it. Where they were asked, a value that may serve nothing but what
   * they did not agree to is refused; nobody was asked where it is left out.
   */
  readonly consents?: readonly string[];
  /**
   * Whom it is about, where that is known: they have signed in, or came by a link from their mail. Only then does a consent end a
   * withdrawal of theirs; an address can be typed by anybody.
   */
  readonly subject?: string;
  /** Id of who of the company collects it. */
  readonly by?: string;
}

/** Names and values as they came: a form can hold a name twice, and JSON can hold what is no string. */
export type Input = Iterable<readonly [name: string, value: unknown]> | { readonly [field: string]: unknown };

export interface Collector {
  readonly collect: (
    activity: string,
    input: Input,
    /** `id` becomes the record's: of two calls with one id, one is kept. */
    context?: CollectContext & { readonly id?: string | undefined },
  ) => Promise<Collected>;
  /** Takes the file of a field: it is the field's value then, for one `collect`. Undefined where the field is none, or no file. */
  readonly take: (activity: string, field: string) => Take | undefined;
  /** Forgets a file that was taken and not collected. */
  readonly discard: (value: unknown) => Promise<void>;
}

/** Values of an activity's fields, each of the shape that was declared. */
export type Checks = (
  activity: string,
  values: { readonly [field: string]: unknown },
  language: Language,
) => readonly FieldProblem[] | Promise<readonly FieldProblem[]>;

export type Take = (file: ReadableStream<Uint8Array>, name: string) => Promise<unknown>;

const kinds = Object.keys(fileTypes) as FileKind[];

export function createCollector(
  versions: Versions,
  holder: RecordWriter,
  files: Files | undefined,
  clock: () => Date,
  checks: Checks = () => [],
): Collector {
  // Files that were taken here, and why one was not. JSON that looks like one of them is none.
  const taken = new WeakMap<object, Taken | { problem: FileProblem }>();
  const takeFile = async (max: number, file: ReadableStream<Uint8Array>, name: string): Promise<object> => {
    if (!files) {
      throw new AbideError("store-missing", "There is no place for files.", {
        next: "Set ABIDE_DATA to a folder for them.",
      });
    }
    const result = await files.take(file, { name, max, kinds });
    const value = {};
    taken.set(value, result);
    return value;
  };
  const discard = async (value: unknown): Promise<void> => {
    const file = typeof value === "object" && value !== null ? taken.get(value) : undefined;
    if (file && "id" in file) await files?.discard(file.id);
  };
  return {
    take: (activity, field) => {
      const declared = versions.declaring(activity)?.policy.activities[activity]?.fields;
      const max =
        declared && Object.hasOwn(declared, field) && declared[field]!.kind === "file" && declared[field]!.max;
      return max ? (file, name) => takeFile(max, file, name) : undefined;
    },
    discard,
    collect: async (activity, input, context = {}) => {
      const { language = "en", source = "person", subject, by } = context;
      const pairs = [...(Symbol.iterator in input ? (input as Iterable<Pair>) : Object.entries(input))];
      const held: { field: string; id: string; bytes: number }[] = [];
      const forget = async () => {
        for (const [, value] of pairs) await discard(value).catch(() => {});
        for (const { id } of held) await files?.discard(id).catch(() => {});
      };
      const refuse = async (...problems: FieldProblem[]): Promise<Collected> => {
        await forget();
        return { collected: false, problems };
      };
      try {
        const version = versions.declaring(activity);
        if (!version) return await refuse(toFieldProblem(undefined, "undeclared-activity", language));
        // One message for each of a thousand made-up names would be as long as the request.
        if (pairs.length > 200) return await refuse(toFieldProblem(undefined, "too-many", language));
        const declared = version.policy.activities[activity]!;
        const { given, problems } = toGiven(declared, source, pairs, language);
        const values: { [field: string]: unknown } = {};
        for (const [name, field] of Object.entries(declared.fields)) {
          if (field.source !== source) continue;
          const refuseField = (code: string) => void problems.push(toFieldProblem(name, code, language, field));
          const value = given.get(name);
          if (isEmpty(value)) {
            // A name that came twice has its problem already.
            const known = problems.some((problem) => problem.field === name);
            if (!field.optional && !known) refuseField(given.has(name) ? "empty" : "missing");
          } else if (!mayServe(version.policy, field, context.consents)) {
            refuseField("no-consent");
          } else if (field.kind === "file") {
            const file = await toTaken(value, field.max ?? 0);
            if (!file || "problem" in file) refuseField(file?.problem ?? "not-a-file");
            else {
              held.push({ field: name, id: file.id, bytes: file.size });
              values[name] = file;
            }
          } else if (typeof value === "string" && (!value.isWellFormed() || value.includes("\0"))) {
            // Half a surrogate pair is no character, and PostgreSQL keeps neither that nor NUL.
            refuseField("not-text");
          } else {
            const shape = versions.shapes(activity)![name]!.shape;
            const result = await shape["~standard"].validate(value);
            if (result.issues) refuseField(result.issues[0]?.message || "refused");
            else values[name] = result.value;
          }
        }
        const consents = [...new Set(context.consents)];
        const consentable = toConsentable(version.policy, activity);
        if (!consents.every((purpose) => consentable.includes(purpose)))
          problems.push(toFieldProblem("consent", "undeclared", language));
        if (problems.length === 0) problems.push(...(await checks(activity, values, language)));
        if (problems.length > 0) return await refuse(...problems);
        const what = { id: context.id, activity, version, at: clock(), source, language, values, files: held };
        try {
          const { id } = await holder.add({ ...what, consents, subject, by });
          return { collected: true, id };
        } catch (error) {
          // Refused by a rule of a feature's own table: what was free a moment ago is somebody else's by now.
          const late = await Promise.resolve(checks(activity, values, language)).catch(() => []);
          if (late.length > 0) return await refuse(...late);
          throw error;
        }
      } catch (error) {
        await forget();
        throw error;
      }
    },
  };

  /** The file that `value` is: taken before, or taken now; undefined where it is none. */
  async function toTaken(value: unknown, max: number): Promise<Taken | { problem: FileProblem } | undefined> {
    const file =
      value instanceof Blob ? await takeFile(max, value.stream(), value instanceof File ? value.name : "file") : value;
    return typeof file === "object" && file !== null ? taken.get(file) : undefined;
  }
}

type Pair = readonly [name: string, value: unknown];

/** The values of declared fields that come from `source`, and what is wrong with the names of the others. */
function toGiven(
  { fields }: CompiledActivity,
  source: Source,
  pairs: readonly Pair[],
  language: Language,
): { readonly given: Map<string, unknown>; readonly problems: FieldProblem[] } {
  const given = new Map<string, unknown>();
  const problems: FieldProblem[] = [];
  for (const [name, value] of pairs) {
    const refuse = (code: string) => void problems.push(toFieldProblem(name.slice(0, 60), code, language));
    if (!Object.hasOwn(fields, name)) refuse("undeclared");
    else if (fields[name]!.source !== source) refuse("not-from-a-form");
    else if (given.has(name)) refuse("twice");
    else given.set(name, value);
  }
  return { given, problems };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/** Whether a value of `field` may be kept, where the person was asked what they agree to: without a purpose it may not. */
function mayServe(policy: Compiled, field: CompiledField, consents: readonly string[] | undefined): boolean {
  return (
    consents === undefined ||
    field.for.some((purpose) => policy.purposes[purpose]?.basis !== "consent" || consents.includes(purpose))
  );
}

/** Purposes on consent that a field of the activity may serve: a form asks for each of them by itself. */
export function toConsentable(policy: Compiled, activity: string): string[] {
  const used = new Set(Object.values(policy.activities[activity]?.fields ?? {}).flatMap((field) => field.for));
  return [...used].filter((purpose) => policy.purposes[purpose]?.basis === "consent");
}

/** The most bytes that a form of this activity can have beside its files: every field full, each character percent-encoded. */
export function toLongest(policy: Compiled, activity: string): number {
  const fields = Object.entries(policy.activities[activity]?.fields ?? {}).filter(([, { kind }]) => kind !== "file");
  return 4_000 + fields.reduce((sum, [name, { max = 200 }]) => sum + name.length + Math.min(max, 100_000) * 12, 0);
}

/** What is wrong with a field, in words: ours, or those of a foreign schema. */
export function toFieldProblem(
  field: string | undefined,
  code: string,
  language: Language,
  { max = 0, kind }: { readonly max?: number | undefined; readonly kind?: ShapeKind | undefined } = {},
): FieldProblem {
  const { language: spoken, problems } = toFormTexts(language);
  const place = field === undefined ? {} : { field };
  // An empty value and none at all are the same to a person.
  const own = code === "empty" ? "missing" : code;
  if (!Object.hasOwn(problems, own)) return { ...place, code: "refused", message: code };
  const most = kind === "file" ? spellSize(max, spoken) : new Intl.NumberFormat(spoken).format(max);
  const message = problems[own as FieldCode].replace("{max}", most).replace("{kinds}", fileKinds);
  return { ...place, code, message };
}
