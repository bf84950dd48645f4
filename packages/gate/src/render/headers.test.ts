import { toVersion } from "@abide/policy";
import { expect, test } from "vitest";
import { renderFileHeaders, renderHeaders, toLinkPatterns, toOrigin } from "./headers.ts";
import { visitOf } from "./test-visit.ts";

const page = { guardHash: "'sha256-AAAA'", links: [], ownPage: false };

function directive(headers: { readonly [name: string]: string }, name: string): string | undefined {
  return headers["Content-Security-Policy"]!.split("; ").find((part) => part.startsWith(`${name} `));
}

test("before a choice nothing but the site itself is a source", async () => {
  const headers = renderHeaders(await visitOf(), page);
  expect(headers["Content-Security-Policy"]).not.toContain("//");
  expect(headers["Connection-Allowlist"]).toBe("(response-origin);report-to=abide;redirects=allow");
});

test("a permitted tracker opens its hosts, each for what it is fetched as, and no other tracker's", async () => {
  const headers = renderHeaders(await visitOf({ allowed: ["googleAnalytics"] }), page);
  expect(directive(headers, "script-src")).toBe("script-src 'self' 'sha256-AAAA' https://www.googletagmanager.com");
  expect(directive(headers, "connect-src")).toBe(
    "connect-src 'self' https://region1.google-analytics.com wss://region1.google-analytics.com https://www.google-analytics.com wss://www.google-analytics.com",
  );
  expect(directive(headers, "img-src")).toContain("https://www.google-analytics.com");
  expect(directive(headers, "frame-src")).toBe("frame-src 'self'");
  expect(headers["Connection-Allowlist"]).toContain(`"https://www.googletagmanager.com"`);
  expect(JSON.stringify(headers)).not.toContain("facebook");
});

test("nothing lends its trust on: no nonce, no strict-dynamic, no inline or evaluated script, whatever is allowed", async () => {
  const allowed = ["googleAnalytics", "crazyEgg", "metaPixel", "vimeo", "memory"];
  for (const ownPage of [false, true]) {
    const headers = renderHeaders(await visitOf({ allowed }), { ...page, ownPage });
    expect(directive(headers, "script-src")).not.toMatch(/nonce|strict-dynamic|unsafe|\*|https?:(?!\/\/)/);
    expect(directive(headers, "object-src")).toBe("object-src 'none'");
    expect(directive(headers, "worker-src")).toBe("worker-src 'none'");
  }
});

test("a page of Abide's own opens nothing, whatever is allowed, and wants Trusted Types", async () => {
  const headers = renderHeaders(await visitOf({ allowed: ["googleAnalytics", "vimeo"] }), { ...page, ownPage: true });
  expect(headers["Content-Security-Policy"]).not.toMatch(/https?:|unsafe-inline/);
  expect(directive(headers, "require-trusted-types-for")).toBe("require-trusted-types-for 'script'");
  expect(directive(headers, "trusted-types")).toBe("trusted-types abide-gate");
});

test("a stand-in's origin takes the place of a tracker's in both headers", async () => {
  const headers = renderHeaders(await visitOf({ allowed: ["googleAnalytics"], standIn: 4601 }), page);
  expect(directive(headers, "script-src")).toContain("http://www-googletagmanager-com.localhost:4601");
  expect(headers["Connection-Allowlist"]).toContain(`"http://www-googletagmanager-com.localhost:4601"`);
  expect(JSON.stringify(headers)).not.toContain("https:");
  expect(toOrigin("*.ads-x.com", 4601)).toBe("http://*.localhost:4601");
});

test("a declared worker may run, and no other", async () => {
  const headers = renderHeaders(await visitOf(), { ...page, workers: ["https://halden.example/worker.js"] });
  expect(directive(headers, "worker-src")).toBe("worker-src https://halden.example/worker.js");
});

