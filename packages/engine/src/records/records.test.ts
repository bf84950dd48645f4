import { CompiledQuery, sql } from "kysely";
import { describe, expect, test, vi } from "vitest";
import { readRows } from "./rows.ts";
import { lookInto, openTestStore } from "../store/test-store.ts";
import { loose, outage, testEngine } from "../test-engine.ts";
import { applicant, careers, withLater } from "../test-policy.ts";

const it = await testEngine({ policy: careers });

const denied = (reason: string) => ({ allowed: false, reason });
const recruiter = { by: { id: "staff-1", roles: ["recruiter"] } };

/** What is written down about accesses, newest first. */
const accesses = async (of = it) => {
  const events = await of.audit<{ readonly reads: { readonly [member: string]: unknown }[] }>("access");
  return events.toReversed().flatMap(({ reads }) => reads);
};

describe("a read", () => {
  test("hands out the fields that serve the purpose, exactly those asked for", async () => {
    const { id } = await it.people.collect("application", applicant);
    expect(await it.engine.records("application").for("recruitment").read(id, ["name", "notes"])).toEqual({
      allowed: true,
      id,
      at: "2026-11-24T09:30:00.000Z",
      status: "received",
      due: undefined,
      revision: 1,
      language: "en",
      fields: { name: "Ada Lund", notes: undefined },
    });
  });

  // The same casts as in policy.test-d.ts: what the types refuse, the run time denies.
  test("is denied with the reason, whatever a cast lets through", async () => {
    const { id } = await it.people.collect("application", applicant);
    const ask = (activity: string, purpose: string, field: string, of = id) =>
      loose(it.engine.records)(activity).for(purpose).read(of, [field]);
    expect(await ask("application", "quality", "email")).toEqual(denied("other-purpose"));
    expect(await ask("application", "pool", "email")).toEqual(denied("no-choice"));
    expect(await ask("application", "nothing", "email")).toEqual(denied("undeclared"));
    expect(await ask("application", "constructor", "email")).toEqual(denied("undeclared"));
    expect(await ask("application", "recruitment", "constructor")).toEqual(denied("undeclared"));
    expect(await ask("nothing", "recruitment", "email")).toEqual(denied("undeclared"));
    expect(await ask("application", "traffic", "email")).toEqual(denied("other-purpose"));
    expect(await ask("application", "recruitment", "email", "no-uuid")).toEqual(denied("not-found"));
    expect(await ask("application", "recruitment", "email", crypto.randomUUID())).toEqual(denied("not-found"));
    expect(await ask("letter", "recruitment", "email")).toEqual(denied("not-found"));
  });

  test("finds nothing of another site in the same store", async () => {
    const other = await testEngine({ policy: careers, store: it.store, name: "elsewhere" });
    const { id } = await it.people.collect("application", applicant);
    expect(await other.engine.records("application").for("recruitment").read(id, ["name"])).toEqual(
      denied("not-found"),
    );
  });

  test("is written down before it is handed out: who, why, which fields, how many, and no value", async () => {
    const { id } = await it.people.collect("application", { ...applicant, name: "Canary Person" });
    await it.engine.records("application").for("recruitment", recruiter).read(id, ["name", "email"]);
    const [newest] = await accesses();
    expect(newest).toEqual({
      activity: "application",
      by: "staff-1",
      fields: ["name", "email"],
      outcome: "allowed",
      purpose: "recruitment",
      subjects: 1,
      times: 1,
    });
    const { rows } = await sql<{ all: string }>`select string_agg(detail, ' ') as all from audit`.execute(it.store.db);
    expect(rows[0]!.all).not.toContain("Canary");
  });

  test("that was denied is written down as well", async () => {
    await loose(it.engine.records)("application").for("quality").read(crypto.randomUUID(), ["email"]);
    expect((await accesses())[0]).toMatchObject({ purpose: "quality", outcome: "other-purpose", subjects: 0 });
  });

  test("shares a line of the log with alike ones of the same moment", async () => {
    const { id } = await it.people.collect("application", applicant);
    const before = (await accesses()).length;
    const reader = it.engine.records("application").for("recruitment", { by: { id: "staff-9", roles: [] } });
    const results = await Promise.all(Array.from({ length: 50 }, () => reader.read(id, ["position"])));
    expect(results.every(({ allowed }) => allowed)).toBe(true);
    const lines = (await accesses()).slice(0, -before || undefined);
    expect(lines.length).toBeLessThan(25);
    expect(lines.reduce((sum, { times }) => sum + Number(times), 0)).toBe(50);
  });

  test("of a value that somebody moved to another record fails, and opens nothing", async () => {
    const first = await it.people.collect("application", { ...applicant, email: "first@example.org" });
    const second = await it.people.collect("application", {
      ...applicant,
      email: "second@example.org",
      name: "Second Person",
    });
    const names = ":quality recruitment";
    const swap = () =>
      lookInto(
        it.store,
        async (trx) => {
          await sql`
          update record_value set sealed = other.sealed from record_value other
          where record_value.part = ${names} and other.part = ${names}
            and (record_value.record, other.record) in ((${first.id}, ${second.id}), (${second.id}, ${first.id}))`.execute(
            trx,
          );
        },
        { act: "collect" },
      );
    await swap();
    const reader = it.engine.records("application").for("recruitment");
    expect(await reader.read(first.id, ["name"])).toEqual(denied("failed"));
    expect((await accesses())[0]).toMatchObject({ fields: ["name"], outcome: "failed", subjects: 0 });
    expect(await reader.list({ fields: ["name"] })).toEqual(denied("failed"));
    expect(await reader.update(first.id, { fields: { notes: "x" }, revision: 1 })).toEqual(denied("failed"));
    // Lists of other tests would meet it.
    await swap();
    expect(await reader.read(second.id, ["name"])).toMatchObject({ fields: { name: "Second Person" } });
  });

  test("of what was collected for other purposes hands out nothing, even where somebody widened it in the store", async () => {
    const store = await openTestStore();
    const before = await testEngine({ policy: careers, store });
    const { id } = await before.people.collect("application", applicant);
    await before.close();
    // A later version lets an address serve one purpose more: those that were given before do not.
    const { application, ...others } = careers.activities;
    const email = { ...application.fields.email, for: ["recruitment", "pool", "quality"] };
    const wide = { ...application, fields: { ...application.fields, email } };
    const own = await testEngine({
      store,
      policy: withLater(careers, { effective: "2026-11-20", activities: { ...others, application: wide } }),
    });
    const read = () => loose(own.engine.records)("application").for("quality").read(id, ["name", "email"]);
    const without = { allowed: true, fields: { name: "Ada Lund", email: undefined } };
    expect(await read()).toMatchObject(without);
    const tamper = (change: string) =>
      lookInto(
        store,
        async (trx) => {
          await sql.raw(`update record_value set ${change} where 'pool' = any (purposes)`).execute(trx);
        },
        { act: "collect" },
      );
    await tamper("purposes = '{pool,quality,recruitment}'");
    expect(await read()).toMatchObject(without);
    // What it was sealed for is its name, and its name is sealed with it.
    await tamper("part = ':pool quality recruitment'");
    expect(await read()).toEqual(denied("failed"));
  });

  test("is denied while the store does not answer, and the access that could not be written down did not happen", async () => {
    const own = await testEngine({ policy: careers });
    const ids = [];
    for (let i = 0; i < 3; i++)
      ids.unshift((await own.people.collect("application", { ...applicant, email: `a${i}@example.org` })).id);
    const reader = own.engine.records("application").for("recruitment");
    const page = async (after?: string) => {
      const result = await reader.list({ fields: ["name"], limit: 2, ...(after === undefined ? {} : { after }) });
      return result.allowed ? result : { records: [], ...result };
    };
    const first = await page();
    expect(first.allowed).toBe(true);

    // It goes away in the middle of a list: the page is there, and its access waits to be written down.
    const waiting = await own.store.db.transaction().execute(async (trx) => {
      await sql`lock table audit in exclusive mode`.execute(trx);
      const asked = page();
      await vi.waitFor(async () => {
        const { rows } = await sql`
          select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'audit'::regclass`.execute(
          trx,
        );
        expect(rows).toHaveLength(1);
      });
      return asked;
    });
    expect(waiting).toMatchObject(denied("failed"));
    const end = await outage(own.store);
    expect(await page("next" in first ? first.next : "")).toMatchObject(denied("failed"));
    expect(await reader.read(ids[0]!, ["name"])).toEqual(denied("failed"));
    await end();
    const last = await page("next" in first ? first.next : "");
    expect([...first.records, ...last.records].map(({ id }) => id).sort()).toEqual(ids.sort());
    expect("next" in last).toBe(false);
    expect((await accesses(own)).map(({ outcome, times }) => [outcome, times])).toEqual([
      ["allowed", 1],
      ["allowed", 1],
    ]);
  });
});

