import { expect, test } from "vitest";
import { fitsDomain, fitsHost } from "./pattern.ts";

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
