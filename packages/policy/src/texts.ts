import type { Language } from "./words/text.ts";

/** What a language has to say, of the shape of the English words: sentences, functions that make one, and groups of both. */
export type TextsOf<English> = {
  readonly [Key in keyof English]: English[Key] extends string
    ? string
    : English[Key] extends (...values: infer Values) => infer Sentence
      ? (...values: Values) => Sentence
      : TextsOf<English[Key]>;
};

/** Words, and the name of the language that they are in: one of those that there are. */
export type Texts<Languages extends { readonly en: object }> = TextsOf<Languages["en"]> & {
  readonly language: keyof Languages & string;
};

/** Tags that mean a language which has another name here: Norwegian, and the old one of Hebrew. */
const names: ReadonlyMap<string, string> = new Map([
  ["iw", "he"],
  ["nn", "nb"],
  ["no", "nb"],
]);

/**
 * The words in a language: in that one, in the one that its region belongs to (`de` for `de-CH`), else in English. Each language is a
 * file of its own, `texts/<language>.ts`, typed by the English one.
 *
 * @example const toTexts = createTexts({ en, de }); toTexts("de-CH").title
 */
export function createTexts<Languages extends { readonly en: object }>(
  languages: Languages & { readonly [Name in keyof Languages]: TextsOf<Languages["en"]> },
): (language: Language) => Texts<Languages> {
  const all = new Map(
    Object.entries<object>(languages).map(([language, words]) => [
      language,
      { ...words, language } as Texts<Languages>,
    ]),
  );
  return (language) => {
    const base = language.toLowerCase().split("-")[0]!;
    return all.get(language) ?? all.get(names.get(base) ?? base) ?? all.get("en")!;
  };
}

/**
 * A sentence with its blanks filled in: `fill("{count} wait.", { count: 3 })`. A blank without a value stays as it is, for somebody to
 * see; the value is text, and is escaped where the sentence is shown.
 */
export const fill = (sentence: string, values: { readonly [blank: string]: string | number }): string =>
  sentence.replace(/\{(\w+)\}/g, (blank, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : blank));

/** What is wrong with a language beside English: keys that are missing or too many, empty words, other blanks. None where nothing is. */
export function compareTexts(english: object, other: object, path = ""): string[] {
  const [ours, theirs] = [new Map(Object.entries(english)), new Map(Object.entries(other))];
  const extra = [...theirs.keys()].filter((key) => !ours.has(key)).map((key) => `${path}${key} is not in English`);
  const wrong = [...ours].flatMap(([key, word]: [string, unknown]): string[] => {
    const at = `${path}${key}`;
    const own: unknown = theirs.get(key);
    if (own === undefined) return [`${at} is missing`];
    if (typeof own !== typeof word) return [`${at} is of another kind`];
    if (typeof word === "object" && word !== null) return compareTexts(word, own as object, `${at}.`);
    if (typeof word !== "string" || typeof own !== "string") return [];
    if (own.trim() === "" && word.trim() !== "") return [`${at} is empty`];
    return toBlanks(word) === toBlanks(own) ? [] : [`${at} has other blanks`];
  });
  return [...wrong, ...extra];
}

const toBlanks = (sentence: string): string => [...new Set(sentence.match(/\{\w+\}/g))].sort().join(" ");
