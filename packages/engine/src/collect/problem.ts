import type { Language, ShapeKind } from "@abide/policy";
import { fileKinds, spellSize } from "./form/spell.ts";
import { toFormTexts } from "./form/texts/all.ts";
import type { FieldCode } from "./form/texts/texts.ts";

/** What is wrong with one field, or with the whole where no field is named. */
export interface FieldProblem {
  readonly field?: string;
  readonly code: string;
  /** What is wrong and what to do, in the language asked for. */
  readonly message: string;
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
