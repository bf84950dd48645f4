import { expect, test } from "vitest";
import { lookInto } from "../store/test-store.ts";
import { loose, testEngine } from "../test-engine.ts";
import { applicant, careers, withLater } from "../test-policy.ts";

const it = await testEngine({ policy: careers });

const reader = () => it.engine.records("application").for("recruitment");
const acts = async (type: string) => {
  const rows = await it.store.db.selectFrom("audit").select(["detail", "subject"]).where("type", "=", type).execute();
  return rows.map(({ detail, subject }) => ({ subject, ...(JSON.parse(detail ?? "{}") as object) }));
};
const parts = (record: string) =>
  lookInto(it.store, async (trx) => {
    const rows = await trx.selectFrom("record_value").select("part").where("record", "=", record).execute();
    return rows.map(({ part }) => part).sort();
  });

test("a change of many reaches those that are found and may serve the purpose, and is written down once", async () => {
  const people = ["pilot1", "pilot2", "pilot3"].map((name) => ({
    ...applicant,
    email: `${name}@example.org`,
    position: "pilot",
  }));
  const [one, two, three] = await Promise.all(people.map((values) => it.people.collect("application", values)));
  const other = await it.people.collect("application", applicant);
  await it.engine.subjects.restrict(three!.subject, undefined, { by: "desk" });
  const which = { where: { position: "pilot" }, status: "received" } as const;
  const change = { status: "interview", fields: { notes: "Invite." } } as const;
  expect(await reader().updateAll(which, change)).toEqual({ allowed: true, records: 2 });
  for (const { id } of [one!, two!]) {
    expect(await reader().read(id, ["notes"])).toMatchObject({
      status: "interview",
      revision: 2,
      fields: { notes: "Invite." },
    });
  }
  expect(await reader().read(other.id, ["notes"])).toMatchObject({
    status: "received",
    revision: 1,
    fields: { notes: undefined },
  });
  await it.engine.subjects.lift(three!.subject, "restriction", undefined, { by: "desk" });
  expect(await reader().read(three!.id, ["notes"])).toMatchObject({ status: "received", revision: 1 });
  expect((await acts("update")).at(-1)).toMatchObject({
    subject: null,
    records: 2,
    fields: ["notes"],
    status: "interview",
  });
  // The person alone: it goes with them.
  await reader().updateAll({ subject: one!.subject }, { fields: { notes: "" } });
  expect((await acts("update")).at(-1)).toMatchObject({ subject: one!.subject, records: 1 });
  expect(await reader().updateAll({ where: { name: "Ada" } as never }, change)).toMatchObject({ reason: "not-lookup" });
});

test("of changes at the same time none is lost, and one that saw an older revision is told", async () => {
  const { id } = await it.people.collect("application", { ...applicant, email: "both@example.org", position: "both" });
  const outcomes = await Promise.all(
    ["a", "b"].map((notes) => reader().update(id, { fields: { notes }, revision: 1 })),
  );
  expect(new Set(outcomes.map((outcome) => (outcome.allowed ? outcome.revision : outcome.reason)))).toEqual(
    new Set([2, "changed"]),
  );
  const which = { where: { position: "both" } } as const;
  await Promise.all([
    reader().updateAll(which, { fields: { notes: "c" } }),
    reader().updateAll(which, { status: "interview" }),
    it.engine.collect("application", { ...applicant, email: "both@example.org" }),
  ]);
  expect(await reader().read(id, ["notes"])).toMatchObject({
    revision: 4,
    status: "interview",
    fields: { notes: "c" },
  });
  const erased = await Promise.all([
    reader().erase({ id }),
    reader().erase({ id }),
    reader().updateAll(which, { status: "received" }),
  ]);
  expect(new Set(erased.slice(0, 2).map((done) => done.allowed && done.records))).toEqual(new Set([0, 1]));
});

test("a value that becomes long lies alone, and with the others when it is short again", async () => {
  const { id } = await it.people.collect("application", { ...applicant, email: "long@example.org" });
  const letter = "a".repeat(1500);
  await reader().update(id, { fields: { notes: letter }, revision: 1 });
  expect(await parts(id)).toEqual([":pool recruitment", ":quality recruitment", "notes:recruitment"]);
  expect(await reader().read(id, ["notes", "name"])).toMatchObject({ fields: { notes: letter, name: applicant.name } });
  await reader().update(id, { fields: { notes: "Short." }, revision: 2 });
  expect(await parts(id)).toEqual([":pool recruitment", ":quality recruitment", ":recruitment"]);
  await reader().update(id, { fields: { notes: "" }, revision: 3 });
  expect(await parts(id)).toEqual([":pool recruitment", ":quality recruitment"]);
});

