import { html, toWords, type Compiled, type Html, type Language, type Text } from "@abide/policy";
import { toDirection } from "@abide/gate/render";
import type { FormTexts } from "./texts/texts.ts";

/** What a form is written with: the sentences of its language, and the policy that says the rest. */
export interface Tongue {
  readonly texts: FormTexts;
  /** The language that was asked for; the policy may have words in it where the form has none. */
  readonly language: Language;
  readonly policy: Compiled;
}

/** The policy's words, and the language that they are in. */
export function toSaid(
  { language, policy }: Tongue,
  text: Text,
): { readonly words: string; readonly language: Language } {
  const wanted = [language, language.split("-")[0]!, ...policy.languages];
  const spoken =
    typeof text === "string"
      ? policy.languages[0]
      : ([...wanted, ...Object.keys(text)].find((tag) => Object.hasOwn(text, tag)) ?? policy.languages[0]);
  return { words: toWords(text, language, policy.languages), language: spoken };
}

/** The policy's words, marked with their language where it is not the form's: who listens to the page hears them right. */
export function say(tongue: Tongue, text: Text): Html {
  const said = toSaid(tongue, text);
  return said.language.split("-")[0] === tongue.texts.language
    ? html`${said.words}`
    : html`<span lang="${said.language}" dir="${toDirection(said.language)}">${said.words}</span>`;
}

/** The same for an element that can hold text alone. */
export function toLang(tongue: Tongue, text: Text): Html | false {
  const { language } = toSaid(tongue, text);
  return language.split("-")[0] !== tongue.texts.language && html`lang="${language}" dir="${toDirection(language)}"`;
}

/** `text` with each `{name}` replaced by the value of that name. */
export function fill(text: string, values: { readonly [name: string]: Html | string }): Html {
  return html`${text.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : (values[part] ?? "")))}`;
}
