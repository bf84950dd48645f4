import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { describe, expect, test } from "vitest";

/**
 * Who may import what: the import table, as data. It is a statement of design: change it on purpose, with the same table in
 * ARCHITECTURE.md, not to make a build pass.
 *
 * `run` is what a package may import at run time, `types` what it may import for types alone. Packages are named without
 * `@abide/`; `npm` stands for what its own package.json depends on. `node` are the files that may use `node:*`.
 */
interface Row {
  readonly run: readonly string[];
  readonly types?: readonly string[];
  readonly npm: boolean;
  readonly node: "anywhere" | "nowhere" | readonly string[];
  /**
   * Rooms (folders of `src/`, and `node` for `node.ts`; what lies loose in `src/` is the last one), the ground floor first. A room
   * imports from floors below its own, and never from a neighbour: types count as well, or nobody could read one room by itself.
   */
  readonly floors?: readonly (readonly string[])[];
  /** Files with rules of their own. */
  readonly except?: { readonly [folder: string]: Omit<Row, "except" | "floors"> };
}

const table: { readonly [name: string]: Row } = {
  "packages/policy": { run: [], npm: false, node: "nowhere" },
  "packages/log": { run: [], npm: false, node: "nowhere" },
  "packages/gate": {
    // The server's rendering of the banner and the centre; it runs in the engine.
    run: ["policy"],
    npm: false,
    node: "nowhere",
    except: {
      // What visitors get: a byte that is imported here is a byte that every one of them loads.
      "src/browser/": { run: [], types: ["policy"], npm: false, node: "nowhere" },
      // Builds the browser's files, or reads them where they are built.
      "src/built.ts": { run: ["esbuild"], npm: false, node: "anywhere" },
    },
  },
  // Renders pages of staff on the server. It knows no engine: the engine's pages are made of it.
  "packages/console": { run: ["policy"], npm: true, node: "nowhere" },
  "packages/engine": {
    run: ["policy", "log", "gate", "console"],
    npm: true,
    node: [
      "src/node.ts",
      "src/network.ts",
      "src/settings.ts",
      "src/audit/",
      "src/backup/",
      "src/collect/multipart.ts",
      "src/connectors/",
      "src/egress/",
      "src/http/digest.ts",
      "src/mail/smtp/",
      // Reads the fonts and the style sheet from the packages that bring them.
      "src/page/assets.ts",
      "src/store/",
      "src/vault/",
    ],
    floors: [
      ["http", "roles"],
      ["archive", "egress", "node", "page"],
      ["store"],
      ["audit", "jobs", "limits", "vault"],
      ["backup", "policies"],
      ["gate", "publish", "subjects"],
      ["outbox", "records", "staff"],
      ["collect", "connectors"],
      // What a feature is, and what it works with. Below it nobody knows that there are any.
      ["core"],
      ["mail"],
      ["change-notices", "disclosures", "subscriptions"],
      ["campaigns", "packages", "succession"],
      ["legal-requests"],
      ["engine"],
    ],
  },
  "packages/scanner": { run: ["policy"], npm: true, node: "anywhere" },
  "packages/cli": { run: ["policy", "log", "engine", "scanner"], npm: true, node: "anywhere" },
  site: { run: ["policy", "log", "gate", "console", "engine", "scanner", "cli"], npm: true, node: "anywhere" },
};

/** The ground floor runs wherever JavaScript does: it knows no page, no process, no network and no clock. */
const ground = ["packages/policy", "packages/log"];
const outside = new Set(
  "document window navigator localStorage sessionStorage location process Buffer fetch setTimeout setInterval performance require".split(
    " ",
  ),
);

const root = fileURLToPath(new URL("..", import.meta.url));

interface Import {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly typeOnly: boolean;
}

interface Source {
  /** Path from the root. */
  readonly file: string;
  readonly folder: string;
  /** Path from the package's folder. */
  readonly inside: string;
  readonly imports: readonly Import[];
  readonly program: Node;
}

const sources = Object.keys(table).flatMap((folder) =>
  globSync(["**/*.ts", "**/*.tsx"], {
    cwd: join(root, folder),
    exclude: (name) => /^(?:node_modules|dist)$/.test(name),
  }).map((inside) => toSource(folder, inside)),
);

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
          if (isTest(file) && target === join(root, "tools/test-sample.ts")) return false;
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
    // A package without floors is one room.
    const floors = row.floors ?? [["all"]];
    const toRoom = (inside: string): string => {
      const [, first = "", below] = inside.split("/");
      if (!row.floors) return "all";
      return below !== undefined ? first : first === "node.ts" ? "node" : floors.at(-1)![0]!;
    };
    const toFloor = (room: string): number => floors.findIndex((floor) => floor.includes(room));
    const unknown = new Set(shipped.map(({ inside }) => toRoom(inside)).filter((room) => toFloor(room) < 0));
    expect([...unknown], "rooms without a floor").toEqual([]);
    const wrong = shipped.flatMap(({ file, inside, imports }) =>
      imports
        .filter(({ from }) => isRelative(from))
        .filter(({ from }) => {
          const to = toRoom(relative(join(root, folder), resolve(root, dirname(file), from)));
          return to !== toRoom(inside) && toFloor(to) >= toFloor(toRoom(inside));
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

/** Tests, and what only tests use: `test-visit.ts`. */
function isTest(inside: string): boolean {
  return /(?:\.test|\.test-d|\.d)\.tsx?$/.test(inside) || /(?:^|\/)test-[^/]+\.tsx?$/.test(inside);
}

const isRelative = (from: string): boolean => from.startsWith(".") || from.startsWith("/");
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

// ── reading sources ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A node of the syntax tree (ESTree with TypeScript's additions), as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly body?: readonly Node[];
  readonly [member: string]: unknown;
}

function toSource(folder: string, inside: string): Source {
  const file = join(folder, inside);
  const text = readFileSync(join(root, file), "utf8");
  return { file, folder, inside, imports: toImports(file, text), program: toProgram(file, text) };
}

function toProgram(file: string, text: string): Node {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]!.message}`);
  return program as unknown as Node;
}

function toImports(file: string, text: string): Import[] {
  const found: (Import & { readonly start: number })[] = [];
  visit(toProgram(file, text), (node) => {
    const from = toSpecifier(node);
    if (from === undefined) return;
    const line = text.slice(0, node.start).split("\n").length;
    found.push({ file, line, from, typeOnly: isTypeOnly(node), start: node.start });
  });
  return found
    .sort((a, b) => a.start - b.start)
    .map(({ file, line, from, typeOnly }) => ({ file, line, from, typeOnly }));
}

/** What a node imports or re-exports from, if it does. */
function toSpecifier(node: Node): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return (node["source"] as { value?: string } | null)?.value ?? undefined;
    case "TSExternalModuleReference":
      return (node["expression"] as { value: string }).value;
    default:
      return undefined;
  }
}

function isTypeOnly(node: Node): boolean {
  if (node.type === "TSImportType") return true;
  if (node["importKind"] === "type" || node["exportKind"] === "type") return true;
  const parts = node["specifiers"] as readonly Node[] | undefined;
  return (
    parts !== undefined &&
    parts.length > 0 &&
    parts.every((part) => part["importKind"] === "type" || part["exportKind"] === "type")
  );
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

function visit(node: Node, each: (node: Node) => void): void {
  each(node);
  for (const member of Object.values(node)) {
    for (const child of Array.isArray(member) ? (member as unknown[]) : [member]) {
      if (typeof child === "object" && child !== null && typeof (child as Node).type === "string")
        visit(child as Node, each);
    }
  }
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
