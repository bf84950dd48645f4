import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compareTexts } from "@abide/console";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
/** What pages say, to staff and to visitors: in each feature a file a language. */
const english = globSync("**/texts/en.ts", { cwd: folder });

test("every language of a feature says everything that its English says", async () => {
  const found: string[] = [];
  let compared = 0;
  for (const file of english) {
    const { en } = (await import(`${folder}${file}`)) as { readonly en: object };
    for (const other of globSync(file.replace("en.ts", "*.ts"), { cwd: folder })) {
      const [, language] = /([a-z-]+)\.ts$/.exec(other)!;
      if (["en", "all", "texts"].includes(language!)) continue;
      const words = ((await import(`${folder}${other}`)) as { readonly [language: string]: object })[language!]!;
      compared += 1;
      found.push(...compareTexts(en, words).map((wrong) => `${other}: ${wrong}`));
    }
  }
  expect(compared).toBeGreaterThan(0);
  expect(found).toEqual([]);
});
