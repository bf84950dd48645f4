import { expect, test } from "vitest";
import { en } from "./en.ts";
import { languages, toDirection, toSpoken, toTexts } from "./to-texts.ts";
import type { Texts } from "./texts.ts";

/** The official languages of the European Union: https://eur-lex.europa.eu/eli/reg/1958/1(1)/2013-07-01 */
const union = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split(" ");

/** Words that some languages share with English. `of` is little but its two figures. */
const shared: readonly (keyof Texts)[] = ["cookie", "indexeddb", "of"];

const keys = Object.keys(en) as (keyof Texts)[];
const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

test("the gate speaks every language of the European Union, and more than thirty in all", () => {
  expect(Object.keys(languages)).toEqual(expect.arrayContaining(union));
  expect(Object.keys(languages).length).toBeGreaterThanOrEqual(34);
});

test.each(Object.keys(languages) as (keyof typeof languages)[])(
  "%s has every sentence, with the names that the English one has",
  (language) => {
    const texts = languages[language];
    expect(Object.keys(texts)).toEqual(keys);
    for (const key of keys) {
      expect(texts[key].trim(), key).toBe(texts[key]);
      expect(texts[key], key).not.toBe("");
      expect(names(texts[key]), key).toEqual(names(en[key]));
    }
    expect(new Set([texts.accept, texts.reject, texts.save]).size).toBe(3);
  },
);

test.each((Object.keys(languages) as (keyof typeof languages)[]).filter((language) => language !== "en"))(
  "%s is translated: nothing is English but the words that both share",
  (language) => {
    const same = keys.filter((key) => languages[language][key] === en[key]);
    expect(same.filter((key) => !shared.includes(key))).toEqual([]);
  },
);

test("what accepts and what refuses is about as long in every language", () => {
  for (const [language, { accept, reject }] of Object.entries(languages)) {
    expect(Math.abs(accept.length - reject.length), language).toBeLessThanOrEqual(6);
  }
});

test("a page is shown the language that it is in, by region and by older tags, and English where we have none", () => {
  expect(toSpoken("de-AT")).toBe("de");
  expect(toSpoken("zh-Hant-TW")).toBe("zh");
  expect(toSpoken("no")).toBe("nb");
  expect(toSpoken("NN-no")).toBe("nb");
  expect(toSpoken("iw")).toBe("he");
  expect(toSpoken("la")).toBe("en");
  expect(toSpoken("constructor")).toBe("en");
  expect(toTexts("la")).toBe(en);
});

test("Arabic, Hebrew, Persian and Urdu are written from right to left", () => {
  expect(["ar", "ar-EG", "he", "fa", "ur"].map(toDirection)).toEqual(["rtl", "rtl", "rtl", "rtl", "rtl"]);
  expect(["en", "de", "ja"].map(toDirection)).toEqual(["ltr", "ltr", "ltr"]);
});
