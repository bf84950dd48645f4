import { describe, expect, test } from "vitest";
import { toAsked, toCookies, toCut, toExpirations } from "./cookies.ts";

const now = new Date("2026-11-24T00:00:00Z");

test("a Cookie header is read as browsers write it", () => {
  expect(toCookies(null)).toEqual([]);
  expect(toCookies("a=1; b=2=3;c=;  d = 4 ; e; =f; ;a=2")).toEqual([
    ["a", "1"],
    ["b", "2=3"],
    ["c", ""],
    ["d", "4"],
    ["", "e"],
    ["", "f"],
    ["a", "2"],
  ]);
  // Another name than without it, to a browser: one that a sibling domain may set.
  expect(toCookies("\u00a0__Host-a=1")).toEqual([["\u00a0__Host-a", "1"]]);
});

describe("expirations", () => {
  test("reach every path from the first down to the page, and every domain from this host up", () => {
    const lines = toExpirations("a", new URL("http://www.shop.example/x"), ["/blog/post"]);
    expect(lines).toContain("a=; Max-Age=0; Path=/");
    expect(lines).toContain("a=; Max-Age=0; Path=/blog");
    expect(lines).toContain("a=; Max-Age=0; Path=/blog/; Domain=www.shop.example");
    expect(lines).toContain("a=; Max-Age=0; Path=/blog/post; Domain=shop.example");
    expect(lines.some((line) => line.endsWith("Domain=example"))).toBe(false);
    expect(lines).toHaveLength(12);
  });

  test("of an address or a bare name name no domain", () => {
    for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
      expect(toExpirations("a", new URL(`http://${host}/`), ["/"])).toEqual(["a=; Max-Age=0; Path=/"]);
    }
  });

  test("over TLS reach partitioned cookies as well", () => {
    expect(toExpirations("a", new URL("https://localhost/"), ["/"])).toEqual([
      "a=; Max-Age=0; Path=/; Secure",
      "a=; Max-Age=0; Path=/; Secure; Partitioned",
    ]);
  });

  test.each(["a;b", "a\nb", "a b", "a,b", "ä=b"])("of a name like %j are none", (name) => {
    expect(toExpirations(name, new URL("http://localhost/"), ["/"])).toEqual([]);
  });

  test("leave out paths that would add attributes", () => {
    expect(toExpirations("a", new URL("http://localhost/"), ["/x; Domain=y"])).toEqual(["a=; Max-Age=0; Path=/"]);
  });
});

describe("what a Set-Cookie line asks for", () => {
  test.each<[string, number | undefined]>([
    ["a=1", undefined],
    ["a=1; Max-Age=60", 60],
    ["a=1; max-age = 60 ; Secure", 60],
    ["a=1; Max-Age=0", 0],
    ["a=1; Max-Age=-1", -1],
    ["a=1; Max-Age=soon", undefined],
    ["a=1; Expires=Wed, 25 Nov 2026 00:00:00 GMT", 86_400],
    ["a=1; Expires=Wed, 09 Jun 2038 10:10:10 CEST", Infinity],
    // Max-Age has precedence (RFC 6265, 5.3).
    ["a=1; Max-Age=60; Expires=Wed, 25 Nov 2026 00:00:00 GMT", 60],
  ])("%s", (line, life) => {
    expect(toAsked(line, now)).toMatchObject({ name: "a", life });
  });

  test("is cut to what is declared", () => {
    const cut = (line: string, life: "session" | "P1D" | "until-deleted") =>
      toCut(line, toAsked(line, now), { kind: "cookie", name: "a", life, party: "first" });
    expect(cut("a=1; Max-Age=99999999; Path=/", "P1D")).toBe("a=1; Path=/; Max-Age=86400");
    expect(cut("a=1; Expires=Fri, 31 Dec 2038 00:00:00 GMT; Secure", "session")).toBe("a=1; Secure");
    expect(cut("a=1; Expires=Wed, 09 Jun 2038 10:10:10 CEST", "P1D")).toBe("a=1; Max-Age=86400");
    expect(cut("a=1; Max-Age=86400", "P1D")).toBeUndefined();
    expect(cut("a=1", "P1D")).toBeUndefined();
    expect(cut("a=1; Max-Age=0", "session")).toBeUndefined();
  });
});
