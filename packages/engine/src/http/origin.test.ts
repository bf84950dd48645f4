import { expect, test } from "vitest";
import { toBack } from "./origin.ts";

const own = "https://www.halden.example";

test.each(["/", "/blog", "/blog?page=2#comments", "/a%20b?c=%2F%2Fx", "/a:b@c"])("%s is a way back", (back) => {
  expect(toBack(back, own)).toBe(back);
});

test.each([
  undefined,
  "",
  "blog",
  "//elsewhere.example",
  "/\\elsewhere.example",
  "\\\\elsewhere.example",
  "https://elsewhere.example/",
  "https://www.halden.example/",
  "javascript:alert(1)",
  "/\n/elsewhere.example",
  "/\t/elsewhere.example",
  "/a\r\nSet-Cookie: x=1",
  "/a\u0000b",
  "/..//elsewhere.example",
  "/.//elsewhere.example",
  `/${"a".repeat(3000)}`,
])("%j is none", (back) => {
  expect(toBack(back, own)).toBe("/");
});

test("what cannot stand in a header is encoded", () => {
  expect(toBack('/ä"<b>#ü', own)).toBe("/%C3%A4%22%3Cb%3E#%C3%BC");
});
