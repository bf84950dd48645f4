import { expect, test } from "vitest";
import { toWords } from "./text.ts";

test("a plain string is the same in every language", () => {
  expect(toWords("Help", "de")).toBe("Help");
});

test("the wanted language comes first, then the language without its region", () => {
  const text = { en: "Help", de: "Hilfe", "de-AT": "Hülfe" };
  expect(toWords(text, "de-AT")).toBe("Hülfe");
  expect(toWords(text, "de-CH")).toBe("Hilfe");
  expect(toWords(text, "de")).toBe("Hilfe");
});

test("where it is missing, the fallbacks come, then whatever there is", () => {
  expect(toWords({ en: "Help", fr: "Aide" }, "de")).toBe("Help");
  expect(toWords({ fr: "Aide", en: "Help" }, "de", ["fr"])).toBe("Aide");
  expect(toWords({ fr: "Aide", it: "Aiuto" }, "de")).toBe("Aide");
  expect(toWords({}, "de")).toBe("");
});

test("a language called like something every object has is a language nobody wrote in", () => {
  expect(toWords({ en: "Help" }, "constructor")).toBe("Help");
  expect(toWords({ en: "Help" }, "__proto__")).toBe("Help");
  expect(toWords({ en: "Help" }, "")).toBe("Help");
});
