import { expect, test } from "vitest";
import { toAskedCookie } from "./set-cookie.ts";

const now = new Date("2026-11-24T00:00:00Z");
const day = 86_400;

test.each([
  ["a=1", "session"],
  ["a=1; Max-Age=63072000", 730 * day],
  ["a=1; max-age = 60", 60],
  ["a=1; Max-Age=0", 0],
  ["a=1; Max-Age=soon", "session"],
  ["a=1; Expires=Wed, 25 Nov 2026 00:00:00 GMT", day],
  ["a=1; Expires=Wed, 25-Nov-2026 00:00:00 GMT", day],
  ["a=1; Expires=Wed, 25 Nov 2026 00:00:00 GMT; Max-Age=60", 60],
  ["a=1; Max-Age=60; Max-Age=120", 120],
  ["a=1; Expires=never", "session"],
])("%s asks for %s", (line, life) => expect(toAskedCookie(line, now).life).toBe(life));

test("a lifetime beyond what browsers grant is the one that counts", () => {
  expect(toAskedCookie(`a=1; Max-Age=${3650 * day}`, now).life).toBe(3650 * day);
});

test("attributes are read in any case, and the value is not kept", () => {
  expect(toAskedCookie("id=secret=2; DOMAIN=.Halden.Example; path=/shop; httponly; Partitioned", now)).toEqual({
    name: "id",
    domain: "halden.example",
    path: "/shop",
    life: "session",
    httpOnly: true,
    partitioned: true,
  });
});
