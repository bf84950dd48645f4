import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, table } from "./imports.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Where a path of a document may begin. */
const begins = ["", "packages/engine", "packages/engine/src", "packages/policy/src"];

const isThere = (path: string): boolean =>
  begins.some((begin) => existsSync(join(root, begin, path))) ||
  // A kind of file, `texts/all.ts`, is that of at least one room.
  globSync(`packages/*/src/**/${path}`, { cwd: root }).length > 0;

test.each(["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"])(
  "%s names files and folders that are there",
  (document) => {
    const text = read(document).replace(/^```[^]*?^```/gm, "");
    const links = [...text.matchAll(/\]\(([^):#]+)\)/g)];
    const named = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*(?:\/|\.(?:tsx?|mjs|md|css|svg)))`/g)];
    expect([...links, ...named].map(([, path]) => path!).filter((path) => !isThere(path))).toEqual([]);
  },
);

describe("ARCHITECTURE.md", () => {
  const text = read("ARCHITECTURE.md");
  const floors = table["packages/engine"]!.floors!;

  test("has the floors that the import table has", () => {
    const rows = [...text.matchAll(/^\| (\d+) \| ([^|]+) \|/gm)].map(([, number, rooms]) => [
      Number(number),
      rooms!.split(",").map((room) => room.trim()),
    ]);
    expect(rows).toEqual(floors.map((rooms, at) => [at + 1, [...rooms]]).toReversed());
  });

  const tree = text.split("## The tree")[1]!.split("```")[1]!.split("engine/src/")[1]!.split("\n  scanner/")[0]!;

  test("has each room in its tree, and no other", () => {
    const rooms = [...tree.matchAll(/^ {4}([\w-]+)\/ /gm)];
    const expected = floors.flat().filter((room) => room !== "engine" && room !== "node");
    expect(rooms.map((found) => found[1]!).sort()).toEqual(expected.sort());
  });

  test("names files in its tree that are in the room", () => {
    const lines = tree.split(/\n(?= {4}[\w-])/).flatMap((line) => {
      const room = /^ {4}([\w-]+)\/ /.exec(line)?.[1] ?? "";
      return [...line.split("──")[0]!.matchAll(/[\w-]+\.tsx?\b/g)].map(([file]) =>
        join("packages/engine/src", room, file),
      );
    });
    expect(lines.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test("has each library in its table", () => {
    const rows = text.split("## Libraries")[1]!.matchAll(/^\| ([^|]+) \|/gm);
    const named = [...rows].flatMap(([, first]) => first!.match(/@?[\w-]+(?:[./][\w*.-]+)?/g) ?? []);
    const files = globSync(["package.json", "packages/*/package.json", "site/package.json"], { cwd: root });
    const libraries = files.flatMap((file) => {
      const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(file)) as Manifest;
      return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    });
    const others = libraries.filter((name) => !/^@(?:abide|types)\//.test(name));
    expect(others.filter((name) => !named.includes(name) && !named.includes(name.replace(/\/.*/, "/*")))).toEqual([]);
  });
});

interface Manifest {
  readonly dependencies?: object;
  readonly devDependencies?: object;
  readonly optionalDependencies?: object;
}
