import { expect, test } from "vitest";
import { toCompiled } from "./compile.ts";
import { decideField, decideTracker, decideUse, toOptional, toPermitted } from "./decide.ts";
import type { Choice, SubjectFacts, VisitorFacts } from "./decide.ts";
import { definePolicy } from "./policy.ts";
import { email, text } from "./words/shape.ts";
import type { Tracker } from "./words/tracker.ts";

const tracker = { says: "", party: "first", duration: "P1Y", stores: [], hosts: {}, load: [] } as const;
const necessary: Tracker<"support"> = { ...tracker, name: "Abide", purpose: "support", necessary: "It has to." };
const optional: Tracker<"audience"> = { ...tracker, name: "Counter", purpose: "audience" };

const policy = toCompiled(
  definePolicy({
    controller: { name: "Northwind Trails", contact: "privacy@northwind.example", country: "NL" },
    purposes: {
      support: { basis: "contract", term: "CustomerCare", says: "answer" },
      audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "count" },
    },
    activities: {
      contact: {
        fields: { email: { shape: email(), for: ["support"] }, page: { shape: text(9), for: ["support", "audience"] } },
        storage: "P1Y",
      },
    },
    trackers: { abide: necessary, counter: optional, pixel: optional },
    signals: { gpc: "refuse", dnt: "ignore" },
  }),
);

const chose = (allowed: string[], signals: Choice["signals"] = []): Choice => ({
  allowed,
  signals,
  version: "0".repeat(64),
  at: "2026-09-01T00:00:00Z",
});
const nobody: VisitorFacts = { signals: [] };

test("what is strictly necessary runs for everybody, whatever was chosen or signalled", () => {
  for (const facts of [nobody, { signals: ["gpc"] }, { signals: [], choice: chose([]) }] satisfies VisitorFacts[]) {
    expect(decideTracker(policy, "abide", facts)).toEqual({ allowed: true, because: "necessary" });
  }
});

test("what is optional waits for a choice", () => {
  expect(decideTracker(policy, "counter", nobody)).toEqual({ allowed: false, reason: "no-choice" });
});

test("a choice allows exactly what it names", () => {
  const facts = { signals: [], choice: chose(["counter"]) };
  expect(decideTracker(policy, "counter", facts)).toEqual({ allowed: true, because: "chosen" });
  expect(decideTracker(policy, "pixel", facts)).toEqual({ allowed: false, reason: "refused" });
});

test("what is not declared never runs, not even when a choice names it", () => {
  for (const key of ["other", "constructor", "__proto__", ""]) {
    const facts: VisitorFacts = { signals: [], choice: chose([key]) };
    expect(decideTracker(policy, key, facts)).toEqual({ allowed: false, reason: "undeclared" });
  }
});

test("a signal that counts as a refusal outweighs a choice made without it", () => {
  expect(decideTracker(policy, "counter", { signals: ["gpc"] })).toEqual({ allowed: false, reason: "signal" });
  const before = { signals: ["gpc"], choice: chose(["counter"]) } satisfies VisitorFacts;
  expect(decideTracker(policy, "counter", before)).toEqual({ allowed: false, reason: "signal" });
});

test("a choice made while the signal was on outweighs the signal", () => {
  const facts: VisitorFacts = { signals: ["gpc"], choice: chose(["counter"], ["gpc"]) };
  expect(decideTracker(policy, "counter", facts)).toEqual({ allowed: true, because: "chosen" });
  expect(decideTracker(policy, "pixel", facts)).toEqual({ allowed: false, reason: "refused" });
});

test("a signal that is declared as ignored changes nothing", () => {
  const facts: VisitorFacts = { signals: ["dnt"], choice: chose(["counter"]) };
  expect(decideTracker(policy, "counter", facts)).toEqual({ allowed: true, because: "chosen" });
  const both: VisitorFacts = { signals: ["dnt", "gpc"], choice: chose(["counter"], ["dnt"]) };
  expect(decideTracker(policy, "counter", both)).toEqual({ allowed: false, reason: "signal" });
});