describe("what a person said", () => {
  const reasons = async (id: string) => {
    const of = async (purpose: "recruitment" | "pool" | "quality", field: string) => {
      const result = (await loose(it.engine.records)("application").for(purpose).read(id, [field])) as {
        reason?: string;
      };
      return result.reason ?? "allowed";
    };
    return {
      recruitment: await of("recruitment", "name"),
      pool: await of("pool", "email"),
      quality: await of("quality", "name"),
    };
  };

  test("holds for each purpose by itself", async () => {
    const { id, subject } = await it.people.collect("application", { ...applicant, email: "said@example.org" });
    const { subjects } = it.engine;
    const because = { by: "desk" };
    expect(await reasons(id)).toEqual({ recruitment: "allowed", pool: "no-choice", quality: "allowed" });
    await subjects.consent(subject, "pool", because);
    expect(await reasons(id)).toEqual({ recruitment: "allowed", pool: "allowed", quality: "allowed" });
    await subjects.object(subject, "quality", because);
    // Against a contract there is no objection.
    await subjects.object(subject, "recruitment", because);
    expect(await reasons(id)).toEqual({ recruitment: "allowed", pool: "allowed", quality: "objected" });
    await subjects.withdraw(subject, "pool", because);
    expect(await reasons(id)).toEqual({ recruitment: "allowed", pool: "withdrawn", quality: "objected" });
    await subjects.consent(subject, "pool", because);
    await subjects.lift(subject, "objection", "quality", because);
    expect(await reasons(id)).toEqual({ recruitment: "allowed", pool: "allowed", quality: "allowed" });
    await subjects.restrict(subject, undefined, because);
    expect(await reasons(id)).toEqual({
      recruitment: "restricted",
      pool: "restricted",
      quality: "restricted",
    });
    await subjects.lift(subject, "restriction", undefined, because);
    expect((await reasons(id)).recruitment).toBe("allowed");
  });

  test("is found by an address, however it is written, and said twice is said once", async () => {
    const { subject } = await it.people.collect("application", { ...applicant, email: "Twice@Example.org" });
    expect(await it.engine.subjects.find({ email: "twice@example.ORG " })).toBe(subject);
    expect(await it.engine.subjects.find({ email: "nobody@example.org" })).toBeUndefined();
    for (let i = 0; i < 3; i++) await it.engine.subjects.object(subject, "quality", { by: "desk" });
    expect((await it.engine.subjects.state(subject))?.statements).toHaveLength(1);
    await expect(it.engine.subjects.object(subject, "nothing", { by: "desk" })).rejects.toMatchObject({
      code: "refused",
    });
    const { subjects } = it.engine;
    const because = { by: "desk", reason: "request" };
    for (const nobody of [crypto.randomUUID(), "", "no-uuid", `${subject}'`]) {
      await expect(subjects.object(nobody, "quality", because)).rejects.toMatchObject({ code: "not-found" });
      expect(await subjects.state(nobody)).toBeUndefined();
      expect(await subjects.export(nobody, because)).toBeUndefined();
      expect(await subjects.erase(nobody, because)).toEqual({ erased: false, reason: "not-found" });
    }
  });

  test("to an older version counts until what was consented to changes", async () => {
    const store = await openTestStore();
    const first = await testEngine({ policy: careers, store });
    const { id, subject } = await first.people.collect("application", applicant);
    await first.engine.subjects.consent(subject, "pool", { by: "desk" });
    await first.close();
    const read = async (changed: object) => {
      const next = await testEngine({ store, policy: withLater(careers, changed) });
      const result = await next.engine.records("application").for("pool").read(id, ["email"]);
      await next.close();
      return result.allowed ? "allowed" : result.reason;
    };
    expect(await read({ effective: "2026-11-20" })).toBe("allowed");
    const pool = { ...careers.purposes.pool, term: "DirectMarketing", says: "sell you courses" };
    expect(await read({ effective: "2026-11-21", purposes: { ...careers.purposes, pool } })).toBe("no-choice");
  });
});

