import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { expect, test } from "vitest";

/**
 * Files of the engine that may open a connection or start a program: the one door out, what the engine stands on, and the proxy, which
 * speaks to the site itself. The guard of
 * packages/engine/src/egress refuses at run time what is not declared; this says where it is asked at all.
 */
const doors = ["connectors/", "mail/smtp/", "vault/aws-request.ts", "store/", "egress/", "backup/", "proxy/"];

/** Modules that can. `node:http` serves as well: what is imported from it decides. */
const clients: { readonly [module: string]: readonly string[] | "all" } = {
  "node:net": ["connect", "createConnection", "Socket", "default", "*"],
  "node:tls": "all",
  "node:http": ["request", "get", "Agent", "globalAgent", "default", "*"],
  "node:https": ["request", "get", "Agent", "globalAgent", "default", "*"],
  "node:http2": ["connect", "default", "*"],
  "node:dgram": "all",
  "node:dns": "all",
  "node:dns/promises": "all",
  "node:child_process": "all",
  "node:worker_threads": "all",
  "node:cluster": "all",
  nodemailer: "all",
  pg: "all",
  undici: "all",
};
const globals = new Set(["fetch", "WebSocket", "EventSource"]);

const folder = fileURLToPath(new URL("../packages/engine/src/", import.meta.url));
const files = globSync("**/*.{ts,tsx}", { cwd: folder }).filter(
  (file) => !/\.test(?:-d)?\.tsx?$|(?:^|\/)test-[^/]+$/.test(file) && !doors.some((door) => file.startsWith(door)),
);

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** Every way out that a file uses, in words. */
function toWaysOut(file: string, text: string): string[] {
  const ways: string[] = [];
  const program = parseSync(file, text).program as unknown as Node;
  const own = toParameters(program);
  const walk = (node: Node): void => {
    if (node.type === "ImportDeclaration" && node["importKind"] !== "type") {
      const from = (node["source"] as { value: string }).value;
      const known = clients[from] ?? clients[`node:${from}`];
      for (const one of known ? (node["specifiers"] as readonly Node[]) : []) {
        if (one["importKind"] === "type") continue;
        const name =
          one.type === "ImportSpecifier"
            ? (one["imported"] as { name: string }).name
            : one.type === "ImportDefaultSpecifier"
              ? "default"
              : "*";
        if (known === "all" || known!.includes(name)) ways.push(`${file} imports ${name} of ${from}`);
      }
    }
    if (node.type === "ImportExpression") {
      const { value } = node["source"] as { value?: unknown };
      if (typeof value === "string" && (clients[value] ?? clients[`node:${value}`]))
        ways.push(`${file} imports ${value}`);
    }
    const callee =
      node.type === "CallExpression" || node.type === "NewExpression" ? (node["callee"] as Node) : undefined;
    if (callee?.type === "Identifier" && globals.has(callee["name"] as string) && !own.has(callee["name"] as string))
      ways.push(`${file} calls ${String(callee["name"])}`);
    // Handed on under another name: `globalThis.fetch`, `{ fetch = globalThis.fetch }`.
    if (node.type === "MemberExpression" && (node["object"] as Node)["name"] === "globalThis") {
      const { name } = node["property"] as { name?: string };
      if (name && globals.has(name)) ways.push(`${file} takes globalThis.${name}`);
    }
    for (const child of Object.values(node).flat()) {
      if (typeof child === "object" && child !== null && typeof (child as Node).type === "string") walk(child as Node);
    }
  };
  walk(program);
  return ways;
}

/** Names that a file takes as parameters: a `fetch` that is handed in is somebody else's to open. */
function toParameters(program: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (node: Node): void => {
    const parts = [
      ...((node["params"] as readonly Node[] | undefined) ?? []),
      ...(node.type === "ObjectPattern"
        ? (node["properties"] as readonly Node[]).map(({ value }) => value as Node)
        : []),
    ];
    for (const part of parts) if (part?.type === "Identifier") names.add(part["name"] as string);
    for (const child of Object.values(node).flat()) {
      if (typeof child === "object" && child !== null && typeof (child as Node).type === "string") walk(child as Node);
    }
  };
  walk(program);
  return names;
}

test("nothing of the engine opens a connection but the door out and what the engine stands on", () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => toWaysOut(file, readFileSync(`${folder}${file}`, "utf8")))).toEqual([]);
});

test("the ways out that are used are seen", () => {
  const text = `import { connect, type Socket } from "node:net"; import type { Agent } from "node:http"; import { createServer } from "node:http";
    import * as dns from "node:dns"; const a = fetch("x"); const b = globalThis.fetch; const c = await import("undici"); engine.fetch(a);`;
  expect(toWaysOut("x.ts", text)).toEqual([
    "x.ts imports connect of node:net",
    "x.ts imports * of node:dns",
    "x.ts calls fetch",
    "x.ts takes globalThis.fetch",
    "x.ts imports undici",
  ]);
});