test("lists name what is optional, and what may run now", () => {
  expect(toOptional(policy)).toEqual(["counter", "pixel"]);
  expect(toPermitted(policy, nobody)).toEqual(["abide"]);
  expect(toPermitted(policy, { signals: [], choice: chose(["pixel", "other"]) })).toEqual(["abide", "pixel"]);
});

test("a field serves the purposes it names", () => {
  expect(decideField(policy, "contact", "email", "support")).toEqual({ allowed: true, because: "basis" });
  expect(decideField(policy, "contact", "page", "audience")).toEqual({ allowed: true, because: "basis" });
  expect(decideField(policy, "contact", "email", "audience")).toEqual({ allowed: false, reason: "other-purpose" });
});

test("what is not declared serves nothing", () => {
  const undeclared = { allowed: false, reason: "undeclared" };
  expect(decideField(policy, "contacts", "email", "support")).toEqual(undeclared);
  expect(decideField(policy, "contact", "phone", "support")).toEqual(undeclared);
  expect(decideField(policy, "contact", "email", "promotion")).toEqual(undeclared);
  expect(decideField(policy, "constructor", "name", "support")).toEqual(undeclared);
  expect(decideField(policy, "contact", "constructor", "toString")).toEqual(undeclared);
});

// What each thing that a person can say does to each kind of purpose: a dot where it goes on.
const says = "do it";
const bases = toCompiled(
  definePolicy({
    controller: { name: "Northwind Trails", contact: "privacy@northwind.example", country: "NL" },
    purposes: {
      contract: { basis: "contract", term: "CustomerCare", says },
      duty: { basis: "legal-obligation", term: "LegalCompliance", says },
      life: { basis: "vital-interest", term: "ServiceProvision", says },
      task: { basis: "public-task", term: "ServiceProvision", says },
      interest: { basis: "legitimate-interest", term: "ServiceUsageAnalytics", interest: "a good service", says },
      consent: { basis: "consent", term: "ServiceUsageAnalytics", says },
      news: { basis: "consent", term: "DirectMarketing", says },
      offers: { basis: "contract", term: "DirectMarketing", says },
    },
    activities: {},
  }),
);
const agreed = { consent: { version: "v1", covers: true } };
const facts = {
  nothing: {},
  consent: agreed,
  "older consent": { consent: { version: "v0", covers: false } },
  withdrawal: { withdrawn: true },
  // However it came there: in doubt the no counts.
  "consent, withdrawal": { ...agreed, withdrawn: true },
  "consent, objection": { ...agreed, objected: true },
  "consent, restriction": { ...agreed, restricted: true },
  "consent, objection, restriction": { ...agreed, objected: true, restricted: true },
} satisfies { [said: string]: SubjectFacts };
const expected: { readonly [said in keyof typeof facts]: string } = {
  // contract, duty, life, task, interest, consent, news, offers
  nothing: ". . . . . no-choice no-choice .",
  consent: ". . . . . . . .",
  "older consent": ". . . . . no-choice no-choice .",
  withdrawal: ". . . . . withdrawn withdrawn .",
  "consent, withdrawal": ". . . . . withdrawn withdrawn .",
  "consent, objection": ". . . objected objected . objected objected",
  "consent, restriction": "restricted restricted . restricted restricted restricted restricted restricted",
  "consent, objection, restriction": "restricted restricted . restricted restricted restricted restricted restricted",
};

test.each(Object.entries(facts))("what a person said holds for each purpose by its basis: %s", (said, facts) => {
  const decided = Object.keys(bases.purposes).map((purpose) => {
    const decision = decideUse(bases, purpose, facts);
    return [purpose, decision.allowed ? "." : decision.reason];
  });
  const names = ["contract", "duty", "life", "task", "interest", "consent", "news", "offers"];
  const reasons = expected[said as keyof typeof expected].split(" ");
  expect(Object.fromEntries(decided)).toEqual(Object.fromEntries(names.map((name, at) => [name, reasons[at]])));
  for (const purpose of ["other", "constructor", "__proto__"]) {
    expect(decideUse(bases, purpose, facts)).toEqual({ allowed: false, reason: "undeclared" });
  }
});