describe("a list", () => {
  test("has pages by time, either way, and passes over people who said no", async () => {
    const own = await testEngine({ policy: careers });
    const people: string[] = [];
    for (let i = 0; i < 9; i++) {
      const { subject } = await own.people.collect("application", {
        ...applicant,
        email: `p${i}@example.org`,
        name: `P${i}`,
      });
      people.push(subject);
      own.clock.pass(i % 2);
    }
    await own.engine.subjects.object(people[3]!, "quality", { by: "desk" });
    await own.engine.subjects.object(people[4]!, "quality", { by: "desk" });
    const reader = own.engine.records("application").for("quality");
    const names = async (sort: "newest" | "oldest") => {
      const seen: (string | undefined)[] = [];
      let after: string | undefined;
      do {
        const page = await reader.list({ fields: ["name"], sort, limit: 2, ...(after === undefined ? {} : { after }) });
        if (!page.allowed) throw new Error(page.reason);
        seen.push(...page.records.map(({ fields }) => fields.name));
        after = page.next;
      } while (after !== undefined);
      return seen;
    };
    const oldest = await names("oldest");
    expect(oldest.toSorted((a, b) => (a! < b! ? -1 : 1))).toEqual(["P0", "P1", "P2", "P5", "P6", "P7", "P8"]);
    expect(await names("newest")).toEqual(oldest.toReversed());
    expect((await accesses(own))[0]).toMatchObject({ outcome: "allowed", subjects: 1 });
  });

  test("looks up each record's values and key by themselves, also before the store has statistics", async () => {
    const plans: string[] = [];
    const explaining = {
      executeQuery: async ({ sql, parameters }: CompiledQuery) => {
        const plan = CompiledQuery.raw(`explain (costs off) ${sql}`, [...parameters]);
        const { rows } = await it.store.db.executeQuery<{ "QUERY PLAN": string }>(plan);
        plans.push(...rows.map((row) => row["QUERY PLAN"]));
        return { rows: [] };
      },
    };
    const own = { db: explaining as never, site: "website", vault: undefined as never };
    const reading = { ...own, purpose: "recruitment" };
    await readRows(reading, { activity: "application" }, ["name"], { order: "desc", limit: 51 });
    const plan = plans.join("\n");
    expect(plan).toMatch(/record_value_pk on record_value\n\s*Index Cond: .*record = record\.id/);
    expect(plan).toMatch(/subject_key_pk on subject_key\n\s*Index Cond: .*subject = record\.subject/);
  });

  test("is found by exact values of look-up fields, by status and by time", async () => {
    const own = await testEngine({ policy: careers });
    await own.people.collect("application", { ...applicant, email: "a@example.org", position: "designer" });
    own.clock.pass(60);
    const late = await own.people.collect("application", {
      ...applicant,
      email: "b@example.org",
      position: "designer",
    });
    await own.people.collect("application", { ...applicant, email: "c@example.org" });
    const reader = own.engine.records("application").for("recruitment");
    const ids = async (query: object) => {
      const page = await reader.list({ fields: [], ...query });
      return page.allowed ? page.records.length : page.reason;
    };
    expect(await ids({ where: { position: "designer" } })).toBe(2);
    expect(await ids({ where: { position: "designer", email: "B@example.org" } })).toBe(1);
    expect(await ids({ where: { position: "no-one" } })).toBe(0);
    expect(await ids({ since: "2026-11-24T09:31:00Z" })).toBe(2);
    expect(await ids({ until: "2026-11-24T09:31:00Z" })).toBe(1);
    expect(await ids({ where: { name: "Ada Lund" } })).toBe("not-lookup");
    expect(await ids({ status: "nothing" })).toBe("undeclared");
    expect(await ids({ since: "yesterday" })).toBe("wrong-value");
    expect(await ids({ sort: "id; drop table record" })).toBe("wrong-value");
    await reader.update(late.id, { status: "interview", revision: 1 });
    expect(await ids({ status: "interview" })).toBe(1);
    expect(await reader.count()).toEqual({ allowed: true, counts: { received: 2, interview: 1 } });
  });

  test("goes on from its own cursor alone", async () => {
    for (let i = 0; i < 3; i++)
      await it.people.collect("application", { ...applicant, email: `cursor${i}@example.org` });
    const reader = it.engine.records("application").for("recruitment");
    const page = await reader.list({ fields: ["name"], limit: 1 });
    const next = page.allowed ? page.next! : "";
    expect(await reader.list({ fields: ["name"], limit: 1, after: next })).toMatchObject({ allowed: true });
    const [at, id] = next.split("_");
    for (const after of [
      "",
      "x",
      `${at}_${id}`,
      `${at}_${id}_AAAA`,
      `${at}_${crypto.randomUUID()}_${next.split("_")[2]}`,
    ]) {
      expect(await reader.list({ fields: ["name"], after }), after).toEqual(denied("bad-cursor"));
    }
    expect(await reader.list({ fields: ["name"], after: next, sort: "oldest" })).toEqual(denied("bad-cursor"));
    expect(
      await it.engine
        .records("application")
        .for("quality")
        .list({ fields: ["name"], after: next }),
    ).toEqual(denied("bad-cursor"));
  });
});

