import { type Compiled, type Language, type Source } from "@abide/policy";
import type { Versions } from "../policies/versions.ts";
import type { RecordWriter } from "../records/write.ts";
import type { Files } from "../vault/files.ts";
import { judgeFields, type HeldFile, type Pair } from "./judge.ts";
import { toFieldProblem, type FieldProblem } from "./problem.ts";
import { createTakenFiles, type TakenFiles } from "./taken-files.ts";

/** What became of an input: collected, or everything that is wrong with it at once. Nothing of a refused input is kept. */
export type Collected =
  | { readonly collected: true; readonly id: string }
  | { readonly collected: false; readonly problems: readonly FieldProblem[] };

export interface CollectContext {
  readonly language?: Language;
  /** Where the values come from. Fields that the activity gets from elsewhere are refused. Default: "person". */
  readonly source?: Source;
  /**
   * Purposes on consent that the person agreed to as they sent it. Where they were asked, a value that may serve nothing but what
   * they did not agree to is refused. Default: nobody was asked.
   */
  readonly consents?: readonly string[];
  /**
   * Whom it is about, where that is known: they have signed in, or came by a link from their mail. Only then does a consent end a
   * withdrawal of theirs; an address can be typed by anybody.
   */
  readonly subject?: string;
  /** Id of the person of the company who collects it. */
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

export function createCollector(
  versions: Versions,
  writer: RecordWriter,
  files: Files | undefined,
  clock: () => Date,
  checks: Checks = () => [],
): Collector {
  const taken = createTakenFiles(files);
  return {
    take: (activity, field) => {
      const declared = versions.declaring(activity)?.policy.activities[activity]?.fields;
      const max =
        declared && Object.hasOwn(declared, field) && declared[field]!.kind === "file" && declared[field]!.max;
      return max ? (file, name) => taken.take(max, file, name) : undefined;
    },
    discard: taken.discard,
    collect: async (activity, input, context = {}) => {
      const pairs = [...(Symbol.iterator in input ? (input as Iterable<Pair>) : Object.entries(input))];
      const held: HeldFile[] = [];
      const forget = async () => {
        for (const [, value] of pairs) await taken.discard(value).catch(() => {});
        for (const { id } of held) await files?.discard(id).catch(() => {});
      };
      try {
        const collected = await collect(activity, pairs, context, { versions, writer, taken, held, clock, checks });
        if (!collected.collected) await forget();
        return collected;
      } catch (error) {
        await forget();
        throw error;
      }
    },
  };
}

interface Collecting {
  readonly versions: Versions;
  readonly writer: RecordWriter;
  readonly taken: TakenFiles;
  readonly held: HeldFile[];
  readonly clock: () => Date;
  readonly checks: Checks;
}

async function collect(
  activity: string,
  pairs: readonly Pair[],
  context: CollectContext & { readonly id?: string | undefined },
  { versions, writer, taken, held, clock, checks }: Collecting,
): Promise<Collected> {
  const { language = "en", source = "person", subject, by, id: wanted } = context;
  const refuse = (...problems: FieldProblem[]): Collected => ({ collected: false, problems });
  const version = versions.declaring(activity);
  if (!version) return refuse(toFieldProblem(undefined, "undeclared-activity", language));
  // One message for each of a thousand made-up names would be as long as the request.
  if (pairs.length > 200) return refuse(toFieldProblem(undefined, "too-many", language));
  const { shapes } = versions;
  const judging = { activity, version, source, language, consents: context.consents, shapes, taken, held };
  const { values, problems } = await judgeFields(pairs, judging);
  const consents = [...new Set(context.consents)];
  const consentable = toConsentable(version.policy, activity);
  if (!consents.every((purpose) => consentable.includes(purpose)))
    problems.push(toFieldProblem("consent", "undeclared", language));
  if (problems.length === 0) problems.push(...(await checks(activity, values, language)));
  if (problems.length > 0) return refuse(...problems);
  const record = { id: wanted, activity, version, at: clock(), source, language, values, files: held };
  try {
    const { id } = await writer.add({ ...record, consents, subject, by });
    return { collected: true, id };
  } catch (error) {
    // Refused by a rule of a feature's own table: what was free a moment ago is somebody else's by now.
    const late = await Promise.resolve(checks(activity, values, language)).catch(() => []);
    if (late.length > 0) return refuse(...late);
    throw error;
  }
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
