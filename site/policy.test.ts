import { check, compile, toNotice } from "@abide/policy";
import { describe, expect, test } from "vitest";
import { facts } from "./facts.ts";
import { services } from "./policy-services.ts";
import { policy } from "./policy.ts";

const version = await compile(policy);

describe("the published page", () => {
  const page = toNotice(version, { language: "en", enforced: true });

  test.each(facts.map((fact) => [fact.obligation, fact.at, fact] as const))("%s: #%s shows its fact", (_, __, fact) => {
    const element = toElement(page, fact.at);
    const text = toText(element);
    for (const shown of fact.shows) expect(text).toContain(shown);
    for (const link of fact.links ?? []) expect(element).toContain(`href="${link}"`);
  });

  test("every obligation of the prose has a fact", () => {
    const covered = new Set(facts.flatMap(({ obligation }) => obligation.split(" ")));
    const wanted = "A1 A2 A3 A4 A5 A6 A7 A8 B0 B1 B2 B3 B4 B5 C1 C2 C3 C4 C5 C6 C7 C8 D1 D2 D3 E2 E3".split(" ");
    for (const obligation of wanted) expect(covered).toContain(obligation);
  });

  test("a contact serves seven purposes and a visit eight, each with one basis", () => {
    const { activities, purposes } = version.policy;
    const used = (activity: string) =>
      new Set(Object.values(activities[activity]!.fields).flatMap((field) => [...field.for]));
    expect(used("contact").size).toBe(7);
    expect(used("visit").size).toBe(8);
    expect(new Set([...used("contact")].map((purpose) => purposes[purpose]!.basis))).toEqual(
      new Set(["contract", "legitimate-interest", "legal-obligation"]),
    );
    expect(new Set([...used("visit")].map((purpose) => purposes[purpose]!.basis))).toEqual(
      new Set(["legitimate-interest"]),
    );
  });

  test("fourteen trackers are optional, beside the embed; necessary are the choice itself, and the session of who works here", () => {
    const trackers = Object.entries(version.policy.trackers);
    expect(trackers.filter(([, tracker]) => tracker.necessary !== undefined).map(([key]) => key)).toEqual([
      "choice",
      "staff",
    ]);
    expect(trackers.filter(([, tracker]) => tracker.necessary === undefined && !tracker.embed)).toHaveLength(14);
  });
});

describe.each([
  ["website", policy],
  ["services", services],
])("the policy of the %s", (_, declared) => {
  test("has no errors", () => {
    expect(check(declared).filter((issue) => issue.level === "error")).toEqual([]);
  });

  test("says everything in both of its languages", async () => {
    const { policy } = await compile(declared);
    const missing: string[] = [];
    walk(policy, [], (path, value) => {
      if (("en" in value || "de" in value) && !("en" in value && "de" in value)) missing.push(path.join("."));
    });
    expect(missing).toEqual([]);
    const german = toText(toNotice(await compile(declared), { language: "de" }));
    expect(german).toContain("Halden Software AG");
    expect(german).not.toContain("legitimate interest");
  });
});

test("the two policies point to each other", () => {
  expect(policy.links?.["services"]?.href).toBe(services.path);
  expect(services.links?.["website"]?.href).toBe(policy.path);
});

function walk(value: unknown, path: string[], see: (path: string[], value: object) => void): void {
  if (typeof value !== "object" || value === null) return;
  see(path, value);
  for (const [key, member] of Object.entries(value)) walk(member, [...path, key], see);
}

/** The element with this id, from its opening tag to its closing one; where it heads a section, what follows it as well. */
function toElement(page: string, id: string): string {
  const opening = new RegExp(`<(\\w+)[^>]*\\sid="${id}"`).exec(page);
  if (!opening) throw new Error(`the page has no element with the id "${id}"`);
  const tags = new RegExp(`<(/?)${opening[1]}\\b[^>]*>`, "g");
  tags.lastIndex = opening.index;
  for (let depth = 0, tag = tags.exec(page); tag !== null; tag = tags.exec(page)) {
    depth += tag[1] === "" ? 1 : -1;
    if (depth === 0) return page.slice(opening.index, tags.lastIndex);
  }
  throw new Error(`the element with the id "${id}" does not end`);
}

function toText(element: string): string {
  return element
    .replace(/<[^>]+>/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, " ");
}
