import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { bases } from "../words/purpose.ts";
import { rightsOf } from "../words/right.ts";
import { toAnchor } from "./anchor.ts";
import { contactLink, join, link } from "./link.ts";
import { spellCountry, spellDate, spellDuration, spellLanguage, spellList } from "./spell.ts";
import { toNoticeLanguages, toNoticeTexts } from "./texts/all.ts";

test("durations are spelt as they were declared", () => {
  expect(spellDuration("P24M", "en")).toBe("24 months");
  expect(spellDuration("P1Y", "de")).toBe("1 Jahr");
  expect(spellDuration("P1Y6M", "en")).toBe("1 year and 6 months");
  expect(spellDuration("PT30M", "de")).toBe("30 Minuten");
  expect(spellDuration("forever", "en")).toBe("forever");
});

test("countries, days, languages and lists are spelt in the language of the page", () => {
  expect(spellCountry("US", "de")).toBe("Vereinigte Staaten");
  expect(spellCountry("nowhere", "en")).toBe("nowhere");
  expect(spellDate("2026-09-01", "en")).toBe("1 September 2026");
  expect(spellDate("2026-09-01", "de")).toBe("1. September 2026");
  expect(spellDate("soon", "en")).toBe("soon");
  expect(spellLanguage("de")).toBe("Deutsch");
  expect(spellList(["a", "b", "c"], "en")).toBe("a, b and c");
});

test("two keys never share an anchor, whatever is in them", () => {
  const keys = ["a b", "a.20.b", "a_b", "a-b", "a:b", "ä", "a", "", "a/b", "A B"];
  const anchors = keys.map((key) => toAnchor("purpose", key));
  expect(new Set(anchors).size).toBe(keys.length);
  for (const anchor of anchors) expect(anchor).toMatch(/^purpose-[\w.:-]*$/);
  expect(toAnchor("field", "a-b", "c")).not.toBe(toAnchor("field", "a", "b-c"));
  expect(toAnchor("field", "a:b", "c")).not.toBe(toAnchor("field", "a", "b:c"));
});

test("only addresses that a page may link to become links", () => {
  expect(link("https://a.example/x", "x").source).toBe('<a href="https://a.example/x" rel="noreferrer">x</a>');
  expect(link("/privacy#a", "x").source).toBe('<a href="/privacy#a">x</a>');
  for (const href of [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "vbscript:x",
    "",
  ]) {
    expect(link(href, "x").source).toBe("x");
  }
  expect(contactLink("privacy@northwind.example").source).toContain('href="mailto:privacy@northwind.example"');
  expect(contactLink("Write to the <office>").source).toBe("Write to the &#60;office&#62;");
  expect(join(["a", "<"], ", ").source.replace(/\s+/g, " ")).toBe("a, &#60;");
});

test("every language's file is in the list", () => {
  const files = readdirSync(new URL("texts/", import.meta.url))
    .map((name) => name.replace(/\.ts$/, ""))
    .filter((name) => name !== "all" && name !== "texts");
  expect(files.map((name) => toNoticeTexts(name)?.language)).toEqual(files);
  expect(toNoticeLanguages({ languages: ["fi", "de", "en"] })).toEqual(["de", "en"]);
  expect(toNoticeLanguages({ languages: ["fi"] })).toEqual(["en"]);
});

test("every basis gives access, correction, restriction and complaint; erasure, objection, portability and withdrawal depend on it", () => {
  for (const basis of bases) {
    expect(rightsOf[basis]).toEqual(expect.arrayContaining(["access", "rectification", "restriction", "complaint"]));
  }
  expect(bases.filter((basis) => rightsOf[basis].includes("withdrawal"))).toEqual(["consent"]);
  expect(bases.filter((basis) => rightsOf[basis].includes("portability"))).toEqual(["consent", "contract"]);
  expect(bases.filter((basis) => rightsOf[basis].includes("objection"))).toEqual([
    "public-task",
    "legitimate-interest",
  ]);
  expect(bases.filter((basis) => !rightsOf[basis].includes("erasure"))).toEqual(["legal-obligation", "public-task"]);
});
