import { expect, test } from "vitest";
import { toDays, toSeconds } from "./storage.ts";

test("a duration has a length", () => {
  expect(toSeconds("PT1S")).toBe(1);
  expect(toSeconds("PT30M")).toBe(1_800);
  expect(toSeconds("PT12H")).toBe(43_200);
  expect(toSeconds("P1D")).toBe(86_400);
  expect(toDays("P2W")).toBe(14);
  expect(toDays("P1Y")).toBe(365);
  expect(toDays("P1Y2M3DT12H")).toBeCloseTo(365 + (2 * 365) / 12 + 3.5);
});

test("twelve months are a year, and twenty-four two", () => {
  expect(toDays("P12M")).toBeCloseTo(365);
  expect(toDays("P24M")).toBeCloseTo(toDays("P2Y")!);
});

test("a month and a minute are told apart by the T", () => {
  expect(toDays("P1M")).toBeCloseTo(30.4, 1);
  expect(toSeconds("PT1M")).toBe(60);
  expect(toSeconds("P1MT1M")).toBeCloseTo(toSeconds("P1M")! + 60);
});

test("zero is a length, which a rule refuses where it has to be more", () => {
  expect(toSeconds("P0D")).toBe(0);
});

test.each([
  "never",
  "forever",
  "",
  "P",
  "PT",
  "P1",
  "1Y",
  "P1H",
  "PT1D",
  "P1YT",
  "P1.5Y",
  "P-1Y",
  "-P1Y",
  "p1y",
  "P1Y ",
  " P1Y",
  "P1Y2Y",
  "P1D1Y",
  "P1Y\n",
  "P１Y",
  "P1Y1W1X",
  "2 years",
])("%j is no duration", (written) => {
  expect(toSeconds(written)).toBeUndefined();
  expect(toDays(written)).toBeUndefined();
});
