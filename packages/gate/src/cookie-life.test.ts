import { expect, test } from "vitest";
import { toAskedLife, toCutLife } from "./cookie-life.ts";

const now = Date.parse("2026-11-24T00:00:00Z");
const toHeld = (line: string, most: number): string => toCutLife(line, toAskedLife(line, now), most);

test.each([
  ["a=1; expires=Wed, 25-Nov-26 00:00:00 GMT", 86_400],
  ["a=1; expires=Wed, 25 Nov 2026 00:00:00 GMT", 86_400],
  // Browsers take two digits below 70 for this century: what passed for a deletion would stay.
  ["a=1; expires=Wed, 25-Nov-60 00:00:00 GMT", (Date.parse("2060-11-25T00:00:00Z") - now) / 1000],
  ["a=; expires=Thu, 01-Jan-70 00:00:01 GMT", (1000 - now) / 1000],
  ["a=1; Max-Age=5; max-age=7", 7],
  ["a=1; Max-Age=5x", undefined],
  ["a=1;\tMax-Age\t=\t7", 7],
  // A blank to us and not to browsers: what passed for a deletion would stay.
  ["a=1; expires=Wed, 25-Nov-26 00:00:00 GMT;\u00a0Max-Age=0", 86_400],
  ["a=1; Max-Age=5;\u00a0Max-Age=0", 5],
  // Browsers read on in brackets, and take the first date that they find.
  ["a=1; expires=(25 Nov 2099 00:00:00) Thu, 01 Jan 1970 00:00:00 GMT", Infinity],
  ["a=1; expires=25 (Nov 2099) 01 Jan 1970 00:00:00", Infinity],
  ["a=; expires=Thu Jan 01 1970 03:00:00 GMT+0300 (GMT+03:00)", -now / 1000],
  ["max-age=5", undefined],
  ["a=1; my-max-age=5", undefined],
])("%s asks for %s seconds", (line, life) => expect(toAskedLife(line, now)).toBe(life));

test("what asks for more is cut, and all else of it stays", () => {
  expect(toHeld("a=1; Path=/; Max-Age=50; expires=Wed, 25 Nov 2099 00:00:00 GMT; Secure", 10)).toBe(
    "a=1; Path=/; Max-Age=50; expires=Wed, 25 Nov 2099 00:00:00 GMT; Secure",
  );
  expect(toHeld("a=1; Path=/; Max-Age=1000; expires=Wed, 25 Nov 2099 00:00:00 GMT; Secure", 10)).toBe(
    "a=1; Path=/; Secure; Max-Age=10",
  );
  expect(toHeld("a=1; Max-Age=1000; Max-Age; Max-Age=x", 10)).toBe("a=1; Max-Age=10");
  expect(toHeld("a=1; Max-Age=5", 0)).toBe("a=1");
  expect(toHeld("a=1; Max-Age=0", 0)).toBe("a=1; Max-Age=0");
});
