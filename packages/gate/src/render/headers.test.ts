import { compile, toVersion } from "@abide/policy";
import type { PageNeeds, Policy } from "@abide/policy";
import { expect, test } from "vitest";
import { renderFileHeaders, renderHeaders, toOrigin } from "./headers.ts";
import { policy, visitOf } from "./test-visit.ts";

const page = { guardHash: "'sha256-AAAA'", ownPage: false };
/** A visit under the policy of the tests with these members, to which everything was allowed. */
const under = async (more: Partial<Policy>) =>
  visitOf({ version: await compile({ ...policy, ...more }), allowed: ["googleAnalytics"] });

function directive(headers: { readonly [name: string]: string }, name: string): string | undefined {
  return headers["Content-Security-Policy"]!.split("; ").find((part) => part.startsWith(`${name} `));
}

test("before a choice nothing but the site itself is a source", async () => {
  const headers = renderHeaders(await visitOf(), page);
  expect(headers["Content-Security-Policy"]).not.toMatch(/\/\/|[a-z]\.[a-z]/);
});

test("a permitted tracker opens its hosts, each for what it is fetched as, and no other tracker's", async () => {
  const headers = renderHeaders(await visitOf({ allowed: ["googleAnalytics"] }), page);
  expect(directive(headers, "script-src")).toBe("script-src 'self' 'unsafe-inline' www.googletagmanager.com");
  expect(directive(headers, "connect-src")).toBe(
    "connect-src 'self' region1.google-analytics.com www.google-analytics.com wss://region1.google-analytics.com wss://www.google-analytics.com",
  );
  expect(directive(headers, "img-src")).toContain(" www.google-analytics.com");
  expect(directive(headers, "frame-src")).toBe("frame-src 'self'");
  expect(JSON.stringify(headers)).not.toContain("facebook");
});

test("the site's own inline code runs by default: no hash stands beside the word that lets it, which would undo it", async () => {
  for (const scripts of [undefined, {}, { inline: "any" }] as const) {
    const sources = directive(renderHeaders(await under(scripts ? { scripts } : {}), page), "script-src");
    expect(sources).toBe("script-src 'self' 'unsafe-inline' www.googletagmanager.com");
  }
});

test("where only the page's own inline code may run, a second policy keeps its nonce from opening other hosts", async () => {
  const visit = await under({ scripts: { inline: "page" } });
  const value = renderHeaders(visit, { ...page, nonce: "bm9uY2U=" })["Content-Security-Policy"]!;
  const [first, second, ...more] = value.split(", ");
  expect(more).toEqual([]);
  expect(first).toContain("script-src 'self' 'sha256-AAAA' 'nonce-bm9uY2U=' www.googletagmanager.com;");
  expect(second).toBe("script-src 'self' 'unsafe-inline' www.googletagmanager.com");
  // Without a nonce in the page there is none to send: no inline code but the guard runs.
  const without = renderHeaders(visit, page)["Content-Security-Policy"]!;
  expect(without).toContain("script-src 'self' 'sha256-AAAA' www.googletagmanager.com;");
  expect(without).not.toMatch(/nonce|, /);
});

test("no inline code runs where none is declared to, whatever nonce the page has, and text becomes code only where that is declared", async () => {
  const none = renderHeaders(await under({ scripts: { inline: "none" } }), { ...page, nonce: "bm9uY2U=" });
  expect(directive(none, "script-src")).toBe("script-src 'self' 'sha256-AAAA' www.googletagmanager.com");
  for (const inline of ["any", "page", "none"] as const) {
    for (const [allowed, count] of [
      [true, inline === "page" ? 2 : 1],
      [false, 0],
    ] as const) {
      const visit = await under({ scripts: { inline, eval: allowed } });
      const value = renderHeaders(visit, { ...page, nonce: "bm9uY2U=" })["Content-Security-Policy"]!;
      expect(value.split("'unsafe-eval' 'wasm-unsafe-eval'").length - 1).toBe(count);
      expect(value).not.toContain("strict-dynamic");
    }
  }
});

test("a page of Abide's own opens nothing, whatever is allowed or declared, and wants Trusted Types", async () => {
  const visit = await under({ scripts: { inline: "page", eval: true } });
  const headers = renderHeaders(visit, { ...page, ownPage: true, nonce: "bm9uY2U=" });
  expect(directive(headers, "script-src")).toBe("script-src 'self' 'sha256-AAAA'");
  expect(directive(headers, "object-src")).toBe("object-src 'none'");
  expect(headers["Content-Security-Policy"]).not.toMatch(/https?:|[a-z]\.[a-z]|unsafe-inline/);
  expect(directive(headers, "require-trusted-types-for")).toBe("require-trusted-types-for 'script'");
  expect(directive(headers, "trusted-types")).toBe("trusted-types abide-gate");
});

test("a stand-in's origin takes the place of a tracker's in both headers", async () => {
  const headers = renderHeaders(await visitOf({ allowed: ["googleAnalytics"], standIn: 4601 }), page);
  expect(directive(headers, "script-src")).toContain("http://www-googletagmanager-com.localhost:4601");
  expect(directive(headers, "connect-src")).toContain("ws://www-google--analytics-com.localhost:4601");
  expect(JSON.stringify(headers)).not.toContain("https:");
  expect(toOrigin("*.ads-x.com", 4601)).toBe("http://*.localhost:4601");
});

