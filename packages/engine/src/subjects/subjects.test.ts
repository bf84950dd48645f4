import { expect, test } from "vitest";
import { testEngine } from "../test-engine.ts";
import { applicant, careers } from "../test-policy.ts";

test("who of the company looks a person up is in the log; what the engine looks up for itself is not", async () => {
  const it = await testEngine({ policy: careers });
  const { subjects } = it.engine;
  const { subject } = await it.people.collect("application", applicant);
  const reads = async () => (await it.audit<{ readonly reads: object[] }>("access")).flatMap(({ reads }) => reads);
  await subjects.find(applicant);
  await subjects.state(subject);
  expect(await reads()).toEqual([]);
  const by = { by: crypto.randomUUID() };
  expect(await subjects.find({ email: applicant.email }, by)).toBe(subject);
  expect(await subjects.find({ email: "nobody@example.org" }, by)).toBeUndefined();
  expect((await subjects.state(subject, by))?.id).toBe(subject);
  const line = { activity: "*", purpose: "rights", ...by, times: 1 };
  expect(await reads()).toEqual([
    { ...line, fields: ["email"], subjects: 1, outcome: "allowed" },
    { ...line, fields: ["email"], subjects: 0, outcome: "not-found" },
    { ...line, fields: ["state"], subjects: 1, outcome: "allowed" },
  ]);
});