test("a change leaves alone what it does not change: no purpose is added to it, and a field that nobody declares any more stays", async () => {
  const { id } = await it.people.collect("application", { ...applicant, email: "later@example.org" });
  await reader().update(id, { fields: { notes: "First." }, revision: 1 });
  const { email, position, notes } = careers.activities.application.fields;
  const application = {
    ...careers.activities.application,
    // Notes are for quality as well from now on, as addresses are; names are not declared any more.
    fields: {
      email: { ...email, for: ["recruitment", "pool", "quality"] },
      position,
      notes: { ...notes, for: ["recruitment", "quality"] },
    },
  };
  const wider = withLater(careers, { activities: { ...careers.activities, application } });
  const later = await testEngine({ store: it.store, policy: wider });
  const of = (purpose: string) => loose(later.engine.records)("application").for(purpose);
  const seen = () => of("quality").read(id, ["email", "notes"]);
  const nothing = { email: undefined, notes: undefined };
  expect(await seen()).toMatchObject({ fields: nothing });
  expect(await of("recruitment").update(id, { status: "interview", revision: 2 })).toMatchObject({ allowed: true });
  expect(await seen()).toMatchObject({ fields: nothing });
  // What is written anew serves what is declared now.
  expect(await of("recruitment").update(id, { fields: { notes: "Again." }, revision: 3 })).toMatchObject({
    allowed: true,
  });
  expect(await seen()).toMatchObject({ fields: { email: undefined, notes: "Again." } });
  expect(await of("recruitment").read(id, ["email", "notes"])).toMatchObject({
    fields: { email: "later@example.org", notes: "Again." },
  });
  expect(await parts(id)).toEqual([":pool recruitment", ":quality recruitment"]);
  await later.close();
  expect(await reader().read(id, ["name", "position"])).toMatchObject({
    fields: { name: "Ada Lund", position: "engineer" },
  });
});

test("erasing records erases the person with the last of them, and stops at a legal hold", async () => {
  const values = { ...applicant, email: "cook@example.org", position: "cook" };
  const first = await it.people.collect("application", values);
  const second = await it.people.collect("application", values);
  const held = await it.people.collect("application", { ...values, email: "claim@example.org" });
  const until = new Date("2027-11-24T00:00:00Z");
  await it.engine.legalHolds.hold(
    { activity: "application", record: held.id },
    { ground: "a claim", until, by: "legal" },
  );

  expect(await reader().erase({ id: first.id })).toEqual({ allowed: true, records: 1, held: 0 });
  expect(await reader().read(first.id, ["name"])).toEqual({ allowed: false, reason: "not-found" });
  expect(await it.engine.subjects.state(second.subject)).toMatchObject({ erased: undefined });
  expect(await reader().erase({ where: { position: "cook" } })).toEqual({ allowed: true, records: 1, held: 1 });
  expect(await it.engine.subjects.state(second.subject)).toMatchObject({ erased: "2026-11-24T09:30:00.000Z" });
  expect(await it.engine.subjects.find({ email: values.email })).toBeUndefined();
  expect(await reader().read(held.id, ["name"])).toMatchObject({ allowed: true });
  expect((await acts("erasure")).at(-1)).toMatchObject({ records: 1, purpose: "recruitment" });
});

test("of two records of a person that are erased at the same moment, one is the last, and the person goes", async () => {
  for (let round = 0; round < 5; round++) {
    const values = { ...applicant, email: `both-${round}@example.org` };
    const both = [await it.people.collect("application", values), await it.people.collect("application", values)];
    const erased = await Promise.all(both.map(({ id }) => reader().erase({ id })));
    expect(erased).toEqual([
      { allowed: true, records: 1, held: 0 },
      { allowed: true, records: 1, held: 0 },
    ]);
    expect(await it.engine.subjects.find({ email: values.email })).toBeUndefined();
  }
});

test("why a hold was on one record is forgotten with the person, also where the record went before them", async () => {
  const values = { ...applicant, email: "claim-7@example.org" };
  const first = await it.people.collect("application", values);
  const second = await it.people.collect("application", values);
  const because = { ground: "The claim of Ada Lund", until: new Date("2027-11-24T00:00:00Z"), by: "legal" };
  const holds = [
    await it.engine.legalHolds.hold({ activity: "application", record: first.id }, because),
    await it.engine.legalHolds.hold({ activity: "application", record: second.id }, because),
    await it.engine.legalHolds.hold({ activity: "note" }, { ...because, ground: "An audit" }),
  ];
  for (const { id } of holds) expect(await it.engine.legalHolds.release(id, "legal")).toBe(true);
  const grounds = async () => {
    const all = await it.engine.legalHolds.list();
    return holds.map(({ id }) => all.find((one) => one.id === id)?.ground);
  };
  expect(await reader().erase({ id: first.id })).toMatchObject({ records: 1 });
  expect(await grounds()).toEqual([because.ground, because.ground, "An audit"]);
  expect(await reader().erase({ id: second.id })).toMatchObject({ records: 1 });
  expect(await grounds()).toEqual(["", "", "An audit"]);
});

test("erasing without any condition is refused: one that was forgotten must not erase everything", async () => {
  for (const which of [
    {},
    { id: undefined },
    { status: undefined },
    { where: {} },
    { where: { email: undefined } },
    { stauts: "new" },
  ]) {
    expect(await reader().erase(which as never)).toEqual({ allowed: false, reason: "wrong-value" });
  }
  expect(await it.engine.records("application").for("quality").erase({ id: "x" })).toMatchObject({
    reason: "not-found",
  });
});
