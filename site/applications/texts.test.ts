import { compareTexts } from "@abide/console";
import { expect, test } from "vitest";
import { de } from "./texts/de.ts";
import { en } from "./texts/en.ts";

test("German says everything that English says, with the same blanks", () => {
  expect(compareTexts(en, de)).toEqual([]);
});
