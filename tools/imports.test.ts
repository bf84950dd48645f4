import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  isRelative,
  isTest,
  root,
  sources,
  table,
  toFloor,
  toImports,
  toRoom,
  toTarget,
  visit,
  type Import,
  type Node,
  type Row,
  type Source,
} from "./imports.ts";

/** The ground floor runs wherever JavaScript does: it knows no page, no process, no network and no clock. */
const ground = ["packages/policy", "packages/log"];
const outside = new Set(
  "document window navigator localStorage sessionStorage location process Buffer fetch setTimeout setInterval performance require".split(
    " ",
  ),
);

/** What tests of several packages use: sampling, and the ways to leak, which hold the gate by itself and the engine with it. */
const shared = ["tools/test-sample.ts", "packages/gate/src/vectors/test-"];

describe.each(Object.entries(table))("%s", (folder, row) => {
  const own = sources.filter((source) => source.folder === folder);
  const shipped = own.filter(({ inside }) => !isTest(inside));

  test("imports what the table allows, and nothing else", () => {
    expect(own.length).toBeGreaterThan(0);
    const wrong = shipped.flatMap(({ inside, imports }) => {
      const rule = toRule(row, inside);
      return imports.filter((item) => !isRelative(item.from) && !allows(rule, folder, inside, item)).map(toLine);
    });
    expect(wrong).toEqual([]);
  });

  test("imports another package by what it exports, and declares that it depends on it", () => {
    const manifest = toManifest(folder);
    const declared = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    });
    const wrong = shipped.flatMap(({ imports }) =>
      imports
        .filter(({ from }) => from.startsWith("@abide/"))
        .filter(
          ({ from }) => !isExported(from) || (!declared.includes(toPackage(from)) && toPackage(from) !== manifest.name),
        )
        .map(toLine),
    );
    expect(wrong).toEqual([]);
    const outOfReach = own.flatMap(({ imports }) =>
      imports
        .filter(({ from }) => /^@abide\/[^/]+\/src\b/.test(from) || (from.startsWith("@abide/") && !isExported(from)))
        .map(toLine),
    );
    expect(outOfReach).toEqual([]);
  });

  test("stays inside its own folder with relative imports, which name the file they mean", () => {
    const wrong = own.flatMap(({ file, imports }) =>
      imports
        .filter(({ from }) => isRelative(from))
        .filter(({ from }) => {
          const target = resolve(root, dirname(file), from);
          // What tests of every package share.
          if (isTest(file) && shared.some((path) => target.startsWith(join(root, path)))) return false;
          const inside = relative(join(root, folder), target);
          return inside.startsWith("..") || !/\.\w+$/.test(from) || !existsSync(target);
        })
        .map(toLine),
    );
    expect(wrong).toEqual([]);
  });

  test("has no barrels inside, and nothing that imports its own front door", () => {
    const doors = Object.values(toManifest(folder).exports ?? {}).map((target) => target.replace(/^\.\//, ""));
    const barrels = shipped.filter(({ program }) => isBarrel(program)).map(({ inside }) => inside);
    expect(barrels.filter((inside) => !doors.includes(inside))).toEqual([]);
    const wrong = shipped.flatMap(({ file, inside, imports }) =>
      imports
        .filter(({ from }) => isRelative(from))
        .filter(
          ({ from }) =>
            barrels.includes(relative(join(root, folder), resolve(root, dirname(file), from))) &&
            !doors.includes(inside),
        )
        .map(toLine),
    );
    expect(wrong).toEqual([]);
  });

  test("imports downwards only, from room to room", () => {
    const unknown = new Set(shipped.map(({ inside }) => toRoom(row, inside)).filter((room) => toFloor(row, room) < 0));
    expect([...unknown], "rooms without a floor").toEqual([]);
    const wrong = shipped.flatMap(({ inside, imports }) =>
      imports
        .filter(({ from }) => isRelative(from))
        .filter((item) => {
          const [own, to] = [toRoom(row, inside), toRoom(row, toTarget(folder, item))];
          return to !== own && toFloor(row, to) >= toFloor(row, own);
        })
        .map(toLine),
    );
    expect(wrong).toEqual([]);
  });

  test("has named exports only, and no circle of imports, those of types counted", () => {
    const defaults = shipped.filter(({ program }) =>
      program.body?.some(({ type }) => type === "ExportDefaultDeclaration"),
    );
    expect(defaults.map(({ file }) => file).filter((file) => !file.startsWith("site/"))).toEqual([]);
    expect(toCircles(shipped)).toEqual([]);
  });
});

test.each(ground)("%s knows no page, no process, no network and no clock", (folder) => {
  const wrong = sources
    .filter((source) => source.folder === folder && !isTest(source.inside))
    .flatMap(({ file, program }) => toOutside(program).map((name) => `${file}: ${name}`));
  expect(wrong).toEqual([]);
});

