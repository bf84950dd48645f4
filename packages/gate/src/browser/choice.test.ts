import { matchesName } from "@abide/policy";
import { expect, test } from "vitest";
import { toPattern } from "../render/guard.ts";
import { matches } from "./choice.ts";

/** Every text of `letters` up to `longest` characters. */
function toTexts(letters: readonly string[], longest: number): string[] {
  const [texts, last] = [[""], [""]];
  for (let length = 1; length <= longest; length++) {
    last.splice(0, last.length, ...last.flatMap((text) => letters.map((letter) => text + letter)));
    texts.push(...last);
  }
  return texts;
}

test("what a choice clears and what the guard lets pass are the names that the policy's own matching finds", () => {
  const names = toTexts(["a", ".", "\n"], 4);
  const differ: string[] = [];
  for (const name of [...toTexts(["a", ".", "*"], 4), "a(*", "[a]", "a|.", "\\*", "^a$"]) {
    const [, guard] = /^\/(.*)\/$/s.exec(toPattern([{ kind: "local", name, life: "until-deleted", party: "first" }]))!;
    const lets = new RegExp(guard!);
    for (const other of [...names, name]) {
      const found = [
        matchesName(name, other),
        matches([{ kind: "local", name }], "local", other),
        lets.test(`l${other}`),
      ];
      if (new Set(found).size > 1) differ.push(JSON.stringify([name, other, ...found]));
    }
  }
  expect(differ).toEqual([]);
});
