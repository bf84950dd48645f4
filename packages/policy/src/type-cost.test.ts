import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

/**
 * What TypeScript does to check a policy of 60 purposes and 200 fields. Counted in instantiations and types, which are the same
 * on every machine, not in time. The ceilings are half as much again as was measured when they were set (7,454 and 5,944, for the wrong read); a change that makes
 * the types quadratic goes over them by far more than that.
 */
const ceilings = { instantiations: 11_000, types: 9_000 };

const src = fileURLToPath(new URL(".", import.meta.url));
const tsc = fileURLToPath(new URL("../../../node_modules/typescript/bin/tsc", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "abide-type-cost-"));
  await writeFile(join(folder, "package.json"), `{ "type": "module" }`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a read that is right costs little", async () => {
  const { errors, counts } = await check("right", `void reader.read("1", ["field0", "field60"]);`);
  expect(errors).toEqual([]);
  expect(counts.instantiations).toBeLessThan(ceilings.instantiations);
  expect(counts.types).toBeLessThan(ceilings.types);
});

test("a read that is wrong is refused in one line and costs no more", async () => {
  const { errors, counts } = await check("wrong", `void reader.read("1", ["field0", "field1"]);`);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/Type '"field1"' is not assignable to type/);
  expect(counts.instantiations).toBeLessThan(ceilings.instantiations);
  expect(counts.types).toBeLessThan(ceilings.types);
});

test("a wrong declaration is refused and costs no more", async () => {
  const { errors, counts } = await check("misnamed", "", "purpose60");
  expect(errors.length).toBeGreaterThan(0);
  expect(errors[0]).toMatch(/"purpose60"/);
  expect(counts.instantiations).toBeLessThan(ceilings.instantiations);
  expect(counts.types).toBeLessThan(ceilings.types);
});

test("twice the fields cost about twice as much, not four times", async () => {
  const once = await check("once", `void reader.read("1", ["field0"]);`);
  const twice = await check("twice", `void reader.read("1", ["field0"]);`, "purpose0", 400);
  const none = await check("none", `void reader.read("1", ["field0"]);`, "purpose0", 60);
  const perField = (once.counts.instantiations - none.counts.instantiations) / 140;
  expect((twice.counts.instantiations - once.counts.instantiations) / 200).toBeLessThan(perField * 1.5);
});

/** A policy of 60 purposes in which field `i` serves purpose `i mod 60`, and two more for every third field. */
function toSource(read: string, first: string, fields: number): string {
  const purposes = Array.from(
    { length: 60 },
    (_, i) => `purpose${i}: { basis: "contract", term: "CustomerCare", says: "do the ${i}th thing" },`,
  );
  const toFor = (i: number) => {
    const names = [i % 60, ...(i % 3 === 0 ? [(i + 7) % 60, (i + 23) % 60] : [])].map((n) => `"purpose${n}"`);
    return i === 0 ? `"${first}", ${names.slice(1).join(", ")}` : names.join(", ");
  };
  const collected = Array.from({ length: fields }, (_, i) => `field${i}: { shape: text(200), for: [${toFor(i)}] },`);
  return `
import { definePolicy } from ${JSON.stringify(`${src}policy.ts`)};
import type { Records } from ${JSON.stringify(`${src}reader.ts`)};
import { text } from ${JSON.stringify(`${src}words/shape.ts`)};
const policy = definePolicy({
  controller: { name: "Northwind Trails", contact: "privacy@northwind.example", country: "NL" },
  purposes: { ${purposes.join("\n")} },
  activities: { wide: { fields: { ${collected.join("\n")} }, storage: "P2Y" } },
});
declare const records: Records<typeof policy>;
const reader = records("wide").for("purpose0");
${read}
`;
}

interface Checked {
  readonly errors: string[];
  readonly counts: { readonly instantiations: number; readonly types: number };
}

async function check(name: string, read: string, first = "purpose0", fields = 200): Promise<Checked> {
  const config = join(folder, `${name}.json`);
  await writeFile(join(folder, `${name}.ts`), toSource(read, first, fields));
  await writeFile(
    config,
    JSON.stringify({
      extends: join(src, "../../../tsconfig.base.json"),
      compilerOptions: { types: [], noUnusedLocals: false, lib: ["es2024", "dom"] },
      files: [`${name}.ts`],
    }),
  );
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, "-p", config, "--extendedDiagnostics", "--pretty", "false"], (_, stdout) =>
      resolve(stdout),
    );
  });
  const count = (label: string) => Number(new RegExp(`^${label}:\\s+(\\d+)`, "m").exec(output)?.[1]);
  return {
    errors: output.split("\n").filter((line) => /^\S.*error TS/.test(line)),
    counts: { instantiations: count("Instantiations"), types: count("Types") },
  };
}
