import { compile } from "@abide/policy";
import { expect as that, test } from "vitest";
import { phases } from "../observe/observation.ts";
import { declared } from "../test-site.ts";
import { expect } from "./expect.ts";

const { policy } = await compile(declared);
const row = (tracker: string): string => phases.map((phase) => expect(policy, tracker, phase)).join(" ");

test("an optional tracker runs after an acceptance and at no other time", () => {
  that(row("metrics")).toBe("absent absent runs absent absent");
});

test("an embed may be on none of the pages", () => {
  that(row("film")).toBe("absent absent may absent absent");
});

test("a strictly necessary one may run at any time", () => {
  that(row("choice")).toBe("may may may may may");
});
