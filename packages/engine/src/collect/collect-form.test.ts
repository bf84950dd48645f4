import { email, text } from "@abide/policy";
import { expect, test } from "vitest";
import { readRows } from "../store/test-store.ts";
import { testEngine } from "../test-engine.ts";
import { website, withLater } from "../test-policy.ts";

/** Activities by where their values come from, which is what this file is about. */
const policy = withLater(website, {
  activities: {
    contact: { fields: { email: { shape: email(), for: ["support"] } }, storage: "P1Y" },
    visit: {
      source: "automatic",
      fields: { page: { shape: text(80), for: ["operation"], optional: true } },
      storage: "P1D",
    },
    note: { source: "staff", fields: { words: { shape: text(80), for: ["support"], optional: true } }, storage: "P1Y" },
    import: {
      source: "third-party",
      fields: {
        city: { shape: text(80), for: ["support"], optional: true },
        email: { shape: email(), for: ["support"], source: "person" },
      },
      storage: "P1Y",
    },
  },
});

const it = await testEngine({ policy });

test.each([
  ["visit", 404],
  ["note", 404],
  ["import", 201],
  ["contact", 201],
])("a form for %s is answered with %i: what no person gives is sent in by nobody", async (activity, status) => {
  const answer = await it
    .browser()
    .post(`/abide/collect/${activity}`, [["email", "ada@example.org"]].slice(status === 404 ? 1 : 0) as never, {
      accept: "application/json",
    });
  expect(answer.status).toBe(status);
  expect((await readRows(it.store)).filter((row) => row.activity === activity)).toHaveLength(status === 201 ? 1 : 0);
});