describe("a change", () => {
  test("sets stages and what staff write, once: another's change meanwhile is not overwritten", async () => {
    const { id } = await it.people.collect("application", { ...applicant, email: "change@example.org" });
    const reader = it.engine.records("application").for("recruitment", recruiter);
    expect(await reader.update(id, { fields: { notes: "Speaks well." }, revision: 1 })).toEqual({
      allowed: true,
      revision: 2,
    });
    expect(await reader.update(id, { status: "interview", revision: 1 })).toEqual(denied("changed"));
    expect(await reader.update(id, { status: "rejected", revision: 2 })).toEqual({ allowed: true, revision: 3 });
    expect(await reader.read(id, ["notes"])).toMatchObject({
      status: "rejected",
      due: "2027-05-25T21:30:00.000Z",
      fields: { notes: "Speaks well." },
    });
    // Taken up again: the clock stands still.
    await reader.update(id, { status: "interview", fields: { notes: "" }, revision: 3 });
    expect(await reader.read(id, ["notes"])).toMatchObject({ due: undefined, fields: { notes: undefined } });
  });

  test("of what the person gave, of an unknown stage, or for another purpose is denied", async () => {
    const { id } = await it.people.collect("application", { ...applicant, email: "change2@example.org" });
    const of = (purpose: string) => loose(it.engine.records)("application").for(purpose);
    expect(await of("recruitment").update(id, { fields: { name: "Eve" }, revision: 1 })).toEqual(
      denied("other-purpose"),
    );
    expect(await of("recruitment").update(id, { status: "hired", revision: 1 })).toEqual(denied("undeclared"));
    expect(await of("quality").update(id, { fields: { notes: "x" }, revision: 1 })).toEqual(denied("other-purpose"));
    expect(await of("recruitment").update(id, { fields: { notes: "x".repeat(3000) }, revision: 1 })).toEqual(
      denied("wrong-value"),
    );
    expect(await of("recruitment").update(crypto.randomUUID(), { status: "interview", revision: 1 })).toEqual(
      denied("not-found"),
    );
  });
});

