export type Loose<T> = { readonly [Name in keyof T]?: T[Name] | undefined };
export type LooseRecord<T> = { readonly [name: string]: T | undefined };
export type LooseList<T> = readonly (T | undefined)[];

/** A part that is not as the format wants it. The rule that `code` names says what to do about it. */
export interface Problem {
  readonly code: string;
  readonly path: readonly string[];
  readonly expected: string;
  readonly received: string;
  /** Names that would have been right. */
  readonly known: readonly string[];
}

/** `value` as a person can recognise it, in a few characters. */
export function toShown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return value.length > 60 ? `"${value.slice(0, 57)}…"` : JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  return (value as number | bigint | boolean | null)?.toString() ?? "null";
}

export type Report = (problem: Problem) => void;
/** What is well-formed of `value`, or undefined; what is not is reported. */
export type Read<T> = (value: unknown, path: readonly string[], report: Report) => T | undefined;
/** A member of an object, and the code of the problem that its absence is; an optional one has none. */
export interface Member<T> {
  readonly read: Read<T>;
  readonly missing?: string;
}

export function refuse(code: string, expected: string, known: readonly string[] = []) {
  return (value: unknown, path: readonly string[], report: Report): undefined => {
    report({ code, path, expected, received: toShown(value), known });
  };
}

export const required = <T>(read: Read<T>, missing = "missing-member"): Member<T> => ({ read, missing });
export const optional = <T>(read: Read<T>): Member<T> => ({ read });

/** A string for which `test` holds, when there is one. */
export function string<T extends string = string>(
  code = "wrong-type",
  expected = "a string",
  test: (value: string) => boolean = () => true,
): Read<T> {
  const not = refuse(code, expected);
  const notString = refuse("wrong-type", expected);
  return (value, path, report) =>
    typeof value !== "string" ? notString(value, path, report) : test(value) ? (value as T) : not(value, path, report);
}

export const isWords = (value: string): boolean => value.trim() !== "";
export const words = string("empty-text", "a text that is not empty", isWords);
export const boolean: Read<boolean> = (value, path, report) =>
  typeof value === "boolean" ? value : refuse("wrong-type", "true or false")(value, path, report);
export const count: Read<number> = (value, path, report) =>
  Number.isSafeInteger(value) && (value as number) > 0
    ? (value as number)
    : refuse("wrong-type", "a whole number above zero")(value, path, report);

export function oneOf<T extends string>(values: readonly T[]): Read<T> {
  const expected =
    values.length > 12 ? `one of ${values.length} terms` : `one of ${values.map((value) => `"${value}"`).join(", ")}`;
  const not = refuse("unknown-value", expected, values);
  const notString = refuse("wrong-type", expected);
  return (value, path, report) =>
    typeof value !== "string"
      ? notString(value, path, report)
      : (values as readonly string[]).includes(value)
        ? (value as T)
        : not(value, path, report);
}

export function list<T>(item: Read<T>, least = 0): Read<LooseList<T>> {
  return (value, path, report) => {
    if (!Array.isArray(value) || value.length < least) {
      return refuse("wrong-type", least > 0 ? "a list that is not empty" : "a list")(value, path, report);
    }
    // By index: a list with holes has to be walked hole by hole.
    return Array.from({ length: value.length }, (_, i) => item(value[i], [...path, String(i)], report));
  };
}

export function record<T>(item: Read<T>, name: Read<string>): Read<LooseRecord<T>> {
  return (value, path, report) => {
    if (!isObject(value)) return refuse("wrong-type", "an object")(value, path, report);
    const members = Object.keys(value).flatMap((written): [string, T | undefined][] => {
      // A member that is undefined is not there, as in JSON.
      if (value[written] === undefined) return [];
      name(written, [...path, written], report);
      return [[written, item(value[written], [...path, written], report)]];
    });
    return Object.fromEntries(members);
  };
}

/** An object whose members are all known. A member `sale` is a rule of its own; a name that somebody gives, in a record, may be any. */
export function object<T extends object>(members: { readonly [Name in keyof T]-?: Member<unknown> }): Read<T> {
  const known = Object.keys(members);
  return (value, path, report) => {
    if (!isObject(value)) return refuse("wrong-type", "an object")(value, path, report);
    for (const written of Object.keys(value)) {
      if (known.includes(written) || value[written] === undefined) continue;
      const at = [...path, written];
      if (written === "sale") refuse("sale", "nothing")(value[written], at, report);
      else refuse("unknown-member", "no such member", known)(value[written], at, report);
    }
    const read = known.flatMap((name): [string, unknown][] => {
      const { read, missing } = members[name as keyof T];
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      if (given !== undefined) return [[name, read(given, [...path, name], report)]];
      if (missing !== undefined) refuse(missing, `a member "${name}"`)(undefined, [...path, name], report);
      return [];
    });
    return Object.fromEntries(read) as T;
  };
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
