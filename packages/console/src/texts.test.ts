import { compareTexts } from "@abide/policy";
import { expect, test } from "vitest";
import { toKitTexts } from "./texts/all.ts";
import { de } from "./texts/de.ts";
import { en } from "./texts/en.ts";

test("every language of the kit says everything that English says", () => {
  expect(compareTexts(en, de)).toEqual([]);
  expect(toKitTexts("de-AT").signOut).toBe("Abmelden");
});
