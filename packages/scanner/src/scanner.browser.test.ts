import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { compile } from "@abide/policy";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { check } from "./check.ts";
import type { Phase } from "./observe/observation.ts";
import type { Report } from "./report/report.ts";
import { declared, startTestSite, trackers, type Lie } from "./test-site.ts";

const day = 86_400;
const patience = { load: 1_500, least: 300, quiet: 150, most: 1_500 };

/** Checks a copy of the test site with these lies; with `phases`, only in the visits that can tell. */
async function scan(lies: readonly Lie[], phases?: readonly Phase[]): Promise<Report & { hits: string[] }> {
  const site = await startTestSite(...lies);
  try {
    const report = await check(site.url, { patience, pages: 2, ...(phases ? { phases } : {}) });
    return { ...report, hits: site.hits };
  } finally {
    await site.close();
  }
}

/** A server that is no site of ours, for one test. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const told = ({ drift }: Report): string[] =>
  drift.map(({ kind, name, phases }) => `${kind}: ${name} (${phases.join(" ")})`);
const every = (kind: string, phase: string): string[] =>
  ["Adverts", "Film", "Metrics"].map((name) => `${kind}: ${name} (${phase})`);

test("an honest site holds: a row for every tracker, and everything that they do is seen", async () => {
  const report = await scan([]);
  expect(told(report)).toEqual([]);
  expect(report.holds).toBe(true);
  expect(
    report.trackers.map(
      ({ name, phases }) =>
        `${name}: ${Object.values(phases)
          .map(({ ran }) => (ran ? "on" : "off"))
          .join(" ")}`,
    ),
  ).toEqual([
    "Adverts: off off on off off",
    "Your choice: off on on on off",
    "Film: off off on off off",
    "Metrics: off off on off off",
  ]);

  const accepted = report.seen.filter(({ phase, own }) => phase === "accepted" && !own);
  expect(accepted.map(({ what }) => what).sort()).toEqual([
    "a beacon to px.adverts.example",
    "a request to cdn.metrics.example",
    "a request to player.film.example",
    "a request to px.adverts.example",
    "a request to px.metrics.example",
    "cache m-cache",
    "cookie _m",
    "cookie _m_a",
    "cookie abide",
    "cookie aid of px.adverts.example",
    "cookie chip of px.adverts.example",
    "cookie elsewhere of bank.example",
    "database metrics",
    "local storage m.queue",
    "local storage volume",
    "session storage m.visit",
  ]);
  const find = (what: string) => accepted.find((thing) => thing.what === what);
  // A stock Chromium refuses this one, and another visitor's browser keeps it.
  expect(find("cookie aid of px.adverts.example")).toMatchObject({
    party: "third",
    life: 180 * day,
    partitioned: false,
  });
  expect(find("cookie aid of px.adverts.example")).not.toHaveProperty("refused");
  expect(find("cookie chip of px.adverts.example")).toMatchObject({ partitioned: true });
  expect(find("cookie elsewhere of bank.example")).toMatchObject({ refused: "InvalidDomain" });
  // Chromium keeps 400 days at most; what was asked for is what is declared.
  expect(find("cookie _m")).toMatchObject({ party: "first", life: 730 * day, trackers: ["metrics"] });
  expect(find("cookie abide")).toMatchObject({ httpOnly: true });
  expect(find("a beacon to px.adverts.example")).toMatchObject({ type: "Other" });

  expect(report.notes.join("\n")).toContain("the site cannot delete: aid, chip of adverts.example");
  expect(report.hits.filter((hit) => hit.includes("/logout"))).toEqual([]);
});

describe("what is seen where everything was accepted", () => {
  const lies = ["cookie", "storage", "host", "socket", "worker"] as const;
  let report: Report;
  beforeAll(async () => {
    report = await scan(
      [...lies.map((what) => `undeclared-${what}` as const), "too-long", "wrong-party"],
      ["no-choice", "accepted"],
    );
  });
  const toldOf = (kind: string): string[] => told(report).filter((line) => line.startsWith(kind));

  test("what nobody has declared is found: cookie, storage, host, socket and service worker", () => {
    const all = "no-choice accepted";
    expect(toldOf("undeclared").sort()).toEqual([
      `undeclared: cookie spy (${all})`,
      `undeclared: live.spy.example (${all})`,
      `undeclared: local storage fingerprint (${all})`,
      `undeclared: px.spy.example (${all})`,
      `undeclared: service worker /sw.js (${all})`,
    ]);
    expect(report.drift.find(({ name }) => name === "px.spy.example")?.says).toContain("/about");
  });

  test("a lifetime beyond the declared one is found as it was asked, beyond 400 days too", () => {
    expect(toldOf("too-long")).toEqual(["too-long: Metrics: _m (accepted)"]);
    expect(report.drift.find(({ kind }) => kind === "too-long")?.evidence[0]).toMatchObject({ life: 1_825 * day });
  });

  test("a cookie of the wrong party is found, and that is all", () => {
    expect(toldOf("wrong-party")).toEqual(["wrong-party: Metrics (accepted)"]);
    expect(report.drift).toHaveLength(lies.length + 2);
  });
});

test("an undeclared host is found also where the page's own policy holds it back, and a tracker that never loads", async () => {
  const report = await scan(["held-back", "not-loaded"], ["no-choice", "accepted"]);
  expect(report.drift.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
    "undeclared: px.spy.example",
    "not-loaded: Metrics",
  ]);
  expect(report.drift[0]?.says).toContain("nothing left");
  expect(report.hits.filter((hit) => hit.includes("spy.example"))).toEqual([]);
});

test("trackers that run before a choice are found", async () => {
  expect(told(await scan(["too-early"], ["no-choice", "refused"]))).toEqual(every("too-early", "no-choice"));
});

test("trackers that run against a refusal, a withdrawal or a signal are found, each in the visit that can tell", async () => {
  const report = await scan(["refused-but-runs", "not-stopped", "signal-ignored", "signal-denied"]);
  expect(told(report)).toEqual([
    ...every("refused-but-runs", "refused"),
    ...every("not-stopped", "withdrawn"),
    // After an older acceptance; and what the site says of it in public.
    ...every("signal-ignored", "signal"),
    "signal-ignored: /.well-known/gpc.json (signal)",
  ]);
});

test("what a withdrawal leaves behind is found: cookies with a path, local, session, database and cache", async () => {
  const report = await scan(["left-behind"], ["accepted", "withdrawn"]);
  expect(told(report)).toEqual(["not-stopped: Metrics (withdrawn)"]);
  expect(report.drift[0]?.evidence.map(({ what }) => what).sort()).toEqual([
    "cache m-cache, left behind",
    "cookie _m, left behind",
    "cookie _m_a, left behind",
    "database metrics, left behind",
    "local storage m.queue, left behind",
    "session storage m.visit, left behind",
  ]);
});

test("a page that never becomes idle does not keep the check", async () => {
  const url = await serve((request, response) => {
    if (request.url === "/never") return;
    response.setHeader("content-type", "text/html");
    response.end(
      `<h1>Busy</h1><img src="/never"><script>fetch("/never"); setInterval(() => fetch("/x?" + Math.random()), 50)</script>`,
    );
  });
  const policy = await compile({ ...declared, trackers: { choice: trackers.choice } });
  const report = await check(url, { policy, patience, pages: 2 });
  expect(report.holds).toBe(true);
  expect(report.took).toBeLessThan(20_000);
});

test("a site without a banner and without a choice centre cannot be checked, and that is said", async () => {
  const url = await serve((_, response) => response.setHeader("content-type", "text/html").end("<h1>No banner</h1>"));
  const policy = await compile(declared);
  await expect(check(url, { policy, patience, pages: 1 })).rejects.toMatchObject({
    name: "ScanError",
    code: "no-choice",
    message: expect.stringContaining("/privacy/choices"),
  });
});

test("a site that does not answer, fails, or publishes no policy is said in one sentence before a browser starts", async () => {
  const failing = await serve((_, response) => response.writeHead(500).end());
  const bare = await serve((request, response) => response.writeHead(request.url === "/" ? 200 : 404).end());
  const odd = await serve((_, response) => response.end("{}"));
  await expect(check("http://localhost:9")).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("Nothing answers at"),
  });
  await expect(check(failing)).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("it answered 500"),
  });
  await expect(check(bare)).rejects.toMatchObject({ code: "no-policy", message: expect.stringContaining("--policy") });
  await expect(check(odd)).rejects.toMatchObject({ code: "bad-policy" });
  await expect(check("http://")).rejects.toMatchObject({ code: "bad-address" });
});
