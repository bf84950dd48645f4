import { expect, test } from "vitest";
import { fitsDomain, fitsHost, fitsName } from "./pattern.ts";

test("a star in a name stands for any run of characters, and everything else for itself", () => {
  expect(fitsName("_ga_*", "_ga_HALDEN0000")).toBe(true);
  expect(fitsName("_ga_*", "_ga")).toBe(false);
  expect(fitsName("_ga", "_ga_1")).toBe(false);
  expect(fitsName("_ce.s", "_ceXs")).toBe(false);
  expect(fitsName("taboola global:*", "taboola global:user-id")).toBe(true);
  expect(fitsName("a(b", "a(b")).toBe(true);
});

test("a star in front of a host stands for any subdomain, and not for the domain itself", () => {
  expect(fitsHost("*.clarity.ms", "c.clarity.ms")).toBe(true);
  expect(fitsHost("*.clarity.ms", "a.b.clarity.ms")).toBe(true);
  expect(fitsHost("*.clarity.ms", "clarity.ms")).toBe(false);
  expect(fitsHost("*.clarity.ms", "notclarity.ms")).toBe(false);
  expect(fitsHost("bat.bing.com", "bat.bing.com")).toBe(true);
  expect(fitsHost("bat.bing.com", "x.bat.bing.com")).toBe(false);
});

test("a cookie's domain holds for its subdomains", () => {
  expect(fitsDomain(".bing.com", "bat.bing.com")).toBe(true);
  expect(fitsDomain("bing.com", "bing.com")).toBe(true);
  expect(fitsDomain("bing.com", "evilbing.com")).toBe(false);
});
