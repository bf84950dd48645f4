import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { check, compare, compile, toArticle30, toCompiled, toDpv, toTilt } from "@abide/policy";
import type { Change, Issue, Policy, Version } from "@abide/policy";
import { describe, expect, test } from "vitest";
import { rules } from "../packages/policy/src/check/check.ts";

const dashes = "----------";

interface Case {
  readonly file: URL;
  readonly name: string;
  readonly about: string;
  readonly declarations: readonly string[];
  readonly expected: string;
}

describe("check", () => {
  const cases = toCases("check", 1);
  test.each(cases)("$name", (item) => {
    const issues = check(JSON.parse(item.declarations[0]!));
    expectResult(item, issues.length === 0 ? "none" : issues.map(toIssueText).join("\n"));
  });

  test.each(rules)("$code has a case that finds it", ({ code }) => {
    const own = cases.filter(({ name }) => name === code || name.startsWith(`${code}--`));
    expect(own.map(({ name }) => name)).not.toEqual([]);
    expect(own.some(({ expected }) => new RegExp(`^(?:error|warning) ${code} `, "m").test(expected))).toBe(true);
  });
});

describe("compile", () => {
  test.each(toCases("compile", 1))("$name", async (item) => {
    const { hash, json } = await compile(JSON.parse(item.declarations[0]!) as Policy);
    expectResult(item, `${hash}\n${json}`);
  });
});

describe("compare", () => {
  test.each(toCases("compare", 2))("$name", (item) => {
    const [before, after] = item.declarations.map((json) => toCompiled(JSON.parse(json) as Policy));
    const { changes, material } = compare(before!, after!);
    expect(material).toBe(changes.some((change) => change.material !== false));
    expectResult(item, changes.length === 0 ? "none" : changes.map(toChangeText).join("\n"));
  });
});

/** What is published for machines, by the folder of its cases. */
const published = {
  "article-30": (version: Version) => toArticle30(version, { language: "en" }),
  dpv: (version: Version) => toDpv(version),
  tilt: (version: Version) => toTilt(version, { language: "en", origin: "https://halden.example" }),
};

describe.each(Object.entries(published))("%s", (folder, to) => {
  test.each(toCases(folder, 1))("$name", async (item) => {
    const version = await compile(JSON.parse(item.declarations[0]!) as Policy);
    expectResult(item, JSON.stringify(to(version), undefined, 2));
  });
});

function toCases(folder: string, declarations: number): Case[] {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(url)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => {
      const file = new URL(name, url);
      const parts = readFileSync(file, "utf8").split(`\n${dashes}\n`);
      if (parts.length !== declarations + 1) throw new Error(`${folder}/${name} has ${parts.length} parts.`);
      const [about, first] = /^((?:#.*\n)*)([^]*)$/.exec(parts[0]!)!.slice(1) as [string, string];
      return {
        file,
        name: name.slice(0, -".txt".length),
        about,
        declarations: [first, ...parts.slice(1, -1)],
        expected: parts.at(-1)!.trimEnd(),
      };
    });
}

function expectResult({ file, about, declarations, expected }: Case, result: string): void {
  if (process.env["ABIDE_CASES"] === "write") {
    writeFileSync(file, `${about}${[...declarations, result].join(`\n${dashes}\n`)}\n`);
    return;
  }
  expect(result).toBe(expected);
}

function toIssueText({ level, code, path, source, expected, received, message }: Issue): string {
  return [
    `${level} ${code} at ${path.join(".") || "the top"} (${source})`,
    ...(expected === undefined ? [] : [`  expected: ${expected}`]),
    ...(received === undefined ? [] : [`  received: ${received}`]),
    `  ${message}`,
  ].join("\n");
}

function toChangeText({ material, kind, path, says }: Change): string {
  const { en, de } = says as { en: string; de: string };
  return `${material || "no matter"}: ${kind} ${path.join(".")}\n  ${en}\n  ${de}`;
}
