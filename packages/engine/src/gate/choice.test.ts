import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import { website } from "../test-policy.ts";
import { toAllowed, toChoiceForm } from "./choice.ts";

/** Two trackers are for media, one for advertising, and one for analytics. */
const version = await compile(website);

const saved = (...fields: readonly (readonly [string, string])[]): readonly string[] =>
  toAllowed(toChoiceForm([["token", "t"], ["control", "centre"], ["do", "save"], ...fields]), version, []);

test("a purpose that is switched on allows all of its trackers, and those of no other purpose", () => {
  expect(saved(["whole", "media"])).toEqual(["memory", "vimeo"]);
  expect(saved(["whole", "media"], ["tracker", "metaPixel"])).toEqual(["memory", "metaPixel", "vimeo"]);
});

test("a purpose that is switched off refuses all of its trackers, whatever is still ticked below it", () => {
  const ticked = [
    ["tracker", "memory"],
    ["tracker", "vimeo"],
    ["tracker", "metaPixel"],
  ] as const;
  expect(saved(["was", "media"], ...ticked)).toEqual(["metaPixel"]);
});

test("a purpose whose switch was left alone goes by what is ticked below it", () => {
  expect(saved(["was", "media"], ["whole", "media"], ["tracker", "vimeo"])).toEqual(["vimeo"]);
  expect(saved(["tracker", "memory"])).toEqual(["memory"]);
});

test("a purpose that the policy does not have is refused", () => {
  expect(() => saved(["whole", "__proto__"])).toThrow("not a purpose of this policy");
});

test("the button for nothing refuses everything, whatever is switched on", () => {
  const form = toChoiceForm([
    ["token", "t"],
    ["control", "centre"],
    ["do", "reject"],
    ["whole", "advertising"],
    ["tracker", "memory"],
  ]);
  expect(toAllowed(form, version, ["memory"])).toEqual([]);
});
