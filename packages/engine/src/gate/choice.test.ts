import { compile, definePolicy, type Tracker } from "@abide/policy";
import { expect, test } from "vitest";
import { toAllowed, toChoiceForm } from "./choice.ts";

const tracker = <const U extends string>(name: string, purpose: U): Tracker<U> => ({
  name,
  purpose,
  says: name,
  party: "first",
  duration: "P1D",
  stores: [],
  hosts: {},
  load: [],
});

const version = await compile(
  definePolicy({
    controller: { name: "Halden", contact: "privacy@halden.example", country: "CH" },
    purposes: {
      measurement: { basis: "consent", term: "ServiceUsageAnalytics", says: "count visits" },
      adverts: { basis: "consent", term: "Advertising", says: "show adverts" },
    },
    activities: {},
    trackers: {
      one: tracker("One", "measurement"),
      two: tracker("Two", "measurement"),
      three: tracker("Three", "adverts"),
    },
  }),
);

const saved = (...fields: readonly (readonly [string, string])[]): readonly string[] =>
  toAllowed(toChoiceForm([["token", "t"], ["control", "centre"], ["do", "save"], ...fields]), version, []);

test("a purpose that is switched on allows all of its trackers, and those of no other purpose", () => {
  expect(saved(["whole", "measurement"])).toEqual(["one", "two"]);
  expect(saved(["whole", "measurement"], ["tracker", "three"])).toEqual(["one", "three", "two"]);
});

test("a purpose that is switched off refuses all of its trackers, whatever is still ticked below it", () => {
  const ticked = [
    ["tracker", "one"],
    ["tracker", "two"],
    ["tracker", "three"],
  ] as const;
  expect(saved(["was", "measurement"], ...ticked)).toEqual(["three"]);
});

test("a purpose whose switch was left alone goes by what is ticked below it", () => {
  expect(saved(["was", "measurement"], ["whole", "measurement"], ["tracker", "two"])).toEqual(["two"]);
  expect(saved(["tracker", "one"])).toEqual(["one"]);
});

test("a purpose that the policy does not have is refused", () => {
  expect(() => saved(["whole", "__proto__"])).toThrow("not a purpose of this policy");
});

test("the button for nothing refuses everything, whatever is switched on", () => {
  const form = toChoiceForm([
    ["token", "t"],
    ["control", "centre"],
    ["do", "reject"],
    ["whole", "adverts"],
    ["tracker", "one"],
  ]);
  expect(toAllowed(form, version, ["one"])).toEqual([]);
});
