import { toLaunchOptions } from "@abide/scanner";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { testEngine, type TestEngine } from "../test-engine.ts";
import { documents, toDocument } from "./test-documents.ts";
import { rewriteBytes } from "./test-rewrite.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(() => browser?.close());

describe("in Chromium", () => {
  let server: Server;
  let page: Page;
  let shown: Uint8Array = new Uint8Array();
  beforeAll(async () => {
    server = createServer((incoming, outgoing) => {
      const isPage = incoming.url === "/page";
      outgoing.writeHead(isPage ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
      outgoing.end(isPage ? shown : "");
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    page = await browser.newPage();
    // What a document leads to elsewhere is no matter here.
    await page.route(/./, (route) => (route.request().url().includes("127.0.0.1") ? route.continue() : route.abort()));
  });
  afterAll(async () => {
    await page?.close();
    server?.close();
  });

  /** The document that the browser makes of the bytes, without our nodes, a line a node; and the guard's number among the scripts. */
  const look = async (bytes: Uint8Array) => {
    shown = bytes;
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/page`, {
      waitUntil: "domcontentloaded",
    });
    return page.evaluate(() => {
      const lines: string[] = [];
      const isOurs = (node: Element) =>
        node.hasAttribute("data-abide") ||
        node.id === "abide-gate" ||
        (node.getAttribute("src") ?? node.getAttribute("href") ?? "").startsWith("/abide/gate") ||
        (node instanceof HTMLLinkElement && node.rel === "preconnect" && node.attributes.length === 2);
      const walk = (node: Node, depth: number): void => {
        const indent = " ".repeat(depth);
        if (node instanceof Element && isOurs(node)) return;
        if (node instanceof Text) {
          const text = node.parentElement?.localName === "noscript" ? "" : node.data;
          if (text === "") return;
          if (lines.at(-1)?.startsWith(`${indent}"`)) lines.push(lines.pop()! + text);
          else lines.push(`${indent}"${text}`);
        } else if (node instanceof Comment) {
          if (node.data !== "") lines.push(`${indent}<!--${node.data}`);
        } else if (node instanceof Element) {
          const attributes = [...node.attributes].map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`).sort();
          lines.push(`${indent}<${node.namespaceURI!.slice(-4)} ${node.nodeName}${attributes.join("")}`);
        } else lines.push(`${indent}${node.nodeName}`);
        for (const child of node.childNodes) walk(child, depth + 1);
        if (node instanceof HTMLTemplateElement) walk(node.content, depth + 1);
      };
      walk(document, 0);
      return { lines, guard: (self as unknown as { guard?: number }).guard };
    });
  };
  const holds = async (source: string): Promise<void> => {
    const bytes = new TextEncoder().encode(source);
    const out = rewriteBytes(bytes, { size: 11 });
    const bare = await look(bytes);
    const gated = await look(out);
    const about = JSON.stringify({ source, out: new TextDecoder().decode(out) });
    expect(gated.lines, about).toEqual(bare.lines);
    if (about.includes("self.guard")) expect(gated.guard, about).toBe(1);
    // It stops within its first text or comment: nothing of it runs.
    else expect(bare.lines.join("\n"), about).not.toMatch(/^ *<html SCRIPT/m);
  };

  test("odd documents are the same but for what is put into them, and the guard is their first script", async () => {
    for (const source of documents) await holds(source);
  });

  test("so are those that are made from a seed", async () => {
    const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000_000);
    console.log(`SEED=${seed}`);
    for (let i = 0; i < 150; i++) await holds(toDocument(seed + i * 7919));
  });
});

describe("under a policy of the site's own", () => {
  let it: TestEngine;
  let served: Served;
  let policies: string[] = [];
  let integrity: string | undefined;
  let body = "";
  beforeAll(async () => {
    it = await testEngine({
      clock: () => new Date(),
      site: () => {
        const response = new Response(`<!doctype html><html><head>${body}</head><body><p>x</p></body></html>`, {
          headers: { "content-type": "text/html; charset=utf-8" },
        });
        if (integrity !== undefined) response.headers.set("integrity-policy", integrity);
        for (const policy of policies) response.headers.append("content-security-policy", policy);
        return response;
      },
    });
    served = await serve(it.engine, { port: 0, host: "localhost" });
  });
  afterAll(() => served?.close());

  test("that asks for the integrity of scripts and styles, the gate has it, and the site's own files without it stay out", async () => {
    integrity = "blocked-destinations=(script style)";
    policies = [];
    body = `<script src="/own.js"></script>`;
    onTestFinished(() => void (integrity = undefined));
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const failed: string[] = [];
    page.on("requestfailed", (request) => void failed.push(new URL(request.url()).pathname));
    await page.goto(served.url);
    expect(failed).toEqual(["/own.js"]);
    // What the gate loads later has none: the centre is its own page.
    await page.click("[data-abide-open]");
    await page.waitForURL(/\/privacy\/choices/);
    await page.goto(served.url);
    expect(await page.evaluate(() => getComputedStyle(document.querySelector(".abide-banner")!).position)).toBe(
      "fixed",
    );
    await page.click("[data-abide=banner] [value=reject]");
    await page.waitForSelector("[data-abide=banner] [data-state=kept]");
  });

  test.each([
    ["default-src 'self'"],
    ["default-src 'none'"],
    ["script-src 'none'; form-action 'none'"],
    ["script-src 'nonce-n1'"],
    ["script-src 'nonce-n1' 'strict-dynamic'; style-src 'nonce-n1'"],
    ["script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'strict-dynamic'"],
    ["script-src 'self' 'unsafe-inline'"],
    ["default-src 'self'", "script-src 'nonce-n1' 'strict-dynamic'"],
    ["require-trusted-types-for 'script'; trusted-types none-of-ours"],
    ["<meta>", "script-src 'none'; style-src 'none'; connect-src 'none'"],
    ["<meta>", "default-src 'none'; script-src 'nonce-n2' 'strict-dynamic'"],
  ])("the guard holds and the banner works: %s %s", async (...given) => {
    const inMeta = given[0] === "<meta>";
    policies = inMeta ? [] : given.filter((policy) => policy !== undefined);
    body = inMeta ? `<meta http-equiv="Content-Security-Policy" content="${given[1]}">` : "";
    const context = await browser.newContext();
    const page = await context.newPage();
    const refused: string[] = [];
    page.on(
      "console",
      (message) => void (/Content Security Policy/i.test(message.text()) && refused.push(message.text())),
    );
    await page.goto(served.url);
    await page.evaluate(() => void (document.cookie = "evil=1"));
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("evil");
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname),
    );
    expect(loaded).toEqual(expect.arrayContaining(["/abide/gate.css", "/abide/gate.js"]));
    await page.click("[data-abide=banner] [value=reject]");
    await page.waitForSelector("[data-abide=banner] [data-state=kept]");
    expect(refused).toEqual([]);
    await context.close();
  });
});