test("the table in ARCHITECTURE.md says the same", () => {
  const names = Object.keys(table).map(toShort);
  const rows = readFileSync(join(root, "ARCHITECTURE.md"), "utf8")
    .split("| package | at run time |")[1]!
    .split("\n")
    .slice(2)
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((cells) => cells.length > 3);
  for (const [folder, row] of Object.entries(table)) {
    const name = toShort(folder);
    const cells = rows.find((one) => one[1]!.split(", ").includes(name));
    expect(cells, `a row for ${name}`).toBeDefined();
    const said = /^all\b/.test(cells![2]!)
      ? names.filter((one) => one !== name)
      : names.filter((one) => new RegExp(`\\b${one}\\b`).test(cells![2]!));
    expect(said.sort(), `what ${name} imports at run time`).toEqual([...row.run].sort());
  }
});

test("the parser sees every way to import", () => {
  const seen = toImports(
    "x.ts",
    `import type { A } from "a"; import { type B, c } from "b"; import { type D } from "d"; import "e"; export * from "f";
     export { g } from "g"; export type { H } from "h"; const i = await import("i"); type J = import("j").J; import k = require("k");
     // import "comment"
     const text = 'import "string"'; new URL("./u.ts", import.meta.url);`,
  );
  expect(seen.map(({ from, typeOnly }) => `${from}${typeOnly ? " (types)" : ""}`)).toEqual([
    "a (types)",
    "b",
    "d (types)",
    "e",
    "f",
    "g",
    "h (types)",
    "i",
    "j (types)",
    "k",
  ]);
});

function allows(rule: Omit<Row, "except">, folder: string, inside: string, { from, typeOnly }: Import): boolean {
  if (from.startsWith("node:")) {
    return (
      rule.node === "anywhere" ||
      (rule.node !== "nowhere" &&
        rule.node.some((path) => inside === path || (path.endsWith("/") && inside.startsWith(path))))
    );
  }
  const may = [...rule.run, ...(typeOnly ? (rule.types ?? []) : [])];
  if (from.startsWith("@abide/")) return may.includes(toShort(toPackage(from)));
  return may.includes(from) || (rule.npm && Object.hasOwn(toManifest(folder).dependencies ?? {}, toPackage(from)));
}

function toRule(row: Row, inside: string): Omit<Row, "except"> {
  const path = Object.keys(row.except ?? {}).find(
    (one) => inside === one || (one.endsWith("/") && inside.startsWith(one)),
  );
  return path === undefined ? row : row.except![path]!;
}

const toShort = (name: string): string => name.replace(/^(?:packages|@abide)\//, "");
/** "@abide/policy" for "@abide/policy/catalogue/vimeo". */
const toPackage = (from: string): string =>
  from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");
const toLine = ({ file, line, from }: Import): string => `${file}:${line} imports ${JSON.stringify(from)}`;

interface Manifest {
  readonly name: string;
  readonly exports?: { readonly [path: string]: string };
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
}

function toManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}

function isExported(from: string): boolean {
  const folder = Object.keys(table).find((one) => toManifest(one).name === toPackage(from));
  if (folder === undefined) return false;
  const path = `.${from.slice(toPackage(from).length)}`;
  return Object.entries(toManifest(folder).exports ?? {}).some(([pattern, target]) => {
    const [before = "", after] = pattern.split("*");
    if (after === undefined) return pattern === path;
    if (!path.startsWith(before) || !path.endsWith(after)) return false;
    return existsSync(join(root, folder, target.replace("*", path.slice(before.length, path.length - after.length))));
  });
}

/** Whether a file does nothing but hand on what others declare. */
function isBarrel({ body = [] }: Node): boolean {
  return (
    body.length > 0 &&
    body.every((node) => /^Export(?:Named|All)Declaration$/.test(node.type) && node["source"] != null)
  );
}

/** Names of the outside world that a file uses: called, or looked into, and declared nowhere in it. */
function toOutside(program: Node): string[] {
  const used = new Set<string>();
  const declared = new Set<string>();
  visit(program, (node) => {
    const part =
      node.type === "MemberExpression" ? "object" : /^(?:Call|New)Expression$/.test(node.type) ? "callee" : undefined;
    const inner = part === undefined ? undefined : (node[part] as Node);
    if (inner?.type === "Identifier") used.add(inner["name"] as string);
    const bound = (node["id"] ?? node["local"]) as Node | undefined;
    if (bound?.type === "Identifier") declared.add(bound["name"] as string);
    for (const parameter of (node["params"] ?? []) as readonly Node[]) {
      if (parameter.type === "Identifier") declared.add(parameter["name"] as string);
    }
  });
  return [...used].filter((name) => outside.has(name) && !declared.has(name)).sort();
}

/** Circles among files, each once, as the path around. */
function toCircles(files: readonly Source[]): string[] {
  const next = new Map(
    files.map(({ file, imports }) => [
      file,
      imports.filter(({ from }) => isRelative(from)).map(({ from }) => join(dirname(file), from)),
    ]),
  );
  const circles = new Set<string>();
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.add([...path.slice(at), file].join(" → "));
    if (at >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const { file } of files) walk(file, []);
  return [...circles];
}
