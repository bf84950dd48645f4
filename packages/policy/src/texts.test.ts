import { expect, test } from "vitest";
import { compareTexts, createTexts, fill, type TextsOf } from "./texts.ts";

const english = { hello: "Hello {name}", group: { left: "{count} left", of: (all: number) => `of ${all}` } };
type Words = TextsOf<typeof english>;

test("what a language leaves out does not compile, and is found at run time as well", () => {
  const whole: Words = { hello: "Guten Tag {name}", group: { left: "noch {count}", of: (all) => `von ${all}` } };
  expect(compareTexts(english, whole)).toEqual([]);
  // @ts-expect-error a key is missing
  const missing: Words = { hello: "Guten Tag {name}" };
  // @ts-expect-error a sentence stands where a function is wanted
  const other: Words = { hello: "Guten Tag {name}", group: { left: "noch {count}", of: "von" } };
  expect(compareTexts(english, missing)).toEqual(["group is missing"]);
  expect(compareTexts(english, other)).toEqual(["group.of is of another kind"]);
  expect(
    compareTexts(english, { ...whole, hello: " ", more: "x", group: { ...whole.group, left: "noch {anzahl}" } }),
  ).toEqual(["hello is empty", "group.left has other blanks", "more is not in English"]);
});

test("a language is that of the region, else English, and says which it is", () => {
  const toTexts = createTexts({ en: english, de: { ...english, hello: "Hallo" } });
  expect([toTexts("de"), toTexts("de-CH"), toTexts("fr")].map(({ language, hello }) => [language, hello])).toEqual([
    ["de", "Hallo"],
    ["de", "Hallo"],
    ["en", "Hello {name}"],
  ]);
  expect(toTexts("DE-at").language).toBe("de");
  const norwegian = createTexts({ en: english, nb: { ...english, hello: "Hei" } });
  expect(["no", "nn-NO", "nb"].map((tag) => norwegian(tag).hello)).toEqual(["Hei", "Hei", "Hei"]);
  expect(toTexts("__proto__").language).toBe("en");
});

test("blanks are filled in once, with what is given for them alone", () => {
  expect(fill("{a}, {b}, {c}, {toString}", { a: "{b}", b: 2 })).toBe("{b}, 2, {c}, {toString}");
});
