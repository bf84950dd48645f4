import { expect, test } from "vitest";
import { toCompiled } from "../compile.ts";
import type { Recipient } from "../words/recipient.ts";
import type { Purpose } from "../words/purpose.ts";
import { toShared, toSold } from "./sale.ts";
import { policy } from "./test-policy.ts";

const sold = (recipient: Partial<Recipient>, purpose: Partial<Purpose> = {}) =>
  toSold(
    toCompiled({
      ...policy,
      purposes: { support: { ...policy.purposes.support, ...purpose } },
      recipients: {
        other: {
          name: "Other",
          category: "technology-partner",
          role: "controller",
          country: "NL",
          for: ["support"],
          takes: { contact: ["email"] },
          ...recipient,
        },
      },
    }),
  ).length > 0;

test("a sale is data for somebody's own trade or advertising, where nobody consented to it", () => {
  expect(sold({ category: "data-broker" })).toBe(true);
  expect(sold({}, { term: "Advertising", basis: "legitimate-interest" })).toBe(true);
  expect(sold({ category: "data-broker", role: "joint-controller" })).toBe(true);

  expect(sold({ category: "data-broker" }, { basis: "consent" }), "consented to").toBe(false);
  expect(sold({ category: "data-broker", role: "processor" }), "works on our instructions").toBe(false);
  expect(sold({ category: "data-broker", takes: {} }), "gets nothing").toBe(false);
  expect(sold({ category: "successor" }, { term: "Advertising" }), "takes over the business").toBe(false);
  expect(sold({ category: "affiliate" }, { term: "Advertising" }), "of the same business").toBe(false);
  expect(sold({ category: "authority" })).toBe(false);
});

test("sharing is a tracker for advertising whose owner decides for itself, and waits for a consent where its purpose does", () => {
  const shared = (role: Recipient["role"], basis: Purpose["basis"], term: Purpose["term"] = "TargetedAdvertising") =>
    toShared(
      toCompiled({
        ...policy,
        purposes: { ads: { ...policy.purposes.support, basis, term } },
        recipients: { owner: { name: "Owner", category: "advertising-partner", role, country: "NL", for: ["ads"] } },
        trackers: { tag: { ...policy.trackers!["counter"]!, purpose: "ads", recipient: "owner" } },
      }),
    );
  expect(shared("controller", "consent")).toEqual({ recipients: ["owner"], onConsent: true });
  expect(shared("joint-controller", "legitimate-interest")).toEqual({ recipients: ["owner"], onConsent: false });
  expect(shared("processor", "consent").recipients).toEqual([]);
  expect(shared("controller", "consent", "ServiceUsageAnalytics").recipients).toEqual([]);
});
