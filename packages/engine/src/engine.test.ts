import { sql } from "kysely";
import { parseReceipt, parseVerifierKey, verifyReceipt } from "@abide/log";
import { describe, expect, test } from "vitest";
import { toLeaf } from "./audit/audit.ts";
import { commit } from "./http/digest.ts";
import { createEngine } from "./engine.ts";
import { verifyEd25519 } from "./audit/ed25519.ts";
import { sha256 } from "./http/digest.ts";
import { testEngine, outage, page } from "./test-engine.ts";
import { hash, key, origin, website, withChanges } from "./test-policy.ts";

const it = await testEngine();

describe("addresses", () => {
  test.each(["/anything", "/privacy", "/privacy/choices", "/abide/gate.js", "/abide/nothing"])(
    "HEAD %s has the headers of GET",
    async (path) => {
      const headers = { accept: "text/html" };
      const ask = (method: string) => it.fetch(new Request(new URL(path, origin), { method, headers }));
      const [get, head] = [await ask("GET"), await ask("HEAD")];
      expect([head.status, await head.text()]).toEqual([get.status, ""]);
      const shown = ({ headers }: Response) => [...headers].map(([name, value]) => [name, value]);
      expect(shown(head)).toEqual(shown(get));
    },
  );

  test("that look like another site are no link on the page there", async () => {
    const source = await (await it.get("//elsewhere.example/")).text();
    expect(source).not.toMatch(/href="\/\/|value="\/\//);
  });

  test.each([
    ["/privacy", 200, "text/html"],
    ["/privacy/policy.json", 200, "application/json"],
    ["/privacy/policy.jsonld", 200, "application/ld+json"],
    ["/privacy/choices", 200, "text/html"],
    ["/privacy/versions", 200, "text/html"],
    [`/privacy/versions/${hash}`, 200, "text/html"],
    ["/abide/gate.js", 200, "text/javascript"],
    ["/abide/centre.js", 200, "text/javascript"],
    ["/abide/gate.css", 200, "text/css"],
    ["/abide/page.css", 200, "text/css"],
    ["/abide/log/checkpoint", 200, "text/plain"],
    ["/abide/log/key", 200, "text/plain"],
    ["/abide/log/tile/0/000.p/1", 200, "application/octet-stream"],
    ["/.well-known/gpc.json", 200, "application/json"],
    ["/abide/log/tile/0/001", 404, "text/html"],
    ["/abide/log/tile/../../etc/passwd", 404, "text/html"],
    ["/abide/nothing", 404, "text/html"],
    ["/abide/receipt/mine", 404, "text/html"],
    ["/abide/report", 405, "text/html"],
    ["/anything/else", 200, "text/html"],
  ])("%s answers %i with %s", async (path, status, type) => {
    const response = await it.get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain(type);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("that are pages of Abide's own demand Trusted Types and load nothing of others", async () => {
    const browser = it.browser();
    await browser.choose("accept");
    for (const path of ["/privacy", "/privacy/choices", "/abide/nothing"]) {
      const csp = (await browser.get(path)).headers.get("content-security-policy")!;
      expect(csp).toContain("require-trusted-types-for 'script'");
      expect(csp).not.toContain("googletagmanager");
    }
  });

  test("of built files may be cached for good under their hash, and are asked for again without it", async () => {
    const source = await (await it.get("/privacy/choices")).text();
    const [, href] = /src="(\/abide\/gate\.js\?[0-9a-f]+)"/.exec(source)!;
    expect((await it.get(href!)).headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const plain = await it.get("/abide/gate.js?0000000000000000");
    expect(plain.headers.get("cache-control")).toBe("public, no-cache");
    expect((await it.get("/abide/gate.js", { "if-none-match": plain.headers.get("etag")! })).status).toBe(304);
  });

  test("the centre goes back to where one came from, and to no other site", async () => {
    const back = async (path: string) => /name="back" value="([^"]*)"/.exec(await (await it.get(path)).text())?.[1];
    expect(await back("/privacy/choices?back=%2Fblog%3Fa%3Db")).toBe("/blog?a=b");
    expect(await back("/privacy/choices?back=https%3A%2F%2Felsewhere.example")).toBe("/");
    expect(await back("/privacy/choices?fragment=&back=%2Fblog")).toBe("/blog");
  });

  test("the centre does not ask a second time in a banner", async () => {
    expect(await (await it.get("/privacy/choices")).text()).not.toContain('data-abide="banner"');
    for (const page of ["package", "subscription", "succession", "unsubscribe"])
      expect(await (await it.get(`/abide/${page}/x`)).text(), page).not.toContain('data-abide="banner"');
    expect(await (await it.get("/privacy")).text()).toContain('data-abide="banner"');
  });
});

describe("a receipt", () => {
  test("can be checked offline with the log's key alone, and every altered byte of what it says breaks it", async () => {
    const browser = it.browser();
    await browser.choose("save", [["tracker", "vimeo"]]);
    const response = await browser.get("/abide/receipt/mine");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="consent-[0-9a-f]{8}-1\.tlog-proof"$/,
    );
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const file = await response.text();
    const line = (await (await it.get("/abide/log/key")).text()).trim();
    const { extra } = parseReceipt(file)!;
    const told = JSON.parse(new TextDecoder().decode(extra)) as { receipt: object; salt: string };
    const receipt = new TextDecoder().decode(extra).slice('{"receipt":'.length, -`,"salt":"${told.salt}"}`.length);
    const salt = Uint8Array.from(told.salt.match(/../g)!, (byte) => Number.parseInt(byte, 16));
    const entry = toLeaf("consent", hash, "2026-11-24T09:30:00Z", commit(salt, receipt));
    const check = (of: Uint8Array) =>
      verifyReceipt(file, {
        verifier: parseVerifierKey(line, sha256)!,
        toEntry: () => of,
        verify: verifyEd25519,
        sha256,
      });
    expect(await check(entry)).toMatchObject({ holds: true });
    for (let i = 0; i < entry.length; i++) {
      const altered = Uint8Array.from(entry);
      altered[i]! ^= 1;
      expect(await check(altered)).toEqual({ holds: false, reason: "not-included" });
    }
  });

  test("is nobody else's", async () => {
    const [mine, other] = [it.browser(), it.browser()];
    const { receipt } = (await (await mine.choose("reject", [], { accept: "application/json" })).json()) as {
      receipt: string;
    };
    await other.choose("reject");
    expect((await mine.get(receipt)).status).toBe(200);
    expect((await other.get(receipt)).status).toBe(404);
    expect((await it.get(receipt)).status).toBe(404);
  });

  test("while the store is down is a problem with a next step", async () => {
    const own = await testEngine();
    const browser = own.browser();
    await browser.choose("reject");
    const end = await outage(own.store);
    const response = await browser.get("/abide/receipt/mine", { accept: "application/json" });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: "store-down", next: "Try again in a minute." });
    await end();
  });

  test("while the store breaks off in the middle of a statement is the same problem", async () => {
    const own = await testEngine();
    const browser = own.browser();
    await browser.choose("reject");
    await sql`alter table consent rename to consent_kept`.execute(own.store.db);
    await sql`create view consent as select * from consent_kept where pg_terminate_backend(pg_backend_pid())`.execute(
      own.store.db,
    );
    const response = await browser.get("/abide/receipt/mine", { accept: "application/json" });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: "store-down", next: "Try again in a minute." });
  });
});

