import { defaultTreeAdapter, html, parse, type DefaultTreeAdapterTypes } from "parse5";
import { describe, expect, test } from "vitest";
import { documents, hint, toDocument } from "./test-documents.ts";
import { frame, rewriteText } from "./test-rewrite.ts";

type Node = DefaultTreeAdapterTypes.Node;

/** Our own nodes, and the hint that does not leave. */
const isOurs = (node: Node): boolean =>
  defaultTreeAdapter.isElementNode(node) &&
  (isHint(node) ||
    node.attrs.some(
      ({ name, value }) =>
        name === "data-abide" || value.startsWith("/abide/gate") || (name === "id" && value === "abide-gate"),
    ));
const isHint = (node: DefaultTreeAdapterTypes.Element): boolean =>
  node.tagName === "link" &&
  node.namespaceURI === html.NS.HTML &&
  node.attrs.length === 2 &&
  node.attrs[0]!.value === "preconnect";

/** The document without our nodes, a line a node. */
function toTree(source: string): string[] {
  const lines: string[] = [];
  const walk = (node: Node, depth: number): void => {
    const indent = " ".repeat(depth);
    if (isOurs(node)) return;
    if (defaultTreeAdapter.isTextNode(node)) {
      const inNoscript = defaultTreeAdapter.isElementNode(node.parentNode!) && node.parentNode.tagName === "noscript";
      // Where nobody runs scripts it is a hint there as well.
      if (inNoscript) node.value = node.value.replaceAll(hint, "").replaceAll("<!---->", "");
      if (node.value === "") return;
      // Text that one of our nodes parted is one text.
      if (lines.at(-1)?.startsWith(`${indent}"`)) lines.push(lines.pop()! + JSON.stringify(node.value).slice(1));
      else lines.push(indent + JSON.stringify(node.value));
      lines.push(lines.pop()!.replace(/"$/, ""));
    } else if (defaultTreeAdapter.isCommentNode(node)) {
      // It parts a `<` from what stood behind an element that does not leave.
      if (node.data === "") return;
      lines.push(`${indent}<!--${node.data}`);
    } else if (defaultTreeAdapter.isElementNode(node)) {
      const attributes = node.attrs.map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`).sort();
      lines.push(
        `${indent}<${node.namespaceURI === html.NS.HTML ? "" : "foreign "}${node.tagName}${attributes.join("")}`,
      );
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

function toHints(source: string): number {
  const count = (node: Node): number => {
    const own = defaultTreeAdapter.isElementNode(node) && isHint(node) ? 1 : 0;
    const children = "childNodes" in node ? node.childNodes : [];
    return [...children, ...("content" in node ? [node.content] : [])].reduce((sum, child) => sum + count(child), own);
  };
  return count(parse(source));
}

function holds(source: string, size?: number): void {
  const out = rewriteText(source, size === undefined ? {} : { size });
  expect(toTree(out), JSON.stringify({ source, out })).toEqual(toTree(source));
  if (out.includes(frame.guard)) expect(toFirstScript(out), JSON.stringify({ source, out })).toBe("guard");
  // Where the page stops in a text before anything could run, nothing runs.
  else expect(toFirstScript(source), JSON.stringify({ source, out })).toBeUndefined();
  expect(toHints(out), JSON.stringify({ source, out })).toBe(0);
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

describe("what does not leave", () => {
  const out = (source: string, permitted: readonly string[] = []) => rewriteText(source, { piece: true, permitted });

  test.each([
    [`<meta http-equiv=refresh content="0;url=https://other.example/">x`, "x"],
    [`<meta http-equiv="Refresh" content=" 3, URL = '//other.example/a'">x`, "x"],
    [`<meta content="1 https://other.example" http-equiv=refresh>x`, "x"],
    [`<meta http-equiv=refresh content="0;url=http&#58;//other.example">x`, "x"],
    [
      `<base href="https://other.example/"><meta http-equiv=refresh content="0;url=a">x`,
      `<base href="https://other.example/">x`,
    ],
  ])("is a refresh to a host that nobody declares: %s", (source, expected) => expect(out(source)).toBe(expected));

  test.each([
    `<meta http-equiv=refresh content="0;url=/b">`,
    `<meta http-equiv=refresh content=30>`,
    `<meta http-equiv=refresh content="x;url=https://other.example">`,
    `<meta name=refresh content="0;url=https://other.example">`,
    `<!-- <meta http-equiv=refresh content="0;url=https://other.example"> -->`,
  ])("is no other: %s", (source) => expect(out(source)).toBe(source));

  test("is a refresh to a permitted host no more", () => {
    const source = `<meta http-equiv=refresh content="0;url=https://player.vimeo.com/1">`;
    expect(out(source)).toBe("");
    expect(out(source, ["vimeo"])).toBe(source);
  });

  test.each([
    `{"prefetch":[{"urls":["https://other.example/a"]}]}`,
    `{"prerender":[{"source":"list","urls":["/a","//other.example"]}]}`,
    `{"prefetch":[{"source":"document","where":{"selector_matches":"a"}}]}`,
    `{"prefetch":[{"where":{"href_matches":"https://*/*"}}]}`,
    `{"prefetch":[{"where":{"or":[{"href_matches":"/*"}]}}]}`,
    `{"prefetch":[{"where":{"href_matches":["/a","https://x.example/"]}}]}`,
  ])("are speculation rules that may lead elsewhere: %s", (rules) => {
    for (const size of [5, 1000]) {
      const source = `a<script type=" SpeculationRules">${rules}</script>b`;
      expect(rewriteText(source, { piece: true, size })).toBe(`a<script type="text/plain"></script>b`);
    }
  });

  test.each([
    `{"prefetch":[{"urls":["/a","b?c"]}]}`,
    `{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":"/out"}}]}}]}`,
    `no JSON: https://other.example`,
  ])("are rules for the site itself, or none, no more: %s", (rules) => {
    const source = `a<script type=speculationrules>${rules}</script>b`;
    expect(out(source)).toBe(source);
  });

  test("are rules in SVG, which nobody reads", () => {
    const source = `<svg><script type=speculationrules>{"prefetch":[{"urls":["https://other.example"]}]}</script></svg>`;
    expect(out(source)).toContain(`<script type=text/plain>`);
  });

  test("is a hint in <noscript>, which browsers without scripting read", () => {
    expect(out(`<noscript>a${hint}b<!-- ${hint} --></noscript>`)).toBe(`<noscript>ab<!-- ${hint} --></noscript>`);
  });

  test("does not make markup of what stood around it", () => {
    expect(out(`<${hint}script>alert(1)</script>`)).toBe(`<<!---->script>alert(1)</script>`);
  });
});

describe("what is written", () => {
  const out = (source: string) => rewriteText(source, { piece: true });

  test.each([
    [`<a href=//other.example>`, `<a rel="noopener noreferrer" href=//other.example>`],
    [`<A HREF='https://other.example' REL='me'>`, `<A HREF='https://other.example' REL='me noopener noreferrer'>`],
    [`<a rel=me href=\\\\other.example>`, `<a rel=me&#32;noopener&#32;noreferrer href=\\\\other.example>`],
    [`<a rel href="ht&Tab;tps://other.example">`, `<a rel="noopener noreferrer"  href="ht&Tab;tps://other.example">`],
    [`<a href=/own>`, `<a href=/own>`],
    [`<a href="&#47;/other.example">`, `<a rel="noopener noreferrer" href="&#47;/other.example">`],
    [`<a href="/\\other.example">`, `<a rel="noopener noreferrer" href="/\\other.example">`],
    [`<a href="/\t/other.example">`, `<a rel="noopener noreferrer" href="/\t/other.example">`],
    [`<a href="https:other.example">`, `<a href="https:other.example">`],
    [`<a href="/a?b=https://other.example">`, `<a href="/a?b=https://other.example">`],
    [`<a href=//other.example rel=opener>`, `<a href=//other.example rel=opener>`],
    [`<a b="<a href=//other.example>">`, `<a b="<a href=//other.example>">`],
    [`<a href=/own href=//other.example>`, `<a href=/own href=//other.example>`],
  ])("of a link: %s", (source, expected) => expect(out(source)).toBe(expected));

  test.each([`<iframe srcdoc="<p>x">`, `<iframe srcdoc='<p>x'>`, `<iframe srcdoc=<p&gt;x>`, `<iframe srcdoc>`])(
    "of a frame's own HTML begins with the guard: %s",
    (source) => {
      const [frameOut] = parseFrames(out(source));
      expect(frameOut).toBe(frame.guard + (source.includes("x") ? "<p>x" : ""));
    },
  );
});

function parseFrames(source: string): string[] {
  const found: string[] = [];
  const walk = (node: Node): void => {
    if (defaultTreeAdapter.isElementNode(node) && node.tagName === "iframe") {
      found.push(node.attrs.find(({ name }) => name === "srcdoc")?.value ?? "");
    }
    if ("childNodes" in node) for (const child of node.childNodes) walk(child);
  };
  walk(parse(source));
  return found;
}