test("a purpose that a role holds is read by people of that role alone", async () => {
  const own = await testEngine({
    policy: careers,
    staff: { roles: { recruiter: { purposes: ["recruitment"] } } } as never,
  });
  const { id } = await own.people.collect("application", applicant);
  const records = own.engine.records("application");
  expect(await records.for("recruitment").read(id, ["name"])).toEqual(denied("not-staff"));
  expect(await records.for("recruitment", { by: { id: "s", roles: ["marketer"] } }).read(id, ["name"])).toEqual(
    denied("not-staff"),
  );
  expect(await records.for("recruitment").count()).toEqual(denied("not-staff"));
  expect(await records.for("recruitment", recruiter).read(id, ["name"])).toMatchObject({ allowed: true });
  expect(await records.for("quality").read(id, ["name"])).toMatchObject({ allowed: true });
});

describe("a query that goes round the engine", () => {
  const tables = ["record", "record_value", "record_index"] as const;

  test("reads nothing, changes nothing and adds nothing", async () => {
    const { id } = await it.people.collect("application", { ...applicant, email: "round@example.org" });
    const { db } = it.store;
    for (const table of tables) {
      expect((await sql`select * from ${sql.table(table)}`.execute(db)).rows, table).toEqual([]);
      for (const change of [sql`delete from ${sql.table(table)}`, sql`update ${sql.table(table)} set site = 'x'`]) {
        expect((await change.execute(db)).numAffectedRows, table).toBe(0n);
        // Who names a purpose may read for it, and no more.
        const named = await lookInto(it.store, (trx) => change.execute(trx), { purpose: "recruitment" });
        expect(named.numAffectedRows, table).toBe(0n);
      }
    }
    await expect(
      sql`insert into record_value values ('website', 'application', ${id}, 'x', '{recruitment}', '\\x00')`.execute(db),
    ).rejects.toMatchObject({ code: "42501" });
    expect(await it.engine.records("application").for("recruitment").read(id, ["name"])).toMatchObject({
      allowed: true,
    });
  });

  test("that names a purpose sees what serves it, and that sealed", async () => {
    await lookInto(
      it.store,
      async (trx) => {
        const { rows } = await sql<{ part: string; sealed: Buffer }>`
        select distinct on (part) part, sealed from record_value`.execute(trx);
        expect(rows.map(({ part }) => part)).toEqual([":quality recruitment"]);
        expect(rows.some(({ sealed }) => sealed.toString("latin1").includes("Ada"))).toBe(false);
      },
      { purpose: "quality" },
    );
    // What was set for that transaction is over with it.
    expect((await sql`select * from record_value`.execute(it.store.db)).rows).toEqual([]);
  });
});
