/** A language by its BCP 47 tag, e.g. `"de"` or `"pt-BR"`. */
export type Language = string;

/** What a person reads: one string (in the policy's first language) or one per language. */
export type Text = string | { readonly [language: Language]: string };

/**
 * The words of `text` in `language`; where that language is missing, in the first one that `fallbacks` names, else the first there is.
 *
 * @example toWords({ en: "answer you", de: "Ihnen antworten" }, "de") // "Ihnen antworten"
 */
export function toWords(text: Text, language: Language, fallbacks: readonly Language[] = ["en"]): string {
  if (typeof text === "string") return text;
  for (const wanted of [language, language.split("-")[0]!, ...fallbacks]) {
    if (Object.hasOwn(text, wanted)) return text[wanted]!;
  }
  return Object.values(text)[0] ?? "";
}
