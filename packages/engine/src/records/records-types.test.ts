import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { RunTimeReader } from "./records.ts";
import { policy } from "./test-agreement.ts";
import { testEngine } from "../test-engine.ts";
import { makeFolder } from "../test-ending.ts";

interface Case {
  /** As somebody would write it. */
  readonly source: string;
  /** The same, past the types. */
  readonly ask: (records: Loose) => Promise<{ readonly allowed: boolean; readonly reason?: string }>;
}

type Loose = (activity: string) => { readonly for: (purpose: string) => RunTimeReader };

const nobody = "00000000-0000-4000-8000-000000000000";

/** Every field, stage and purpose, and some that are not declared, in every place where one can be named. */
function* toCases(): Generator<Case> {
  const { activities, purposes } = policy;
  const fields = new Set(Object.values(activities).flatMap((activity) => Object.keys(activity.fields)));
  const names = [...fields, "undeclared"];
  const stages = ["received", "rejected", "undeclared"];
  for (const activity of [...Object.keys(activities), "undeclared"]) {
    for (const purpose of [...Object.keys(purposes), "undeclared"]) {
      const reader = `records("${activity}").for("${purpose}")`;
      const toCase = (call: string, ask: (reader: RunTimeReader) => ReturnType<Case["ask"]>): Case => ({
        source: `${reader}.${call}`,
        ask: (records) => ask(records(activity).for(purpose)),
      });
      for (const name of names) {
        yield toCase(`read(id, ["${name}"])`, (reader) => reader.read(nobody, [name]));
        yield toCase(`list({ fields: ["${name}"] })`, (reader) => reader.list({ fields: [name] }));
        const where = { [name]: "x" };
        yield toCase(`list({ fields: [], where: { ${name}: "x" } })`, (reader) => reader.list({ fields: [], where }));
        const change = { revision: 1, fields: { [name]: "x" } };
        yield toCase(`update(id, { revision: 1, fields: { ${name}: "x" } })`, (reader) =>
          reader.update(nobody, change),
        );
        yield toCase(`download(id, "${name}")`, (reader) => reader.download(nobody, name));
      }
      for (const status of stages) {
        yield toCase(`list({ fields: [], status: "${status}" })`, (reader) => reader.list({ fields: [], status }));
        const change = { revision: 1, status };
        yield toCase(`update(id, { revision: 1, status: "${status}" })`, (reader) => reader.update(nobody, change));
        yield toCase(`erase({ id, status: "${status}" })`, (reader) => reader.erase({ id: nobody, status }));
      }
    }
  }
}

/** Reasons for which the declaration alone is enough; whatever else is denied, no type can know. */
const declared = ["undeclared", "other-purpose", "not-lookup"];

test("what the types refuse is denied when it runs, and nothing else is", async () => {
  const it = await testEngine({ policy });
  const cases = [...toCases()];
  expect(cases.length).toBeGreaterThan(500);
  const records = it.engine.records as unknown as Loose;
  const [refused, answers] = await Promise.all([
    compile(cases.map(({ source }) => `void ${source};`)),
    Promise.all(cases.map(({ ask }) => ask(records))),
  ]);
  const compiles = cases.filter((_, at) => !refused.has(at)).map(({ source }) => source);
  const runs = cases.filter((_, at) => !declared.includes(answers[at]!.reason ?? "")).map(({ source }) => source);
  expect(compiles).toEqual(runs);
  expect(runs.length).toBeGreaterThan(20);
});

/** The numbers of those of `lines` that do not compile. */
async function compile(lines: readonly string[]): Promise<Set<number>> {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const root = join(here, "../../../..");
  const folder = await makeFolder();
  const before = [
    `import type { policy } from ${JSON.stringify(join(here, "test-agreement.ts"))};`,
    `import type { Records } from ${JSON.stringify(join(root, "packages/policy/src/index.ts"))};`,
    "declare const records: Records<typeof policy>;",
    "declare const id: string;",
  ];
  await writeFile(join(folder, "package.json"), `{ "type": "module" }`);
  await writeFile(join(folder, "cases.ts"), [...before, ...lines].join("\n"));
  const compilerOptions = { types: [], noEmit: true, lib: ["es2024", "dom"] };
  const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, files: ["cases.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, "-p", folder, "--pretty", "false"], { maxBuffer: 1 << 26 }, (_, stdout) =>
      resolve(stdout),
    );
  });
  const errors = output.split("\n").filter((line) => /^\S.*error TS/.test(line));
  const refused = errors.map((line) => Number(/cases\.ts\((\d+),/.exec(line)?.[1]) - 1 - before.length);
  const others = errors.filter((_, at) => !(refused[at]! >= 0));
  if (others.length > 0) {
    throw new Error(
      `Nothing was learned: what these lines import has type errors. Mend them first (npm run types):\n${others.join("\n")}`,
    );
  }
  return new Set(refused);
}