test.each([
  "https://a.example/",
  "https://a.example/b/c.html",
  "https://a.example/a(1)/{b}/:c/d*e+f?g=h&i[]=j*(k)+l:m",
  "http://a.example:8080/x?",
  "https://münchen.example/straße?q=ä",
  "https://a.example/back\\slash?x=\\y",
  "https://user:secret@a.example/p",
  "https://a.example/p#part:of(it)*",
])("the pattern of %s matches that address and no other", (link) => {
  const [pattern, ...more] = toLinkPatterns(link);
  expect(more).toEqual([]);
  const matcher = new URLPattern(pattern);
  const url = new URL(link);
  url.username = "";
  url.password = "";
  expect(matcher.test(url.href)).toBe(true);
  for (const other of ["https://b.example/", "https://a.example/other", `${url.origin}1${url.pathname}${url.search}`]) {
    expect(matcher.test(other), other).toBe(false);
  }
  expect(pattern).toMatch(/^[\x20-\x7e]+$/);
  expect(pattern).not.toContain("secret");
});

test("a link to a mail program opens its scheme; one that is no place opens nothing", () => {
  expect(toLinkPatterns("mailto:privacy@halden.example")).toEqual(["mailto:*"]);
  for (const link of ["javascript:alert(1)", "data:text/html,x", "/path", "", "https://"]) {
    expect(toLinkPatterns(link), link).toEqual([]);
  }
});

test("the header holds what a link could break it with", async () => {
  const links = [`https://a.example/"x"?y="\\"`, "https://b.example/a\r\nSet-Cookie: x=1"];
  const header = renderHeaders(await visitOf(), { ...page, links })["Connection-Allowlist"]!;
  expect(header).toMatch(/^\(response-origin(?: "(?:[^"\\]|\\["\\])*")*\);report-to=abide;redirects=allow$/);
  expect(header).not.toMatch(/[\r\n]/);
});

test("a page with thousands of links still has a header that can be sent", async () => {
  const links = Array.from({ length: 5_000 }, (_, i) => `https://host-${i % 20}.example/a/long/path/to/page-${i}`);
  const header = renderHeaders(await visitOf(), { ...page, links })["Connection-Allowlist"]!;
  expect(header.length).toBeLessThan(16_000);
  expect(header).toContain(`"https://host-7.example"`);
});

test("a page of Abide's own gets nothing of what the site's pages need", async () => {
  const visit = await visitOf();
  const page = { forms: ["pay.example"], framedBy: ["partner.example"], frames: ["blob:"], objects: "own", wasm: true };
  const json = visit.version.json.replace(/^\{/, `{"page":${JSON.stringify({ ...page, workers: ["blob:"] })},`);
  const needy = { ...visit, version: await toVersion(json) };
  const own = { guardHash: "'sha256-AAAA'", links: [], ownPage: true };
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
  const headers = renderHeaders(
    { ...visit, version: await toVersion(json) },
    { guardHash: "", links: [], ownPage: false },
  );
  expect(directive(headers, "form-action")).toBe("form-action 'self'");
  expect(directive(headers, "frame-ancestors")).toBe("frame-ancestors 'self' https://ok.example");
  expect(directive(headers, "frame-src")).toBe("frame-src 'self'");
  expect(directive(headers, "worker-src")).toBe("worker-src 'none'");
});

test("a host of a policy that came as JSON cannot add a directive or a header", async () => {
  const visit = await visitOf({ allowed: ["googleAnalytics"] });
  const json = visit.version.json.replaceAll("www.googletagmanager.com", "x.example; script-src * ,\\r\\nX: y");
  const hostile = { ...visit, version: await toVersion(json) };
  expect(() => renderHeaders(hostile, page)).not.toThrow();
  expect(directive(renderHeaders(hostile, page), "script-src")).toBe("script-src 'self' 'sha256-AAAA'");
});

test("what is no page is held to the site itself, the same for every visitor", () => {
  const headers = renderFileHeaders();
  expect(headers["Content-Security-Policy"]).toMatch(/^default-src 'self'/);
  expect(headers["Connection-Allowlist"]).toBe("(response-origin);report-to=abide;redirects=allow");
});

test("a document that cannot hold the guard runs no script", () => {
  expect(renderFileHeaders({ document: true })["Content-Security-Policy"]).toContain("; script-src 'none';");
  expect(renderFileHeaders()["Content-Security-Policy"]).not.toContain("script-src");
});
