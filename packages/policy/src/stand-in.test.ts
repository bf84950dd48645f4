import { expect, test } from "vitest";
import { fromStandIn, toStandIn } from "./stand-in.ts";

const hosts = [
  "example.com",
  "www.google-analytics.com",
  "px.ads.linkedin.com",
  "a--b.example.com",
  "xn--mnchen-3ya.example",
  "a-.b",
  "a.-b",
  "localhost",
];

test("every host has a name below .localhost, with no dot before it", () => {
  for (const host of hosts) expect(toStandIn(host)).toMatch(/^[^.]+\.localhost$/);
  expect(toStandIn("px.ads-x.com")).toBe("px-ads--x-com.localhost");
});

test("a stand-in's name gives the host back", () => {
  const ordinary = hosts.filter((host) => !/-\.|\.-/.test(host));
  for (const host of ordinary) expect(fromStandIn(toStandIn(host))).toBe(host);
});

test("two hosts that differ have names that differ", () => {
  const ordinary = hosts.filter((host) => !/-\.|\.-/.test(host));
  expect(new Set(ordinary.map(toStandIn)).size).toBe(ordinary.length);
  expect(toStandIn("a-b.example")).not.toBe(toStandIn("a.b.example"));
});

test("what is no stand-in stays what it is", () => {
  for (const host of ["example.com", "localhost", "a.b.localhost", "localhost.example.com"]) {
    expect(fromStandIn(host)).toBe(host);
  }
});
