import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import { phases, type Observation } from "../observe/observation.ts";
import { cookie, request } from "../test-seen.ts";
import { declared } from "../test-site.ts";
import { toHtml } from "./html.ts";
import { toReport, type Report } from "./report.ts";
import { toTable } from "./table.ts";

const version = await compile(declared);

function report(...seen: Observation[]): Report {
  const run = [request("cdn.metrics.example", "accepted"), request("px.adverts.example", "accepted")];
  const trips = phases.map((phase) => ({
    phase,
    pages: ["http://localhost:4600/", "http://localhost:4600/about"],
    closed: [],
    seen: [...run, ...seen].filter((one) => one.phase === phase),
    left: [],
  }));
  const at = new Date("2026-11-24T09:00:00Z");
  return toReport({
    url: "http://localhost:4600/",
    at,
    took: 61_000,
    browser: "Chromium 156",
    version,
    trips,
    gpc: true,
    notes: [],
  });
}

test("there is a row for every declared tracker, also for one that was not seen", () => {
  const { holds, trackers } = report();
  expect(holds).toBe(true);
  expect(trackers.map(({ tracker }) => tracker)).toEqual(Object.keys(version.policy.trackers));
});

test("the table says on and off in words beside the marks", () => {
  expect(toTable(report())).toMatchInlineSnapshot(`
    "
      Tracker       no choice refused  accepted withdrawn GPC on   asks for
      ─────────────────────────────────────────────────────────────────────
      Adverts       ✓ off     ✓ off    ✓ on     ✓ off     ✓ off
      Your choice * · unseen  · unseen · unseen · unseen  · unseen
      Film          ✓ off     ✓ off    · unseen ✓ off     ✓ off
      Metrics       ✓ off     ✓ off    ✓ on     ✓ off     ✓ off
      * strictly necessary: may run without a choice

      Note: Your choice was not seen on these pages: nothing speaks against the declaration, and nothing
      for it.
      Note: Film was not seen on these pages: nothing speaks against the declaration, and nothing for
      it.

    ✓ http://localhost:4600/ does what it declares: 4 trackers. 2 pages in 5 visits, 61 s, Chromium 156.
    "
  `);
});

test("drift is named, said and followed by what to do", () => {
  const text = toTable(report(request("px.spy.example", "no-choice", { by: "https://cdn.spy.example/tag.js" })));
  expect(text).toContain("✗ Undeclared: px.spy.example");
  expect(text).toContain("by cdn.spy.example/tag.js");
  expect(text).toContain("→ Declare its tracker in the policy, or take it out of the site.");
  expect(text).toContain("✗ http://localhost:4600/ does not do what it declares: 1 drift.");
});

test("each piece of evidence says which visit it is from, and what was seen in one visit does not repeat it", () => {
  const page = toHtml(report(request("px.spy.example", "accepted"), request("px.spy.example", "no-choice")));
  const [drift = "", rest = ""] = page.split(`<h2 id="trackers">`);
  const visits = (part: string) =>
    [...part.matchAll(/data-head="visit"[^>]*>\s*<div>([^<]*)</g)].map(([, text]) => text);
  expect(visits(drift)).toEqual(["no choice", "accepted"]);
  expect(drift).toContain(`<th scope="col">Visit</th>`);
  expect(visits(rest)).toEqual([]);
});

test("the table fits its width, whatever is in it", () => {
  const long = "x".repeat(400);
  const text = toTable(report(cookie(long, "no-choice"), request(`${"sub.".repeat(60)}spy.example`, "no-choice")));
  for (const width of [100, 80]) {
    for (const line of toTable(report(cookie(long, "no-choice")), { width }).split("\n"))
      expect(line.length).toBeLessThanOrEqual(width);
  }
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
});

test("colours come only when asked for", () => {
  expect(toTable(report())).not.toContain("\u001b");
  expect(toTable(report(), { colour: true })).toContain("\u001b[32m");
});

test("a site cannot write into the report", () => {
  const page = toHtml(
    report(
      cookie(`<img src=x onerror=alert(1)>`, "no-choice"),
      request("px.spy.example", "no-choice", { by: `https://a.example/"><script>` }),
    ),
  );
  expect(page).not.toMatch(/<img|<script/);
  expect(page).toContain("&#60;img");
});

test("the report needs nothing from elsewhere", () => {
  expect(toHtml(report())).not.toMatch(/(?:src|href)="(?!http:\/\/localhost:4600\/")|url\(|@import/);
});
