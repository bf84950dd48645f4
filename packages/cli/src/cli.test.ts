import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { abide, makeFolder } from "./test-cli.ts";

async function folder(files: { readonly [name: string]: string }): Promise<string> {
  const { path, remove } = await makeFolder(files);
  onTestFinished(remove);
  return path;
}

const good = `
import { definePolicy, email } from "@abide/policy";

export const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "NL" },
  effective: "2026-09-01",
  purposes: { support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" } },
  activities: {
    contact: { fields: { email: { shape: email(), for: ["support"] } }, storage: "P2Y" },
  },
});
`;

test("help names every command; an unknown one and an unknown option say where to look", async () => {
  const help = await abide(["help"]);
  expect(help.code).toBe(0);
  for (const name of ["check", "diff", "publish", "serve", "verify"]) expect(help.out).toContain(`abide ${name}`);
  expect((await abide(["help", "verify"])).out).toContain("--key key");

  expect(await abide(["verfy"])).toEqual({
    code: 2,
    out: "",
    err: `✗ There is no command "verfy"; did you mean "abide verify"? See: abide help\n`,
  });
  expect(await abide(["check", "--fast"])).toMatchObject({
    code: 2,
    err: "✗ Unknown option '--fast'. See: abide help check\n",
  });
  expect(await abide(["diff", "a"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("abide diff <before> <after>"),
  });
  expect(await abide(["verify", "a", "b"])).toMatchObject({
    code: 2,
    err: expect.stringContaining(`"b" is one argument too many`),
  });
});

test("a good declaration holds", async () => {
  const cwd = await folder({ "policy.ts": good });
  const { code, out, err } = await abide(["check"], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(
    /^✓ policy\.ts can be published: 1 purpose, 1 activity, 0 trackers, 0 recipients\. Version [0-9a-f]{12}\.$/m,
  );
});

test("the reference policy holds, found where it usually lies", async () => {
  const { code, out } = await abide(["check"]);
  expect(code).toBe(0);
  expect(out).toContain("✓ site/policy.ts can be published");
});

test("a broken declaration gives all its problems at once, each with its file and line", async () => {
  const cwd = await folder({
    "policy.ts": good
      .replace(`country: "NL"`, `country: "NLD"`)
      .replace(`for: ["support"]`, `for: ["support", "suport"]`)
      .replace(`, storage: "P2Y"`, "")
      .replace("});", "  trackers,\n} as never);")
      .replace("\n\n", `\nimport { trackers } from "./trackers.ts";\n\n`),
    "trackers.ts": `
export const trackers = {
  choice: {
    name: "Your choice", purpose: "support", says: "remembers", party: "first", duration: "P180D",
    stores: [{ kind: "cookie", name: "abide", life: "never", party: "first", httpOnly: true },
      { kind: "cookie", name: "__Host-abide", life: "P180D", party: "first", httpOnly: true }],
    hosts: {}, load: [], necessary: "You would be asked on every page.",
  },
};
`,
  });
  const { code, out } = await abide(["check"], { cwd });
  expect(code).toBe(1);
  const lines = out.split("\n");
  expect(lines.filter((line) => line.includes("✗ error"))).toEqual([
    "policy.ts:6:77 ✗ error not-a-country",
    "policy.ts:10:5 ✗ error missing-storage",
    "policy.ts:10:68 ✗ error undeclared-purpose",
    "trackers.ts:5:47 ✗ error not-a-duration",
  ]);
  expect(lines.at(-2)).toBe("✗ policy.ts cannot be published: 4 errors.");

  const json = JSON.parse((await abide(["check", "--json"], { cwd })).out) as {
    holds: boolean;
    problems: { code: string; place: { line: number } }[];
  };
  expect(json.holds).toBe(false);
  expect(json.problems.find(({ code }) => code === "undeclared-purpose")!.place.line).toBe(10);
});

test.each([
  [
    "a syntax error",
    { "policy.ts": "export const policy = {\n  a: = 1,\n};" },
    "✗ policy.ts:2: Expression expected. Correct it there.",
  ],
  [
    "what Node cannot leave out",
    { "policy.ts": "enum X { A }" },
    "✗ policy.ts:1: TypeScript enum is not supported in strip-only mode.",
  ],
  ["a missing file", { "policy.ts": `import "./none.ts";` }, "✗ policy.ts imports none.ts, which is not there."],
  [
    "a missing package",
    { "policy.ts": `import "nobody-has-this";` },
    `✗ policy.ts imports "nobody-has-this", which is not there.`,
  ],
  [
    "an error when it runs",
    { "policy.ts": "\n\nthrow new Error('no ground');" },
    "✗ policy.ts:3: no ground. Correct it there.",
  ],
  ["no policy in it", { "policy.ts": "export const x = 1;" }, "✗ policy.ts exports no policy."],
  [
    "broken JSON",
    { "package.json": `{ "type": "module", "abide": { "policy": "p.json" } }`, "p.json": `{\n "a": ,\n}` },
    "✗ p.json:2 is not JSON: Unexpected token. Correct it there.",
  ],
  ["no file at all", {}, "✗ No policy file was found here (looked for site/policy.ts, policy.ts, abide.policy.ts)."],
])("a policy file with %s is one clear sentence", async (_, files, says) => {
  const { code, out, err } = await abide(["check"], { cwd: await folder(files) });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(says);
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("package.json can name the policy file", async () => {
  const cwd = await folder({
    "package.json": `{ "type": "module", "abide": { "policy": "legal/ours.ts" } }`,
    "legal/ours.ts": good,
  });
  expect((await abide(["check"], { cwd })).out).toContain("✓ legal/ours.ts can be published");
});

test("diff says what changed, and exits 1 when something did", async () => {
  const cwd = await folder({ "a.ts": good, "b.ts": good.replace(`"P2Y"`, `"P5Y"`) });
  const same = await abide(["diff", "a.ts", "a.ts"], { cwd });
  expect(same).toMatchObject({ code: 0, out: expect.stringContaining("✓ Both say the same") });
  const { code, out } = await abide(["diff", "a.ts", "b.ts"], { cwd });
  expect(code).toBe(1);
  expect(out).toContain("activities.contact.storage");
  expect(out).toMatch(/1 change from [0-9a-f]{12} to [0-9a-f]{12}: /);
  expect(await abide(["diff", "a.ts", "0".repeat(64)], { cwd })).toMatchObject({
    code: 2,
    err: expect.stringContaining("--at url"),
  });
});

test("publish writes every form, in every language", async () => {
  const cwd = await folder({ "policy.ts": good.replace("effective:", `languages: ["en", "de"], effective:`) });
  const { code, out } = await abide(["publish", "out"], { cwd });
  expect(code).toBe(0);
  expect(out.trim().split("\n").sort()).toEqual(
    [
      "article-30.csv article-30.de.csv article-30.de.json article-30.json index.de.html index.html policy.json policy.jsonld tilt.de.json tilt.json",
    ].flatMap((names) => names.split(" ").map((name) => join("out", name))),
  );
  const page = await readFile(join(cwd, "out/index.html"), "utf8");
  expect(page).toMatch(/answer what you ask us/i);
  // It stands alone: nothing is asked of a server that it is not on.
  expect(page).toContain("--abide-ink");
  expect(page).not.toMatch(/\/abide\/|url\(/);
  expect(JSON.parse(await readFile(join(cwd, "out/policy.json"), "utf8"))).toMatchObject({ format: "abide.policy/1" });
  expect(await abide(["publish", "policy.ts"], { cwd })).toMatchObject({
    code: 2,
    err: expect.stringContaining("Name another folder."),
  });
});

test("a site that cannot be checked is one clear sentence with the next step", async () => {
  const bare = createServer((request, response) => response.writeHead(request.url === "/" ? 200 : 404).end());
  await new Promise<void>((done) => bare.listen(0, "127.0.0.1", done));
  onTestFinished(() => void bare.close());
  const url = `http://localhost:${(bare.address() as AddressInfo).port}`;
  const cwd = await folder({ "policy.ts": good, "broken.ts": good.replace(`"NL"`, `"NLD"`) });

  for (const [args, env, says] of [
    [
      ["http://localhost:9"],
      {},
      "✗ Nothing answers at http://localhost:9/. Start the site or correct the address, then check again.",
    ],
    [["no address"], {}, `✗ "no address" is no address. Give one like http://localhost:4600.`],
    [[url], {}, `✗ The site publishes no policy at ${url}/privacy/policy.json.`],
    [
      [url, "--policy", "policy.ts"],
      { ABIDE_BROWSER: "/none" },
      "✗ ABIDE_BROWSER names /none, and no program is there.",
    ],
    [[url, "--policy", "broken.ts"], {}, "✗ broken.ts has 1 error. See them with: abide check --policy broken.ts"],
    [[url, "--pages", "many"], {}, "✗ --pages many is no number of pages."],
    [[url, "--wait", "long"], {}, "✗ --wait long is no number of seconds."],
  ] as const) {
    const { code, out, err } = await abide(["check", ...args], { cwd, env });
    expect({ code, out }, args.join(" ")).toEqual({ code: 2, out: "" });
    expect(err).toContain(says);
    expect(err.trim().split("\n")).toHaveLength(1);
  }
});

test("a port that is taken, or none, is one clear sentence", async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const cwd = await folder({ "policy.ts": good });
  expect(await abide(["serve", "--port", "high"], { cwd })).toMatchObject({
    code: 2,
    err: expect.stringContaining(`"high" is no port.`),
  });
  const { code, err } = await abide(["serve", "--port", String(port)], { cwd });
  expect(code).toBe(2);
  expect(err).toContain(`Port ${port} is taken by another process.`);
});
