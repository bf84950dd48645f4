import { expect, onTestFinished, test } from "vitest";
import { ada, openPeople, take } from "../test-people.ts";

test("who of the company looks a person up is in the log; what the engine looks up for itself is not", async () => {
  const it = await openPeople();
  onTestFinished(it.close);
  const { subjects } = it.engine;
  const { subject } = await take(it, "application", ada);
  const reads = async () => {
    const rows = await it.store.db.selectFrom("audit").select("detail").where("type", "=", "access").execute();
    return rows.flatMap(({ detail }) => (JSON.parse(detail!) as { reads: object[] }).reads);
  };
  await subjects.find(ada);
  await subjects.state(subject);
  expect(await reads()).toEqual([]);
  const by = { by: crypto.randomUUID() };
  expect(await subjects.find({ email: ada.email }, by)).toBe(subject);
  expect(await subjects.find({ email: "nobody@example.org" }, by)).toBeUndefined();
  expect((await subjects.state(subject, by))?.id).toBe(subject);
  const line = { activity: "*", purpose: "rights", ...by, times: 1 };
  expect(await reads()).toEqual([
    { ...line, fields: ["email"], subjects: 1, outcome: "allowed" },
    { ...line, fields: ["email"], subjects: 0, outcome: "not-found" },
    { ...line, fields: ["state"], subjects: 1, outcome: "allowed" },
  ]);
});
