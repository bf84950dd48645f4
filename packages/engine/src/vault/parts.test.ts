import { expect, test } from "vitest";
import { definePolicy, email, text, toCompiled } from "@abide/policy";
import { serves, toParts } from "./parts.ts";

const policy = toCompiled(
  definePolicy({
    controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
    purposes: {
      support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
      promotion: { basis: "contract", term: "ServiceProvision", says: "tell you what is new" },
    },
    activities: {
      contact: {
        fields: {
          email: { shape: email(), for: ["support", "promotion"] },
          name: { shape: text(100), for: ["promotion", "support"] },
          message: { shape: text(4000), for: ["support"] },
        },
        storage: "P2Y",
      },
    },
  }),
);

test("values that may serve the same purposes are one part, and a long one lies alone", () => {
  const short = { email: "ada@example.org", name: "Ada", message: "Hello" };
  const parts = (values: { readonly [field: string]: unknown }) => toParts(policy.activities["contact"]!, values);
  expect(parts(short)).toEqual([
    {
      part: ":promotion support",
      purposes: ["promotion", "support"],
      values: { email: "ada@example.org", name: "Ada" },
    },
    { part: ":support", purposes: ["support"], values: { message: "Hello" } },
  ]);
  const letter = "a".repeat(2000);
  expect(parts({ name: undefined, message: letter })).toEqual([
    { part: "message:support", purposes: ["support"], values: { message: letter } },
  ]);
});

test("a part's name says which purposes it was sealed for", () => {
  expect(serves(":promotion support", "support")).toBe(true);
  expect(serves("support:promotion", "support")).toBe(false);
  expect(serves(":promotion", "promo")).toBe(false);
});
