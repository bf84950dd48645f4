import { toTitle } from "../compile.ts";
import type { Language, Text } from "../words/text.ts";
import type { DraftPolicy } from "./draft.ts";
import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

interface Place {
  readonly path: readonly string[];
  /** Absent where the key stands in. */
  readonly text: Text | undefined;
}

/** Every text that the page shows and that differs by language. */
function* toTexts(policy: DraftPolicy): Iterable<Place> {
  function* given(of: object, path: readonly string[], ...names: string[]): Iterable<Place> {
    for (const name of names) {
      const text = (of as { readonly [name: string]: Text | undefined })[name];
      if (text !== undefined) yield { path: [...path, name], text };
    }
  }
  function titled(of: { readonly title?: Text | undefined }, path: readonly string[]): Place {
    // What compiling made of the key is no title that somebody gave.
    const text = of.title === toTitle(path.at(-1)!) ? undefined : of.title;
    return { path: [...path, "title"], text };
  }
  yield* given(policy, [], "title", "changes");
  for (const [key, purpose] of entries(policy.purposes)) {
    yield titled(purpose, ["purposes", key]);
    yield* given(purpose, ["purposes", key], "says", "interest", "law");
    if (purpose.automated) yield* given(purpose.automated, ["purposes", key, "automated"], "logic", "effect");
  }
  for (const [key, activity] of entries(policy.activities)) {
    yield titled(activity, ["activities", key]);
    yield* given(activity, ["activities", key], "says", "how");
    for (const [i, { id, title, starts }] of entries(activity.statuses)) {
      // The page names the stages that start the clock. What compiling made of the id is no title that somebody gave.
      const text = id !== undefined && title === toTitle(id) ? undefined : title;
      if (starts !== undefined) yield { path: ["activities", key, "statuses", i, "title"], text };
    }
    for (const [name, field] of entries(activity.fields)) {
      yield titled(field, ["activities", key, "fields", name]);
      yield* given(field, ["activities", key, "fields", name], "hint", "otherwise");
    }
  }
  for (const [i, text] of entries(policy.measures)) yield { path: ["measures", i], text };
  for (const [key, recipient] of entries(policy.recipients)) yield* given(recipient, ["recipients", key], "says");
  for (const [key, tracker] of entries(policy.trackers)) {
    yield* given(tracker, ["trackers", key], "says", "necessary");
    for (const [i, text] of entries(tracker.sends)) yield { path: ["trackers", key, "sends", i], text };
  }
  for (const [key, mail] of entries(policy.mail)) yield* given(mail, ["mail", key], "title");
  for (const kind of ["links", "widgets", "optOuts"] as const) {
    for (const [key, link] of entries<object>(policy[kind])) yield* given(link, [kind, key], "title", "says");
  }
}

/** Whether `toWords` finds words of this language: its own, or those of the language without the region. */
function speaks(text: Exclude<Text, string>, language: Language): boolean {
  return Object.hasOwn(text, language) || Object.hasOwn(text, language.split("-")[0]!);
}

const toKey = (language: Language): string => (language.includes("-") ? JSON.stringify(language) : language);

/** A page in a language of which it lacks words. Names of companies and products are the same in all of them. */
export const missingTranslation: Rule = {
  code: "missing-translation",
  level: "warning",
  source: "GDPR 12(1)",
  *find({ policy }) {
    const [first = "en", ...others] = entries(policy.languages).map(([, language]) => language);
    for (const { path, text } of toTexts(policy)) {
      const missing = [first, ...others].filter((language) =>
        typeof text === "object" ? !speaks(text, language) : language !== first,
      );
      if (missing.length === 0) continue;
      yield {
        path,
        expected: `the languages ${[first, ...others].join(", ")}`,
        received: text === undefined ? "nothing" : typeof text === "string" ? first : Object.keys(text).join(", "),
        message: `"${path.at(-1)}" ${text === undefined ? "is not given, so its key stands on the page" : "has no words"} in ${missing.join(", ")}. Give it in every language of the page: { ${[first, ...others].map((language) => `${toKey(language)}: "…"`).join(", ")} }.`,
      };
    }
  },
};
