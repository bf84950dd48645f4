import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import { phases, type Left, type Observation, type Phase } from "../observe/observation.ts";
import { toMatched } from "../match/matched.ts";
import { cookie, request, stored, worker } from "../test-seen.ts";
import { declared, trackers } from "../test-site.ts";
import { findDrift } from "./drift.ts";
import type { Drift } from "./rule.ts";

const { policy } = await compile(declared);
const day = 86_400;
const third = { party: "third" } as const;

/** What an honest site does once everything is accepted. */
const honest: readonly Observation[] = [
  request("cdn.metrics.example", "accepted"),
  cookie("_m", "accepted", { life: 730 * day }),
  request("px.adverts.example", "accepted"),
  cookie("aid", "accepted", { ...third, host: "px.adverts.example", life: 180 * day }),
];

function drift(
  seen: readonly Observation[],
  { left = [], gpc, of = policy }: { left?: Left[]; gpc?: boolean; of?: typeof policy } = {},
): Drift[] {
  const trips = phases.map((phase) => ({
    phase,
    pages: [],
    closed: [],
    seen: seen.filter((one) => one.phase === phase),
    left: phase === "withdrawn" ? left : [],
  }));
  return findDrift(toMatched(of, trips, gpc));
}
const told = (drifts: readonly Drift[]): string[] =>
  drifts.map(({ kind, name, phases }) => `${kind}: ${name} (${phases.join(" ")})`);

test("an honest site does not drift", () => expect(drift(honest)).toEqual([]));

test("what no tracker declares is told once, with the phases in which it was seen", () => {
  const seen = [
    ...honest,
    cookie("spy", "no-choice"),
    cookie("spy", "refused"),
    stored("local", "fingerprint", "no-choice"),
    request("px.spy.example", "no-choice"),
    worker("/sw.js", "no-choice"),
  ];
  expect(told(drift(seen))).toEqual([
    "undeclared: cookie spy (no-choice refused)",
    "undeclared: local storage fingerprint (no-choice)",
    "undeclared: px.spy.example (no-choice)",
    "undeclared: service worker /sw.js (no-choice)",
  ]);
});

test("an undeclared host drifts also where the browser held it back, and says that nothing left", () => {
  const [one] = drift([...honest, request("px.spy.example", "no-choice", { held: "content security policy" })]);
  expect(one).toMatchObject({ kind: "undeclared", name: "px.spy.example" });
  expect(one!.says).toContain("nothing left");
});

test("a cookie that the browser refused was not stored", () => {
  const elsewhere = { ...third, host: "bank.example", refused: "InvalidDomain" };
  expect(
    drift([...honest, cookie("elsewhere", "accepted", elsewhere), cookie("_m", "refused", { refused: "blocked" })]),
  ).toEqual([]);
});

test.each([
  ["no-choice", "too-early"],
  ["refused", "refused-but-runs"],
  ["withdrawn", "not-stopped"],
  ["signal", "signal-ignored"],
] as const)("a tracker that runs in the phase %s is %s", (phase, kind) => {
  expect(told(drift([...honest, request("cdn.metrics.example", phase)]))).toEqual([`${kind}: Metrics (${phase})`]);
  expect(told(drift([...honest, cookie("_m", phase)]))).toEqual([`${kind}: Metrics (${phase})`]);
});

test.each(["no-choice", "refused", "withdrawn", "signal"] as const)(
  "a declared tracker that was held back in the phase %s did not run",
  (phase: Phase) => {
    expect(drift([...honest, request("cdn.metrics.example", phase, { held: "connection allowlist" })])).toEqual([]);
  },
);

test("a host that a necessary tracker declares as well is no evidence against an optional one", async () => {
  const { choice, metrics } = trackers;
  const shared = { ...choice, stores: [], hosts: { script: ["cdn.metrics.example"] } };
  const { policy: of } = await compile({ ...declared, trackers: { metrics, shared } });
  const seen = [request("cdn.metrics.example", "no-choice"), request("cdn.metrics.example", "accepted")];
  expect(drift(seen, { of })).toEqual([]);
  expect(told(drift([...seen, cookie("_m", "no-choice")], { of }))).toEqual(["too-early: Metrics (no-choice)"]);
});

test("what a tracker stored and the withdrawal left is not stopped; another party's no site can delete", () => {
  const left: Left[] = [
    { kind: "cookie", name: "_m", host: "localhost", party: "first" },
    { kind: "indexeddb", name: "metrics", host: "localhost", party: "first" },
    { kind: "cookie", name: "aid", host: "px.adverts.example", party: "third" },
    { kind: "cookie", name: "abide", host: "localhost", party: "first" },
  ];
  const drifts = drift(honest, { left });
  expect(told(drifts)).toEqual(["not-stopped: Metrics (withdrawn)"]);
  expect(drifts[0]!.says).toContain("cookie _m and database metrics");
});

test("a lifetime counts as it was asked, also beyond what browsers grant", () => {
  const drifts = drift([...honest, cookie("_m", "accepted", { life: 3650 * day })]);
  expect(told(drifts)).toEqual(["too-long: Metrics: _m (accepted)"]);
  expect(drifts[0]!.says).toBe("Cookie _m asks to be kept for 3,650 days, and is declared for 730 days.");
});

test("a calendar's years may be two days longer than the average one", () => {
  expect(drift([...honest, cookie("_m", "accepted", { life: 731 * day })])).toEqual([]);
  expect(drift([...honest, cookie("_m_a", "accepted", { life: 2 * day })])).toHaveLength(1);
});

test("a cookie of the session that asks for more is kept too long", async () => {
  const { choice } = trackers;
  const stores = [{ kind: "cookie", name: "abide", life: "session", party: "first" }] as const;
  const { policy: of } = await compile({ ...declared, trackers: { choice: { ...choice, stores } } });
  expect(told(drift([cookie("abide", "accepted", { life: 60 })], { of }))).toEqual([
    "too-long: Your choice: abide (accepted)",
  ]);
});

test("the other party's is its own kind of drift", () => {
  const seen = [...honest, cookie("_m", "accepted", { ...third, host: "px.metrics.example" })];
  expect(told(drift(seen))).toEqual(["wrong-party: Metrics (accepted)"]);
});

test("a tracker that was allowed and never came is told, with what held it back", () => {
  const without = honest.filter(({ host }) => host !== "cdn.metrics.example" && host !== "localhost");
  expect(told(drift(without))).toEqual(["not-loaded: Metrics (accepted)"]);
  const [held] = drift([...without, request("cdn.metrics.example", "accepted", { held: "content security policy" })]);
  expect(held!.says).toContain("content security policy held it back");
});

test("a published answer to the signal that the policy denies is drift", () => {
  expect(told(drift(honest, { gpc: false }))).toEqual(["signal-ignored: /.well-known/gpc.json (signal)"]);
  expect(drift(honest, { gpc: true })).toEqual([]);
});

test("a signal that is declared as ignored is not judged beside the missing choice", async () => {
  const { policy: of } = await compile({ ...declared, signals: { gpc: "ignore" } });
  const seen = [...honest, request("cdn.metrics.example", "signal"), request("cdn.metrics.example", "no-choice")];
  expect(told(drift(seen, { of, gpc: false }))).toEqual(["too-early: Metrics (no-choice)"]);
});
