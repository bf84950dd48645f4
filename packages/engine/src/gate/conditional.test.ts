import { beforeEach, describe, expect, test } from "vitest";
import { page, testEngine } from "../test-engine.ts";
import { html, type Lines } from "../test-visitor.ts";

let answer: (request: Request) => Response = () => page("");
const seen: Request[] = [];
const it = await testEngine({
  site: (request) => {
    seen.push(request);
    return answer(request);
  },
});
beforeEach(() => void (seen.length = 0));

const conditions: Lines = {
  "if-none-match": '"v1"',
  "if-modified-since": "Mon, 23 Nov 2026 00:00:00 GMT",
  "if-range": '"v1"',
  range: "bytes=0-3",
};

/** As sites do it: "not modified" to whoever says that they hold it. */
const site = (body: string) => (request: Request) =>
  request.headers.has("if-none-match")
    ? new Response(null, { status: 304, headers: { etag: '"v1"' } })
    : new Response(body, { headers: { "content-type": "text/html", etag: '"v1"' } });

describe("a page that a browser holds from before the gate", () => {
  test.each([
    ["opened", { "sec-fetch-dest": "document" }],
    ["in a frame", { "sec-fetch-dest": "iframe" }],
    ["as an object", { "sec-fetch-dest": "object" }],
    ["opened, by a browser that does not say so", {}],
  ] as [string, Lines][])("comes anew, with the gate: %s", async (_, headers) => {
    answer = site("<p>x");
    const response = await it.get("/", { ...conditions, ...headers });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<script>(()");
    for (const name of Object.keys(conditions)) expect(seen[0]!.headers.get(name)).toBeNull();
  });

  test("comes anew where the site says unasked that it is not modified", async () => {
    let asked = 0;
    answer = () =>
      ++asked === 1
        ? new Response(null, { status: 304 })
        : new Response("<p>x", { headers: { "content-type": "text/html" } });
    expect((await it.get("/")).status).toBe(200);
    expect(asked).toBe(2);
    answer = () => new Response(null, { status: 304 });
    expect((await it.get("/")).status).toBe(502);
  });

  test("does not count as fresh again because script asked for it", async () => {
    answer = () => new Response(null, { status: 304, headers: { "cache-control": "max-age=600" } });
    const response = await it.get("/", { ...conditions, "sec-fetch-dest": "empty" });
    expect([response.status, response.headers.get("cache-control")]).toEqual([304, "no-cache"]);
  });
});

test("a file keeps its conditions, its ranges and its answers", async () => {
  answer = () => new Response(null, { status: 304, headers: { etag: '"v1"', "cache-control": "max-age=600" } });
  const response = await it.get("/a.png", { ...conditions, "sec-fetch-dest": "image" });
  expect([response.status, response.headers.get("etag")]).toEqual([304, '"v1"']);
  expect(response.headers.get("cache-control")).toBe("max-age=600");
  for (const [name, value] of Object.entries(conditions)) expect(seen[0]!.headers.get(name)).toBe(value);
});

describe("a page that is not modified", () => {
  /** A visitor who has chosen: the page asks nothing. */
  const chosen = async (allowed: [string, string][] = []) => {
    const browser = it.browser();
    await browser.choose(allowed.length > 0 ? "save" : "reject", allowed);
    return (path: string, headers: Lines = {}) => browser.get(path, { ...html, ...headers });
  };

  test("is not sent again, and the answer has the page's rules", async () => {
    answer = site("<p>x");
    const get = await chosen();
    const first = await get("/");
    const etag = first.headers.get("etag")!;
    expect(etag).toMatch(/^W\/"[^"]+"$/);
    await first.text();
    const second = await get("/", { "if-none-match": `"other", ${etag}` });
    expect([second.status, await second.text()]).toEqual([304, ""]);
    expect(second.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(second.headers.get("cache-control")).toBe("private, no-cache");
    expect((await get("/", { "if-none-match": '"v1"' })).status).toBe(200);
    expect((await get("/other", { "if-none-match": etag })).status).toBe(200);
  });

  test("is sent again after another choice, in another language, and when the site changed it", async () => {
    answer = site("<p>x");
    const get = await chosen();
    const first = await get("/");
    const etag = first.headers.get("etag")!;
    await first.text();
    const other = await chosen([["tracker", "googleAnalytics"]]);
    expect((await other("/", { "if-none-match": etag })).status).toBe(200);
    expect((await get("/", { "if-none-match": etag, "accept-language": "de" })).status).toBe(200);
    answer = () => new Response("<p>y", { headers: { "content-type": "text/html", etag: '"v2"' } });
    expect(await (await get("/", { "if-none-match": etag })).text()).toContain("<p>y");
  });

  test("has no validator while it asks", async () => {
    answer = site("<p>x");
    expect((await it.get("/")).headers.get("etag")).toBeNull();
  });

  test("is not sent again where a frame is held either: the form of one visit is not in the page", async () => {
    answer = site(`<iframe src="https://player.vimeo.com/video/1"></iframe>`);
    const get = await chosen();
    const first = await get("/frames");
    expect(await first.text()).not.toContain('name="token"');
    const again = await get("/frames", { "if-none-match": first.headers.get("etag")! });
    expect(again.status).toBe(304);
  });

  test("has none where the site has none", async () => {
    answer = () => new Response("<p>x", { headers: { "content-type": "text/html" } });
    const get = await chosen();
    expect((await get("/")).headers.get("etag")).toBeNull();
  });
});
