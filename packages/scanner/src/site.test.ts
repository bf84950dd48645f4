import { expect, test } from "vitest";
import { toHost, toParty, toSite } from "./site.ts";

test.each([
  ["www.halden.example", "halden.example"],
  ["halden.example", "halden.example"],
  [".halden.example", "halden.example"],
  ["shop.halden.co.uk", "halden.co.uk"],
  ["a.b.halden.com.au", "halden.com.au"],
  ["x.co", "x.co"],
  ["halden.github.io", "halden.github.io"],
  ["www.t.co", "t.co"],
  ["127.0.0.1", "127.0.0.1"],
  ["[::1]", "[::1]"],
  ["localhost", "localhost"],
  ["bat-bing-com.localhost", "bing.com"],
])("%s belongs to %s", (host, site) => expect(toSite(host)).toBe(site));

test("www and other subdomains are one party with the bare domain", () => {
  expect(toParty("cdn.halden.example", "www.halden.example")).toBe("first");
  expect(toParty("halden.example", "www.halden.example")).toBe("first");
  expect(toParty("halden.example.evil.example", "halden.example")).toBe("third");
});

test("a stand-in is a third party to the site on localhost, under its real name", () => {
  expect(toParty("bat-bing-com.localhost", "localhost")).toBe("third");
  expect(toHost("http://px-ads--x-com.localhost:4601/p.gif")).toBe("px.ads-x.com");
});

test("only addresses of the network have a host", () => {
  expect(toHost("wss://live.halden.example/s")).toBe("live.halden.example");
  for (const url of ["data:image/gif;base64,AA", "blob:http://localhost/1", "chrome://settings", "inline", ""]) {
    expect(toHost(url), url).toBeUndefined();
  }
});
