import type { Tracker } from "@abide/policy";
import { beforeEach, describe, expect, test } from "vitest";
import { testEngine } from "../test-engine.ts";
import { website, withChanges, withLater } from "../test-policy.ts";
import type { Lines } from "../test-visitor.ts";

// What leaves when a browser asks for the file of a worker.

const plain = `postMessage("ran");`;
let code = plain;
const seen: Headers[] = [];
const site = ({ headers }: Request) => {
  seen.push(headers);
  if (headers.get("if-none-match") !== null) return new Response(null, { status: 304, headers: { etag: '"v1"' } });
  return new Response(code, {
    headers: {
      "content-type": "text/javascript",
      "cache-control": "public, max-age=600",
      etag: '"v1"',
      "accept-ranges": "bytes",
    },
  });
};
const it = await testEngine({ policy: withChanges(website, { page: { workers: ["own"] } }), site });
const closed = await testEngine({ site });
beforeEach(() => {
  code = plain;
  seen.length = 0;
});

const as = (destination: string): Lines => ({ "sec-fetch-dest": destination, "sec-fetch-mode": "same-origin" });

describe("the file of a worker", () => {
  test("has the guard before its code, and the rules of the visitor's pages", async () => {
    const browser = it.browser();
    await browser.choose("save", [["tracker", "googleAnalytics"]]);
    const before = await it.get("/worker.js", as("worker"));
    const after = await browser.get("/worker.js", as("worker"));
    const connect = (response: Response) =>
      /connect-src[^;]*/.exec(response.headers.get("content-security-policy")!)![0];
    expect(connect(before)).toBe("connect-src 'self'");
    expect(connect(after)).toContain("google-analytics.com");
    const [text, other] = [await before.text(), await after.text()];
    expect(text.endsWith(plain)).toBe(true);
    expect(text.length).toBeGreaterThan(plain.length + 500);
    // An error in it is on the line where the site wrote it.
    expect(text).not.toContain("\n");
    expect(other).not.toBe(text);
    expect(after.headers.get("cache-control")).toBe("private, no-cache");
    expect(after.headers.get("vary")).toMatch(/Cookie.*Sec-Fetch-Dest/);
    expect(after.headers.get("accept-ranges")).toBeNull();
  });

  test.each(['"use strict";', "'use strict'\n", "/* a licence */ // and more\n 'use strict';", '\uFEFF"use strict";'])(
    "that begins with %j stays in strict mode",
    async (beginning) => {
      code = `${beginning}done(this === undefined || (function () { return this === undefined; })())`;
      const text = await (await it.get("/worker.js", as("worker"))).text();
      expect(text.startsWith('"use strict";(')).toBe(true);
      code = `later(); ${beginning}`;
      expect(await (await it.get("/worker.js", as("worker"))).text()).toMatch(/^\(/);
    },
  );

  test("that begins with many comments leaves as soon as others", async () => {
    code = `${"/* one */ ".repeat(60)}later();`;
    expect((await (await it.get("/worker.js", as("worker"))).text()).startsWith("(")).toBe(true);
  });

  test("is asked for whole, and is not modified by our own validator alone, of this choice", async () => {
    const conditions = { "if-none-match": '"v1"', range: "bytes=0-3", "accept-encoding": "br" };
    const first = await it.get("/worker.js", { ...as("worker"), ...conditions });
    expect(first.status).toBe(200);
    for (const name of Object.keys(conditions)) expect(seen[0]!.get(name)).toBeNull();
    const etag = first.headers.get("etag")!;
    expect(etag).toMatch(/^W\//);
    const held = { ...as("worker"), "if-none-match": etag };
    const same = await it.get("/worker.js", held);
    expect([same.status, same.headers.get("content-security-policy")]).toEqual([
      304,
      first.headers.get("content-security-policy"),
    ]);
    const browser = it.browser();
    await browser.choose("save", [["tracker", "googleAnalytics"]]);
    expect((await browser.get("/worker.js", held)).status).toBe(200);
  });

  test("leaves as it is where it is asked for as a script, which a browser does not take for the worker", async () => {
    const response = await it.get("/worker.js", as("script"));
    expect(await response.text()).toBe(plain);
    expect(response.headers.get("etag")).toBe('"v1"');
    expect(response.headers.get("vary")).toBe("Sec-Fetch-Dest");
    expect((await closed.get("/worker.js", as("script"))).headers.get("vary")).toBeNull();
  });
});

describe("a worker that is not declared", () => {
  test.each(["worker", "sharedworker"])("is refused with its reason, and noted: %s", async (destination) => {
    const closed = await testEngine({ site });
    const response = await closed.get(`/${destination}.js`, as(destination));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("page.workers");
    await closed.engine.close();
    const noted = await closed.store.db.selectFrom("violation").select("key").execute();
    expect(noted).toEqual([{ key: `worker ${destination} /${destination}.js` }]);
  });

  test("is refused as well where service workers are, and workers are not", async () => {
    const app: Tracker = {
      name: "App",
      purpose: "operation",
      says: "Works without a network.",
      party: "first",
      duration: "P1D",
      stores: [{ kind: "cache", name: "/sw.js", life: "P1D", party: "first" }],
      hosts: {},
      load: [],
      necessary: "You asked for it.",
    };
    const policy = withLater(website, { trackers: { ...website.trackers, app } });
    const other = await testEngine({ policy, site });
    expect((await other.get("/sw.js", as("worker"))).status).toBe(403);
    expect(await (await other.get("/sw.js", as("serviceworker"))).text()).toContain(plain);
    expect(await (await other.get("/other.js", as("serviceworker"))).text()).not.toContain(plain);
    expect(await (await other.get("/sw.js", { "service-worker": "script" })).text()).not.toBe(plain);
  });

  test("as a service worker, a browser that has one gets one that ends itself", async () => {
    const response = await closed.get("/sw.js", as("serviceworker"));
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain("unregister");
    expect(text).not.toContain(plain);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });
});
