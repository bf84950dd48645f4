import { beforeAll, describe, expect, test } from "vitest";
import { createViolations, toViolation } from "./violations.ts";
import { testEngine, outage, type TestEngine } from "../test-engine.ts";
import { origin } from "../test-policy.ts";
import { openTestStore } from "../store/test-store.ts";

const own = new URL(origin);
const csp = (body: object, url = `${origin}/blog?email=ada@example.org`) => ({
  type: "csp-violation",
  url,
  age: 1,
  body,
});

describe("a report", () => {
  test("of the Reporting API and of report-uri about the same thing are one violation", () => {
    const modern = toViolation(
      csp({
        blockedURL: "https://px.other.example/a?b=c",
        effectiveDirective: "img-src",
        documentURL: `${origin}/blog?x=y`,
        disposition: "enforce",
      }),
      own,
    );
    const legacy = toViolation(
      {
        "csp-report": {
          "blocked-uri": "https://px.other.example/z",
          "violated-directive": "img-src 'self'",
          "document-uri": `${origin}/other`,
        },
      },
      own,
    );
    expect(modern).toEqual({
      kind: "violation",
      key: ["csp", "img-src", "https://px.other.example"],
      detail: { type: "csp-violation", directive: "img-src", blocked: "https://px.other.example", page: "/blog" },
    });
    expect(legacy?.key).toEqual(modern?.key);
  });

  test("about a stand-in is about the host that it plays", () => {
    const found = toViolation(
      csp({ blockedURL: "http://px-ads--x-com.localhost:4601/p", effectiveDirective: "img-src" }),
      own,
    );
    expect(found?.key).toEqual(["csp", "img-src", "https://px.ads-x.com"]);
  });

  test("of the allowlist has its own name", () => {
    const found = toViolation(
      { type: "connection-allowlist", url: `${origin}/`, body: { url: "https://px.other.example/a" } },
      own,
    );
    expect(found?.key).toEqual(["connection-allowlist", "connection-allowlist", "https://px.other.example"]);
  });

  test("keeps no query and no address of a person", () => {
    const found = toViolation(
      csp({ blockedURL: "https://px.other.example/?uid=ada@example.org", effectiveDirective: "connect-src" }),
      own,
    );
    expect(JSON.stringify(found)).not.toContain("ada@");
  });

  test.each([
    ["nothing", null],
    ["a number", 1],
    ["a list", []],
    ["a body that is none", { type: "csp-violation", url: origin, body: "x" }],
    [
      "another site's page",
      csp({ blockedURL: "inline", effectiveDirective: "script-src" }, "https://elsewhere.example/"),
    ],
    ["no page", { type: "csp-violation", body: { blockedURL: "inline", effectiveDirective: "script-src" } }],
    ["a directive that is none", csp({ blockedURL: "inline", effectiveDirective: "<script>" })],
    ["an extension", csp({ blockedURL: "chrome-extension://abc/x.js", effectiveDirective: "script-src" })],
    ["no address", csp({ blockedURL: "not an address", effectiveDirective: "script-src" })],
  ])("about %s is none", (_, report) => {
    expect(toViolation(report, own)).toBeUndefined();
  });
});

describe("what arrives at /abide/report", () => {
  let it: TestEngine;
  beforeAll(async () => void (it = await testEngine()));
  const send = (body: string, type = "application/reports+json", ip = "192.0.2.7") =>
    it.fetch(new Request(`${origin}/abide/report`, { method: "POST", body, headers: { "content-type": type } }), {
      ip,
    });
  const report = (host: string) => csp({ blockedURL: `https://${host}/`, effectiveDirective: "connect-src" });

  test("is stored once however often it is sent, and rubbish and floods do no harm", async () => {
    expect((await send(JSON.stringify([report("a.example"), report("a.example")]))).status).toBe(204);
    expect(
      (
        await send(
          JSON.stringify({
            "csp-report": {
              "blocked-uri": "inline",
              "violated-directive": "script-src-elem",
              "document-uri": `${origin}/`,
            },
          }),
          "application/csp-report",
        )
      ).status,
    ).toBe(204);
    for (const body of ["", "{", "[1,2,{}]", "x".repeat(100_000), "\uffff"])
      expect((await send(body)).status).toBe(204);
    expect((await send(JSON.stringify([report("b.example")]), "text/plain")).status).toBe(204);
    for (let i = 0; i < 100; i++) await send(JSON.stringify([report(`flood-${i}.example`)]), undefined, "192.0.2.8");
    await it.engine.close();
    const rows = await it.store.db.selectFrom("violation").selectAll().execute();
    const keys = rows.map(({ key }) => key);
    expect(rows.find(({ key }) => key.includes("a.example"))).toMatchObject({ kind: "violation", count: 2 });
    expect(keys).toContain("violation csp script-src-elem inline");
    expect(keys.some((key) => key.includes("b.example"))).toBe(false);
    expect(keys.filter((key) => key.includes("flood"))).toHaveLength(60);
  });
});

test("what is noted while the store is down waits for it", async () => {
  const store = await openTestStore();
  const violations = createViolations("website", store.db, () => new Date("2026-11-24T00:00:00Z"));
  const end = await outage(store);
  violations.note({ kind: "cookie", key: ["server", "x"], detail: {} });
  await violations.flush();
  await end();
  violations.note({ kind: "cookie", key: ["server", "y"], detail: {} });
  await violations.close();
  expect((await store.db.selectFrom("violation").select("key").orderBy("key").execute()).map(({ key }) => key)).toEqual(
    ["cookie server x", "cookie server y"],
  );
});

test("more than five hundred different ones at once are not held", async () => {
  const store = await openTestStore();
  const violations = createViolations("website", store.db, () => new Date());
  for (let i = 0; i < 2_000; i++) violations.note({ kind: "violation", key: [`${i}`], detail: {} });
  await violations.close();
  expect(await store.db.selectFrom("violation").selectAll().execute()).toHaveLength(500);
});

test("a flood fills its own kind and no more, and what is known goes on being counted", async () => {
  const store = await openTestStore();
  const violations = createViolations("website", store.db, () => new Date());
  for (let i = 0; i < 2_600; i++) {
    violations.note({ kind: "violation", key: [`${i}`], detail: {} });
    if (i % 400 === 399) await violations.flush();
  }
  violations.note({ kind: "violation", key: ["0"], detail: {} });
  violations.note({ kind: "cookie", key: ["x"], detail: {} });
  await violations.close();
  const rows = await store.db.selectFrom("violation").selectAll().execute();
  expect(rows.filter(({ kind }) => kind === "violation")).toHaveLength(2_000);
  expect(rows.find(({ key }) => key === "violation 0")?.count).toBe(2);
  expect(rows.filter(({ kind }) => kind === "cookie")).toHaveLength(1);
});

test("one that no store could hold as it came keeps out no other", async () => {
  const store = await openTestStore();
  const violations = createViolations("website", store.db, () => new Date());
  violations.note({ kind: "cookie", key: ["long"], detail: { cookie: "a".repeat(9_000) } });
  violations.note({ kind: "violation", key: ["half"], detail: { sample: "\ud83d" } });
  violations.note({ kind: "violation", key: ["nul"], detail: { sample: "a\0b" } });
  violations.note({ kind: "cookie", key: ["other"], detail: {} });
  await violations.close();
  expect(await store.db.selectFrom("violation").selectAll().execute()).toHaveLength(4);
});
