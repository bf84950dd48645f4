import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { locate } from "./locate.ts";

/** Where `path` stands in the first of `files`, as "file:line". */
async function find(path: string, files: { readonly [name: string]: string }): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "abide-locate-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const place = locate(join(folder, Object.keys(files)[0]!), path === "" ? [] : path.split("."));
  return place && `${basename(place.file)}:${place.line}`;
}

const policy = `type Life = "P1D";
export const policy = definePolicy({
  controller: {
    name: "Halden Software" as string,
    country: "NL",
  },
  "languages": [
    "en",
    "xx",
  ],
} satisfies object);
`;

test.each([
  ["controller.country", "p.ts:5"],
  ["languages.1", "p.ts:9"],
  ["controller", "p.ts:3"],
  ["", "p.ts:2"],
])("%s of a policy in one piece is at %s", async (path, place) => {
  expect(await find(path, { "p.ts": policy })).toBe(place);
});

test("what is missing is shown at what it is missing from", async () => {
  expect(await find("controller.contact", { "p.ts": policy })).toBe("p.ts:3");
  expect(await find("activities.contact.storage", { "p.ts": policy })).toBe("p.ts:2");
});

test("constants, spreads, shorthand and calls are followed", async () => {
  const text = `
const life = { duration: "P5Y" };
const trackers = {
  audience: tracker({
    ...life,
    purpose: "x",
  }),
};
const it = {
  trackers,
};
export { it as policy };
`;
  expect(await find("trackers.audience.purpose", { "p.ts": text })).toBe("p.ts:6");
  expect(await find("trackers.audience.duration", { "p.ts": text })).toBe("p.ts:2");
  expect(await find("trackers.audience.stores.0", { "p.ts": text })).toBe("p.ts:4");
});

test("imports of the project's own files are followed, also through what they hand on", async () => {
  const files = {
    "p.ts": `import { trackers as all } from "./hand-on.ts";\nexport default { trackers: all };\n`,
    "hand-on.ts": `export { trackers } from "./trackers.ts";\n`,
    "trackers.ts": `\n\nexport const trackers = {\n  a: { name: 1 },\n};\n`,
  };
  expect(await find("trackers.a.name", files)).toBe("trackers.ts:4");
});

test("a policy as JSON has lines as well", async () => {
  expect(await find("controller.country", { "p.json": `{\n  "controller": {\n    "country": "NLD"\n  }\n}` })).toBe(
    "p.json:3",
  );
});

test("names that lead in a circle, files that are gone and computed keys end at what is known", async () => {
  expect(await find("a.b", { "p.ts": `const a = a;\nexport const policy = { a };\n` })).toBe("p.ts:2");
  expect(await find("a.b", { "p.ts": `import { a } from "./none.ts";\nexport const policy = {\n  a,\n};\n` })).toBe(
    "p.ts:3",
  );
  expect(await find("a", { "p.ts": `export const policy = {\n  [key]: 1,\n};\n` })).toBe("p.ts:1");
  expect(await find("a", { "p.ts": `nothing is exported here` })).toBeUndefined();
});
