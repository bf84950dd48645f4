import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { compile, toCanonical, toCompiled, toTitle, toVersion } from "./compile.ts";
import { definePolicy } from "./policy.ts";
import type { Policy } from "./policy.ts";
import { toScripts } from "./words/scripts.ts";
import { choice, email, text } from "./words/shape.ts";

const policy = definePolicy({
  controller: { name: "Northwind Trails", contact: "privacy@northwind.example", country: "NL" },
  purposes: { support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" } },
  activities: {
    contactForm: {
      fields: {
        email: { shape: email(), for: ["support"] },
        message: { shape: text(4000), for: ["support"], optional: true },
        seenFrom: { shape: text(45), for: ["support"], source: "automatic" },
        trail: { shape: choice("north", "south"), for: ["support"] },
      },
      storage: "P2Y",
    },
  },
});

test("the hash is the SHA-256 of the JSON, and the JSON is the policy", async () => {
  const version = await compile(policy);
  expect(version.hash).toBe(createHash("sha256").update(version.json).digest("hex"));
  expect(version.policy).toEqual(JSON.parse(version.json));
  expect(version.policy).toEqual(toCompiled(policy));
});

test("a version that was stored reads back as the same version", async () => {
  const version = await compile(policy);
  expect(await toVersion(version.json)).toEqual(version);
});

test("one letter more is another version", async () => {
  const more = { ...policy, title: "Privacy policy." };
  expect((await compile(more)).hash).not.toBe((await compile(policy)).hash);
});

test("a default that is written out is the same version as one left out", async () => {
  const written = {
    ...policy,
    id: "website",
    path: "/privacy" as const,
    languages: ["en"] as const,
    signals: { gpc: "refuse", dnt: "ignore" } as const,
    recipients: {},
    trackers: {},
  };
  expect((await compile(written)).hash).toBe((await compile(policy)).hash);
});

test("defaults are filled in", () => {
  const compiled = toCompiled(policy);
  expect(compiled).toMatchObject({ format: "abide.policy/1", id: "website", path: "/privacy", languages: ["en"] });
  expect(compiled.signals).toEqual({ gpc: "refuse", dnt: "ignore" });
  expect(compiled.activities["contactForm"]).toMatchObject({
    title: "Contact form",
    source: "person",
    public: false,
    storage: { for: "P2Y", from: "collection", end: "erase" },
  });
});

test("shapes become data, and a field has its activity's source unless it has its own", () => {
  const fields = toCompiled(policy).activities["contactForm"]!.fields;
  expect(fields["email"]).toEqual({
    title: "Email",
    kind: "email",
    max: 254,
    for: ["support"],
    optional: false,
    source: "person",
    // Whose record it is, is found by it.
    lookup: true,
  });
  expect(fields["message"]).toMatchObject({ kind: "text", max: 4000, optional: true, lookup: false });
  expect(fields["trail"]).toMatchObject({ kind: "choice", options: ["north", "south"] });
  expect(fields["seenFrom"]!.source).toBe("automatic");
});

test("a foreign schema compiles to text", () => {
  const foreign = {
    "~standard": { version: 1, vendor: "elsewhere", validate: (value: unknown) => ({ value }) },
  } as const;
  const { fields } = toCompiled({
    ...policy,
    activities: { a: { fields: { b: { shape: foreign, for: ["support"] } }, storage: "P1D" } },
  }).activities["a"]!;
  expect(fields["b"]!.kind).toBe("text");
});

test("names that every object has compile like others", async () => {
  const activities = JSON.parse(
    `{ "__proto__": { "fields": { "constructor": { "shape": { "kind": "text" }, "for": ["support"] } }, "storage": "P1D" } }`,
  ) as typeof policy.activities;
  const version = await compile({ ...policy, activities });
  expect(Object.keys(version.policy.activities)).toEqual(["__proto__"]);
  expect(version.json).toContain(`"__proto__":{"fields":{"constructor":`);
});

test("canonical JSON sorts members by UTF-16, keeps lists, and leaves out what is undefined", () => {
  // From RFC 8785, section 3.2.3: the order is by UTF-16 code units, not by code points.
  const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
  expect(Object.values(JSON.parse(toCanonical(value).replace(/"1"/, '"one"')) as object)).toEqual([
    2, 4, 6, 7, 1, 5, 3,
  ]);
  expect(toCanonical({ b: [3, 1, { z: null, a: true }], a: undefined })).toBe(`{"b":[3,1,{"a":true,"z":null}]}`);
  expect(toCanonical([undefined, 1])).toBe("[null,1]");
  expect(toCanonical("\u2028 é \u0007")).toBe('"\u2028 é \\u0007"');
  expect(toCanonical([1e21, 0.1, -0, 4.5])).toBe("[1e+21,0.1,0,4.5]");
});

test("a key reads as a title", () => {
  expect(toTitle("jobApplication")).toBe("Job application");
  expect(toTitle("job-application_2")).toBe("Job application 2");
  expect(toTitle("ip")).toBe("Ip");
});

test("what the site's own code may do is in the version only where it is declared, with its defaults", () => {
  const bare: Policy = {
    controller: { name: "N", contact: "n@n.example", country: "NL" },
    purposes: {},
    activities: {},
  };
  expect(toCompiled(bare)).not.toHaveProperty("scripts");
  expect(toCompiled(bare)).not.toHaveProperty("outbound");
  expect(toCompiled({ ...bare, scripts: { eval: true } }).scripts).toEqual({ inline: "any", eval: true });
  expect(toCompiled({ ...bare, outbound: ["docs.example"] }).outbound).toEqual(["docs.example"]);
  expect(toScripts(undefined)).toEqual({ inline: "any", eval: false });
});
