import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
const names = (path: string): string[] =>
  readdirSync(`${folder}${path}`)
    .filter((file) => /^[a-z]{2}\.ts$/.test(file))
    .map((file) => file.slice(0, 2));

/** Whoever chose in the banner reads on in the same language: what visitors meet is in each that the banner has. */
const banner = names("../../gate/src/texts");

test.each([
  "collect/form/texts",
  "http/texts",
  "mail/texts",
  "packages/page/texts",
  "subscriptions/texts",
  "succession/page/texts",
])("%s is in every language of the banner, and none of it was left in English", async (path) => {
  expect(names(path)).toEqual(banner);
  const english = toSentences(((await import(`${folder}${path}/en.ts`)) as { readonly en: object }).en);
  for (const language of banner.filter((name) => name !== "en")) {
    const texts = ((await import(`${folder}${path}/${language}.ts`)) as { readonly [name: string]: object })[language]!;
    const same = [...toSentences(texts)].filter(
      ([key, sentence]) => english.get(key) === sentence && / /.test(sentence),
    );
    expect(same, language).toEqual([]);
  }
});

/** Every sentence, by the way to it. */
function toSentences(texts: object, path = ""): Map<string, string> {
  const own = Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === "object" && value !== null
      ? [...toSentences(value as object, `${path}${key}.`)]
      : typeof value === "string"
        ? [[`${path}${key}`, value]]
        : [],
  );
  return new Map(own);
}
