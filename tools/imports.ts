import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";

/**
 * Who may import what: the import table, as data. It is a statement of design: change it on purpose, with the same table in
 * ARCHITECTURE.md, not to make a build pass.
 *
 * `run` is what a package may import at run time, `types` what it may import for types alone. Packages are named without
 * `@abide/`; `npm` stands for what its own package.json depends on. `node` are the files that may use `node:*`.
 */
export interface Row {
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

export const table: { readonly [name: string]: Row } = {
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
      "src/node/",
      "src/http/encoding.ts",
      "src/proxy/",
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
      ["proxy", "store"],
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

export const root = fileURLToPath(new URL("..", import.meta.url));

export interface Import {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly typeOnly: boolean;
}

export interface Source {
  /** Path from the root. */
  readonly file: string;
  readonly folder: string;
  /** Path from the package's folder. */
  readonly inside: string;
  readonly imports: readonly Import[];
  readonly program: Node;
}

/** Every source of the packages in the table, with what it imports. */
export const sources = Object.keys(table).flatMap((folder) =>
  globSync(["**/*.ts", "**/*.tsx"], {
    cwd: join(root, folder),
    exclude: (name) => /^(?:node_modules|dist)$/.test(name),
  }).map((inside) => toSource(folder, inside)),
);

/** Tests, and what only tests use: `test-visit.ts`. */
export function isTest(inside: string): boolean {
  return /(?:\.test|\.test-d|\.d)\.tsx?$/.test(inside) || /(?:^|\/)test-[^/]+\.tsx?$/.test(inside);
}

export const isRelative = (from: string): boolean => from.startsWith(".") || from.startsWith("/");

/** The path from the package's folder of what a relative import means. */
export const toTarget = (folder: string, { file, from }: Import): string =>
  relative(join(root, folder), resolve(root, dirname(file), from));

/** The floors of a package: one room where its row names none. */
export const toFloors = ({ floors }: Row): readonly (readonly string[])[] => floors ?? [["all"]];

/** The room that a file is in. */
export function toRoom(row: Row, inside: string): string {
  const [, first = "", below] = inside.split("/");
  if (!row.floors) return "all";
  return below !== undefined ? first : first === "node.ts" ? "node" : row.floors.at(-1)![0]!;
}

/** On which floor a room is, the ground floor being 0; -1 where the table does not know it. */
export const toFloor = (row: Row, room: string): number => toFloors(row).findIndex((floor) => floor.includes(room));

// ── reading sources ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A node of the syntax tree (ESTree with TypeScript's additions), as far as it is looked at. */
export interface Node {
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

export function toImports(file: string, text: string): Import[] {
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

export function visit(node: Node, each: (node: Node) => void): void {
  each(node);
  for (const member of Object.values(node)) {
    for (const child of Array.isArray(member) ? (member as unknown[]) : [member]) {
      if (typeof child === "object" && child !== null && typeof (child as Node).type === "string")
        visit(child as Node, each);
    }
  }
}
