import { expect, test } from "vitest";
import { toCompiled } from "@abide/policy";
import { mailing, withLater } from "../test-policy.ts";
import { serves, toParts } from "./parts.ts";

const { email, name } = mailing.activities.contact.fields;
/** In another order the purposes are the same. */
const contact = { ...mailing.activities.contact.fields, name: { ...name, for: email.for.toReversed() } };
const policy = toCompiled(withLater(mailing, { activities: { contact: { fields: contact, storage: "P2Y" } } }));

test("values that may serve the same purposes are one part, and a long one lies alone", () => {
  const short = { email: "ada@example.org", name: "Ada", message: "Hello" };
  const parts = (values: { readonly [field: string]: unknown }) => toParts(policy.activities["contact"]!, values);
  expect(parts(short)).toEqual([
    {
      part: ":courses news support",
      purposes: ["courses", "news", "support"],
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
