import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import { cookie, request, stored, worker } from "../test-seen.ts";
import { declared, trackers } from "../test-site.ts";
import { match } from "./match.ts";

const { policy } = await compile(declared);
const third = { party: "third" } as const;

test("a cookie is its tracker's by name, party and domain", () => {
  expect(match(policy, cookie("_m", "accepted"))).toMatchObject({ trackers: ["metrics"], item: { name: "_m" } });
  expect(match(policy, cookie("_m_x", "accepted"))).toMatchObject({ trackers: ["metrics"], item: { name: "_m_*" } });
  expect(match(policy, cookie("aid", "accepted", { ...third, host: "px.adverts.example" })).trackers).toEqual([
    "adverts",
  ]);
});

test("a name that everybody uses is nobody's on a foreign host", () => {
  expect(match(policy, cookie("aid", "accepted", { ...third, host: "px.other.example" }))).toEqual({ trackers: [] });
  expect(match(policy, cookie("_m", "accepted", { ...third, host: "px.other.example" }))).toEqual({ trackers: [] });
});

test("the other party's is told apart from undeclared", () => {
  expect(match(policy, cookie("_m", "accepted", { ...third, host: "px.metrics.example" }))).toEqual({
    trackers: [],
    otherParty: ["metrics"],
  });
  expect(match(policy, cookie("aid", "accepted"))).toEqual({ trackers: [], otherParty: ["adverts"] });
});

test("storage is a tracker's by its kind as well", () => {
  expect(match(policy, stored("local", "m.queue", "accepted")).trackers).toEqual(["metrics"]);
  expect(match(policy, stored("session", "m.queue", "accepted")).trackers).toEqual([]);
  expect(
    match(policy, stored("local", "volume", "accepted", { ...third, host: "player.film.example" })).trackers,
  ).toEqual(["film"]);
});

test("a request is a tracker's by host; the site's own needs no declaration", () => {
  expect(match(policy, request("cdn.metrics.example", "accepted")).trackers).toEqual(["metrics"]);
  expect(match(policy, request("metrics.example", "accepted")).trackers).toEqual([]);
  expect(match(policy, request("localhost", "accepted", { party: "first" }))).toEqual({ trackers: [], own: true });
});

test("a request is a tracker's whatever it fetches there", async () => {
  const { metrics } = trackers;
  const hosts = { style: ["css.metrics.example"], font: ["fonts.metrics.example"], worker: ["blob:"] };
  const { policy: own } = await compile({ ...declared, trackers: { metrics: { ...metrics, hosts, load: [] } } });
  expect(match(own, request("css.metrics.example", "accepted")).trackers).toEqual(["metrics"]);
  expect(match(own, request("fonts.metrics.example", "accepted")).trackers).toEqual(["metrics"]);
  expect(match(own, request("cdn.metrics.example", "accepted")).trackers).toEqual([]);
});

test("a script of the site's own that a tracker loads is that tracker's", async () => {
  const { policy: own } = await compile({
    ...declared,
    trackers: { count: { ...trackers.metrics, hosts: {}, load: [{ script: "/count.js" }] } },
  });
  const url = "http://localhost:4600/count.js?v=1";
  expect(match(own, request("localhost", "accepted", { party: "first", url })).trackers).toEqual(["count"]);
});

test("a name in full goes before a pattern", async () => {
  const { metrics } = trackers;
  const other = { ...metrics, stores: [{ kind: "cookie", name: "_m_a", life: "P1D", party: "first" }] } as const;
  const { policy: both } = await compile({ ...declared, trackers: { metrics, other } });
  expect(match(both, cookie("_m_a", "accepted")).trackers).toEqual(["other"]);
  expect(match(both, cookie("_m_b", "accepted")).trackers).toEqual(["metrics"]);
});

test("a service worker is declared by its path, as what the browser caches", async () => {
  expect(match(policy, worker("/sw.js", "accepted")).trackers).toEqual([]);
  const { choice } = trackers;
  const offline = {
    ...choice,
    stores: [{ kind: "cache", name: "/sw.js", life: "until-deleted", party: "first" }],
  } as const;
  const { policy: with_ } = await compile({ ...declared, trackers: { offline } });
  expect(match(with_, worker("/sw.js", "accepted")).trackers).toEqual(["offline"]);
});
