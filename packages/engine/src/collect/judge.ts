import type { Compiled, CompiledActivity, CompiledField, Language, Source, Version } from "@abide/policy";
import type { Versions } from "../policies/versions.ts";
import { toFieldProblem, type FieldProblem } from "./problem.ts";
import type { TakenFiles } from "./taken-files.ts";

export type Pair = readonly [name: string, value: unknown];

/** A file that is the value of a field, and not anybody's yet. */
export interface HeldFile {
  readonly field: string;
  readonly id: string;
  readonly bytes: number;
}

/** What an input is judged by. */
export interface Judging {
  readonly activity: string;
  readonly version: Version;
  readonly source: Source;
  readonly language: Language;
  /** Purposes on consent that the person agreed to; undefined where nobody was asked. */
  readonly consents: readonly string[] | undefined;
  readonly shapes: Versions["shapes"];
  readonly taken: TakenFiles;
  /** Files are added as they are found, so that they can be discarded where anything fails later. */
  readonly held: HeldFile[];
}

/** The values of an activity's fields, and everything that is wrong with them, or with names that are none of its fields. */
export async function judgeFields(
  pairs: readonly Pair[],
  judging: Judging,
): Promise<{ readonly values: { readonly [field: string]: unknown }; readonly problems: FieldProblem[] }> {
  const { activity, version, source, language, consents } = judging;
  const declared = version.policy.activities[activity]!;
  const { given, problems } = toGiven(declared, source, pairs, language);
  const values: { [field: string]: unknown } = {};
  for (const [name, field] of Object.entries(declared.fields)) {
    if (field.source !== source) continue;
    const refuse = (code: string) => void problems.push(toFieldProblem(name, code, language, field));
    const value = given.get(name);
    if (isEmpty(value)) {
      // A name that came twice has its problem already.
      const known = problems.some((problem) => problem.field === name);
      if (!field.optional && !known) refuse(given.has(name) ? "empty" : "missing");
      continue;
    }
    const judged = mayServe(version.policy, field, consents)
      ? await judgeValue(name, field, value, judging)
      : { refused: "no-consent" };
    if ("refused" in judged) refuse(judged.refused);
    else values[name] = judged.value;
  }
  return { values, problems };
}

/** The value of a field as it is kept, or why it is refused. */
type Judged = { readonly value: unknown } | { readonly refused: string };

async function judgeValue(
  name: string,
  { kind, max = 0 }: CompiledField,
  value: unknown,
  { activity, shapes, taken, held }: Judging,
): Promise<Judged> {
  if (kind === "file") {
    const file = await taken.find(value, max);
    if (!file || "problem" in file) return { refused: file?.problem ?? "not-a-file" };
    held.push({ field: name, id: file.id, bytes: file.size });
    return { value: file };
  }
  // Half a surrogate pair is no character, and PostgreSQL keeps neither that nor NUL.
  if (typeof value === "string" && (!value.isWellFormed() || value.includes("\0"))) return { refused: "not-text" };
  const { shape } = shapes(activity)![name]!;
  const result = await shape["~standard"].validate(value);
  return result.issues ? { refused: result.issues[0]?.message || "refused" } : { value: result.value };
}

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