describe("starting", () => {
  test("publishes a version once, with an entry in the log", async () => {
    await testEngine({ store: it.store });
    const rows = await it.store.db.selectFrom("policy_version").selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ hash, policy: "website", effective: "2026-11-01", log_index: 0 });
  });

  test("publishes each policy below its own path", async () => {
    const parts = { id: "services", path: "/services-privacy", trackers: {}, recipients: {} } as const;
    const own = await testEngine({ others: [withChanges(website, parts)] });
    expect((await own.get("/services-privacy")).status).toBe(200);
    expect((await own.get("/privacy")).status).toBe(200);
  });

  test("with a broken policy says everything that is wrong, and answers nothing", async () => {
    const broken = {
      ...website,
      trackers: {
        ...website.trackers,
        other: { ...website.trackers!.metaPixel, purpose: "nothing", recipient: "nobody" },
      },
    };
    const engine = createEngine({ policies: [broken as never], store: it.store, key, logger: () => {} });
    await expect(engine.ready).rejects.toMatchObject({
      code: "policy-broken",
      message: expect.stringMatching(/trackers\.other\.purpose[^]*trackers\.other\.recipient/),
    });
    const response = await engine.fetch(new Request(origin));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("trackers");
    expect(
      await engine
        .records("contact" as never)
        .for("support" as never)
        .list({ fields: [] }),
    ).toEqual({ allowed: false, reason: "failed" });
    await engine.close();
  });

  test("with a short key, or without a store, says so", async () => {
    await expect(createEngine({ policies: [website], store: it.store, key: "short" }).ready).rejects.toMatchObject({
      code: "key-missing",
    });
    const down = Promise.reject(new Error("no store"));
    await expect(createEngine({ policies: [website], store: down, key }).ready).rejects.toThrow("no store");
  });
});

test("two sites in one store do not see each other", async () => {
  const other = await testEngine({ store: it.store, name: "other" });
  const browser = it.browser();
  await browser.choose("reject");
  const stranger = other.browser();
  for (const [name, value] of browser.cookies) stranger.cookies.set(name, value);
  expect((await stranger.get("/abide/receipt/mine")).status).toBe(404);
  expect(
    await other.engine
      .records("contact")
      .for("support")
      .list({ fields: ["email"] }),
  ).toEqual({ allowed: true, records: [] });
});

test("a site's page knows the visit", async () => {
  let seen: readonly string[] = [];
  const own = await testEngine({ site: (_, { permitted }) => ((seen = permitted), page("")) });
  const browser = own.browser();
  await browser.choose("save", [["tracker", "vimeo"]]);
  await browser.get("/");
  expect([...seen].sort()).toEqual(["choice", "session", "vimeo"]);
});