test("a declared worker may run, and no other", async () => {
  const workers = async (needs: PageNeeds, secure: boolean) => {
    const visit = await visitOf();
    const version = await toVersion(visit.version.json.replace(/^\{/, `{"page":${JSON.stringify(needs)},`));
    return directive(renderHeaders({ ...visit, version }, { ...page, secure }), "worker-src");
  };
  expect(await workers({}, true)).toBe("worker-src 'none'");
  expect(await workers({ workers: ["own"] }, true)).toBe("worker-src 'self'");
  expect(await workers({ workers: ["own", "blob:"] }, true)).toBe("worker-src 'self' blob:");
});

test("where browsers do not say what they ask a file for, no worker runs from one", async () => {
  const visit = await visitOf();
  const version = await toVersion(visit.version.json.replace(/^\{/, `{"page":{"workers":["own","blob:"]},`));
  expect(directive(renderHeaders({ ...visit, version }, page), "worker-src")).toBe("worker-src blob:");
});

test("where pages may lead anywhere, no allowlist is sent", async () => {
  for (const outbound of [undefined, "any"] as const) {
    expect(renderHeaders(await under(outbound ? { outbound } : {}), page)).not.toHaveProperty("Connection-Allowlist");
  }
});

test("a list of outbound hosts opens those and the declared ones, and no other", async () => {
  const visit = await under({ outbound: ["docs.example", "*.shop.example"] });
  const header = renderHeaders(visit, page)["Connection-Allowlist"]!;
  const [, items] = /^\(response-origin((?: "[^"]*")*)\);report-to=abide;redirects=allow$/.exec(header)!;
  const patterns = items!.match(/[^" ]+/g)!.map((pattern) => new URLPattern(pattern));
  const isOpen = (url: string) => patterns.some((pattern) => pattern.test(url));
  for (const url of [
    "https://docs.example/a?b=c",
    "http://docs.example/",
    "https://eu.shop.example/x",
    "https://www.googletagmanager.com/gtag/js",
    "wss://www.google-analytics.com/live",
    "mailto:privacy@halden.example",
    "tel:+3212345",
  ]) {
    expect(isOpen(url), url).toBe(true);
  }
  for (const url of [
    "https://docs.example.evil.example/",
    "https://shop.example/",
    "https://evil.example/docs.example",
    "https://docs.example:8443/",
    "wss://docs.example/",
    "https://www.facebook.com/",
  ]) {
    expect(isOpen(url), url).toBe(false);
  }
});

test("a page of Abide's own gets nothing of what the site's pages need", async () => {
  const visit = await visitOf();
  const page = { forms: ["pay.example"], framedBy: ["partner.example"], frames: ["blob:"], objects: "own", wasm: true };
  const json = visit.version.json.replace(/^\{/, `{"page":${JSON.stringify({ ...page, workers: ["blob:"] })},`);
  const needy = { ...visit, version: await toVersion(json) };
  const own = { guardHash: "'sha256-AAAA'", ownPage: true };
  expect(renderHeaders(needy, own)).toEqual(renderHeaders(visit, own));
  expect(renderHeaders(needy, { ...own, ownPage: false })).not.toEqual(
    renderHeaders(visit, { ...own, ownPage: false }),
  );
});

test("a host of what the pages need cannot add a directive either", async () => {
  const visit = await visitOf();
  const page = {
    forms: ["x.example; script-src *"],
    framedBy: ["* https:", "ok.example"],
    frames: ["*"],
    workers: ["*"],
  };
  const json = visit.version.json.replace(/^\{/, `{"page":${JSON.stringify(page)},`);
  const headers = renderHeaders({ ...visit, version: await toVersion(json) }, { guardHash: "", ownPage: false });
  expect(directive(headers, "form-action")).toBe("form-action 'self'");
  expect(directive(headers, "frame-ancestors")).toBe("frame-ancestors 'self' ok.example");
  expect(directive(headers, "frame-src")).toBe("frame-src 'self'");
  expect(directive(headers, "worker-src")).toBe("worker-src 'none'");
});

test("a host of a policy that came as JSON cannot add a directive or a header", async () => {
  const visit = await visitOf({ allowed: ["googleAnalytics"] });
  const json = visit.version.json.replaceAll("www.googletagmanager.com", "x.example; script-src * ,\\r\\nX: y");
  const hostile = { ...visit, version: await toVersion(json) };
  expect(() => renderHeaders(hostile, page)).not.toThrow();
  expect(directive(renderHeaders(hostile, page), "script-src")).toBe("script-src 'self' 'unsafe-inline'");
  const listed = await under({ outbound: ["docs.example", `x.example";y "https://*`, "a.example\r\nX: y"] });
  const header = renderHeaders(listed, page)["Connection-Allowlist"];
  expect(header).toContain("docs.example");
  expect(header).not.toMatch(/x\.example|a\.example|[\r\n]/);
});

test("what is no page is held to the site itself, the same for every visitor", () => {
  const headers = renderFileHeaders();
  expect(headers["Content-Security-Policy"]).toMatch(/^default-src 'self'/);
  expect(headers).not.toHaveProperty("Connection-Allowlist");
});

test("a document that cannot hold the guard runs no script", () => {
  expect(renderFileHeaders({ document: true })["Content-Security-Policy"]).toContain("; script-src 'none';");
  expect(renderFileHeaders()["Content-Security-Policy"]).not.toContain("script-src");
});
