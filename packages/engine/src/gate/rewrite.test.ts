import { defaultTreeAdapter, html, parse, type DefaultTreeAdapterTypes } from "parse5";
import { describe, expect, test } from "vitest";
import { documents, toDocument } from "./test-documents.ts";
import { frame, rewriteText } from "./test-rewrite.ts";

type Node = DefaultTreeAdapterTypes.Node;

const isOurs = (node: Node): boolean =>
  defaultTreeAdapter.isElementNode(node) &&
  node.attrs.some(
    ({ name, value }) => name === "data-abide" || value.startsWith("/abide/gate") || (name === "id" && value === "abide-gate"),
  );

/** The document without our nodes, a line a node. */
function toTree(source: string): string[] {
  const lines: string[] = [];
  const walk = (node: Node, depth: number): void => {
    const indent = " ".repeat(depth);
    if (isOurs(node)) return;
    if (defaultTreeAdapter.isTextNode(node)) {
      // Text that one of our nodes parted is one text.
      if (lines.at(-1)?.startsWith(`${indent}"`)) lines.push(lines.pop()! + JSON.stringify(node.value).slice(1));
      else lines.push(indent + JSON.stringify(node.value));
      lines.push(lines.pop()!.replace(/"$/, ""));
    } else if (defaultTreeAdapter.isCommentNode(node)) {
      lines.push(`${indent}<!--${node.data}`);
    } else if (defaultTreeAdapter.isElementNode(node)) {
      const attributes = node.attrs.map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`).sort();
      lines.push(`${indent}<${node.namespaceURI === html.NS.HTML ? "" : "foreign "}${node.tagName}${attributes.join("")}`);
    } else if (defaultTreeAdapter.isDocumentTypeNode(node)) {
      lines.push(`${indent}<!doctype ${node.name}`);
    }
    if ("childNodes" in node) for (const child of node.childNodes) walk(child, depth + 1);
    if ("content" in node) walk(node.content, depth + 1);
  };
  walk(parse(source), 0);
  return lines;
}

/** The first script of the document, as it is written. */
function toFirstScript(source: string): string | undefined {
  const find = (node: Node): string | undefined => {
    if (defaultTreeAdapter.isElementNode(node) && node.tagName === "script") {
      return node.attrs.find(({ name }) => name === "data-abide")?.value ?? "another";
    }
    for (const child of "childNodes" in node ? node.childNodes : []) {
      const found = find(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(parse(source));
}

function holds(source: string, size?: number): void {
  const out = rewriteText(source, size === undefined ? {} : { size });
  expect(toTree(out), JSON.stringify({ source, out })).toEqual(toTree(source));
  if (out.includes(frame.guard)) expect(toFirstScript(out), JSON.stringify({ source, out })).toBe("guard");
  // Where the page stops in a text before anything could run, nothing runs.
  else expect(toFirstScript(source), JSON.stringify({ source, out })).toBeUndefined();
}

describe("a document is the same but for what is put into it, and the guard is its first script", () => {
  test.each(documents)("%j", (source) => {
    holds(source);
    holds(source, 1);
    holds(source, 7);
  });

  test("of two thousand that are made from a seed", () => {
    const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000_000);
    console.log(`SEED=${seed}`);
    for (let i = 0; i < 2_000; i++) holds(toDocument(seed + i * 7919), i % 3 === 0 ? 1 + (i % 5) : undefined);
  });
});

test("however a page is cut into chunks, it leaves the same", () => {
  for (const source of documents) {
    const whole = rewriteText(source);
    for (const size of [1, 2, 3, 5]) expect(rewriteText(source, { size })).toBe(whole);
  }
});
