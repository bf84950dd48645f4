import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Connector, Known } from "../connectors/connector.ts";
import type { Engine } from "../engine.ts";
import type { Attempted } from "../outbox/message.ts";
import { testEngine, type TestEngine } from "../test-engine.ts";
import { connected } from "../test-policy.ts";
import type { Disclosing, Disclosed } from "./disclose.ts";

/** What arrived over HTTP, and what is answered to it. */
interface Arrived {
  readonly path: string;
  readonly key: string;
  readonly body: { readonly [member: string]: unknown };
}

const arrived: Arrived[] = [];
/** People that the recipient knows, by the key they came with: the same key again makes no other. */
const people = new Map<string, unknown>();
let answer: (nth: number) => { readonly status: number; readonly after?: number; readonly silent?: boolean } = () => ({
  status: 201,
});
let asked = 0;
let server: Server;
let it: TestEngine<typeof connected>;
let engine: Engine<typeof connected>;

function toConnector(system: string, port: number): Connector {
  const base = `http://127.0.0.1:${port}/${system}`;
  const ask = async (
    send: Parameters<Connector["deliver"]>[1],
    signal: AbortSignal,
    method: string,
    path: string,
    key: string,
    body: unknown,
  ): Promise<Attempted> => {
    const headers = { "content-type": "application/json", "idempotency-key": key };
    const response = await send(base + path, { method, headers, body: JSON.stringify(body), signal });
    const { status } = response;
    if (status === 429 || status >= 500) {
      const after = response.headers.get("retry-after");
      return { outcome: "retry", why: `answered ${status}`, status, after: after === null ? undefined : Number(after) };
    }
    if (status >= 400) return { outcome: "failed", why: `answered ${status}`, status };
    return { outcome: "delivered", status, remote: method === "POST" ? `${system}-${key}` : undefined };
  };
  return {
    system,
    hosts: [`127.0.0.1:${port}`],
    can: { delete: system !== "crm", export: true },
    deliver: ({ id, ...outgoing }, send, signal) => ask(send, signal, "POST", "/people", id, outgoing),
    delete: ({ id, ...known }, send, signal) => ask(send, signal, "DELETE", "/people", id, known),
    export: async ({ remote }: Known) => ({ remote }),
  };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { status, after, silent } = answer(++asked);
      const key = String(request.headers["idempotency-key"]);
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Arrived["body"];
      arrived.push({ path: `${request.method} ${request.url}`, key, body });
      if (status < 300 && request.method === "POST" && !people.has(key)) people.set(key, body);
      if (silent) return;
      response.writeHead(status, after === undefined ? {} : { "retry-after": String(after) }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  it = await testEngine({
    policy: connected,
    staff: { roles: { recruiter: { purposes: ["recruitment"] } } },
    disclose: {
      connectors: {
        desk: toConnector("desk", port),
        crm: toConnector("crm", port),
        tracker: toConnector("tracker", port),
      },
      on: [{ recipient: "tracker", activity: "application", purpose: "recruitment", when: "collection" }],
      pace: { desk: { patience: 3_000, pause: () => 60, most: 4 } },
    },
  });
  engine = it.engine;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
});

let count = 0;

/** Somebody who wrote. */
async function write(more: { readonly [field: string]: string } = {}, context = {}): Promise<string> {
  const input = { email: `ada.${++count}@example.org`, message: "How much is it?", ...more };
  const collected = await engine.collect("contact", input, { source: "person", ...context });
  if (!collected.collected) throw new Error(JSON.stringify(collected));
  arrived.length = 0;
  asked = 0;
  answer = () => ({ status: 201 });
  return collected.id;
}

const subjectOf = (nth = count) => it.people.find(`ada.${nth}@example.org`);

/** What is asked past the types. */
const loosely = (asked: Partial<Disclosing>) =>
  (engine.disclose as unknown as (asked: Disclosing) => Promise<Disclosed>)({
    recipient: "desk",
    activity: "contact",
    purpose: "support",
    records: [],
    fields: ["email"],
    ...asked,
  });

test("what is not declared does not leave, whoever asks, and the no is in the log", async () => {
  const id = await write();
  const records = [id];
  const no = async (asked: Partial<Disclosing>) => {
    const done = await loosely({ records, ...asked });
    return done.disclosed ? "disclosed" : done.reason;
  };
  expect(await no({ recipient: "broker" })).toBe("undeclared");
  expect(await no({ recipient: "constructor" })).toBe("undeclared");
  expect(await no({ purpose: "selling" })).toBe("undeclared");
  expect(await no({ activity: "webinar" })).toBe("undeclared");
  expect(await no({ fields: ["shoeSize"] })).toBe("undeclared");
  expect(await no({ purpose: "recruitment" })).toBe("other-purpose");
  expect(await no({ fields: ["remark"] })).toBe("not-taken");
  expect(await no({ recipient: "crm", purpose: "promotion", fields: ["message"] })).toBe("other-purpose");
  expect(await no({ recipient: "auditor" })).toBe("no-connector");
  for (const none of [{}, { where: {} }, { where: { email: undefined } }, { emial: "ada@example.org" }, undefined]) {
    expect(await no({ records: none as never })).toBe("wrong-value");
  }
  // oxlint-disable-next-line no-sparse-arrays -- what a cast gets past the types
  for (const odd of [["__proto__"], [, "email"], [["email"]]]) {
    expect(await no({ fields: odd as never })).toBe("undeclared");
  }
  let asks = 0;
  expect(await no({ activity: { toString: () => (asks++ ? "application" : "contact") } as never })).toBe("undeclared");
  expect(await no({ fields: [] })).toBe("no-fields");
  expect(await no({ records: ["nobody"] })).toBe("not-found");
  const held = { recipient: "tracker", activity: "application", purpose: "recruitment", fields: ["email"] };
  expect(await no(held)).toBe("not-staff");
  expect(await no({ ...held, by: { id: "rita", roles: ["recruiter"] } })).toBe("not-found");
  await engine.outbox.drain();
  expect(arrived).toEqual([]);
  expect(JSON.stringify(await it.audit("access"))).toContain("not disclosed to broker: undeclared");
});

test("only declared fields leave, under another name of the person, and it is known who received what, when and why", async () => {
  const id = await write({ company: "Halden", remark: "Calls on Mondays." });
  const done = await engine.disclose({
    recipient: "desk",
    activity: "contact",
    purpose: "support",
    records: [id],
    fields: ["email", "message", "company"],
    key: "once",
  });
  expect(done).toMatchObject({ disclosed: true, denied: [] });
  await engine.outbox.drain();
  const [sent] = arrived;
  expect(arrived).toHaveLength(1);
  expect(sent!.body).toMatchObject({
    activity: "contact",
    purpose: "support",
    language: "en",
    fields: { email: `ada.${count}@example.org`, message: "How much is it?", company: "Halden" },
  });
  expect(Object.keys(sent!.body["fields"]!).toSorted()).toEqual(["company", "email", "message"]);
  const subject = await subjectOf();
  expect(JSON.stringify(sent)).not.toContain(subject);
  expect(sent!.body["pseudonym"]).toMatch(/^[0-9a-f]{32}$/);
  const received = await engine.disclosures.received(subject);
  expect(received).toMatchObject([
    {
      recipient: "desk",
      purpose: "support",
      activity: "contact",
      record: id,
      way: "connector",
      by: "site",
      state: "delivered",
    },
  ]);
  expect((await it.people.export(subject)).disclosures).toEqual(received);
  // With the same key it is the same disclosure.
  const again = {
    recipient: "desk",
    activity: "contact",
    purpose: "support",
    records: [id],
    fields: ["email"],
    key: "once",
  } as const;
  expect(await engine.disclose(again)).toMatchObject({ disclosed: true });
  await engine.outbox.drain();
  expect(arrived).toHaveLength(1);
  expect(await engine.disclosures.received(subject)).toHaveLength(1);
  expect(await engine.disclosures.at("desk").export(subject, { by: "test" })).toEqual({
    exported: true,
    data: [{ remote: `desk-${sent!.key}` }],
  });
});

test("what a person said counts when it is asked for, and again when it leaves", async () => {
  const asked = { recipient: "desk", activity: "contact", purpose: "safety", fields: ["email"] } as const;
  const [first, second] = [await write(), await write()];
  const [ada, bob] = [await subjectOf(count - 1), await subjectOf(count)];
  await engine.subjects.object(ada, "safety", { by: "test" });
  expect(await engine.disclose({ ...asked, records: [first] })).toMatchObject({ disclosed: false, reason: "objected" });
  const both = await engine.disclose({ ...asked, records: [first, second] });
  expect(both).toMatchObject({ disclosed: true, denied: [{ record: first, reason: "objected" }] });
  await engine.subjects.object(bob, "safety", { by: "test" });
  await engine.outbox.drain();
  expect(arrived).toEqual([]);
  expect(await engine.disclosures.received(bob)).toMatchObject([{ state: "denied" }]);

  const promotion = { recipient: "crm", activity: "contact", purpose: "promotion", fields: ["email"] } as const;
  const third = await write();
  expect(await engine.disclose({ ...promotion, records: [third] })).toMatchObject({ reason: "no-choice" });
  const cyd = await subjectOf();
  await engine.subjects.consent(cyd, "promotion", { by: "test" });
  expect(await engine.disclose({ ...promotion, records: { subject: cyd } })).toMatchObject({ disclosed: true });
  await engine.subjects.withdraw(cyd, "promotion", { by: "test" });
  await engine.outbox.drain();
  expect(arrived).toEqual([]);
  expect(await engine.disclosures.received(cyd)).toMatchObject([{ recipient: "crm", state: "denied" }]);
});

test("a recipient that answers 429 is left alone for as long as it asks, and 500 is tried again", async () => {
  const records = [await write()];
  await write();
  answer = (nth) => (nth === 1 ? { status: 429, after: 120 } : nth === 2 ? { status: 500 } : { status: 201 });
  const asked = { recipient: "desk", activity: "contact", purpose: "support", fields: ["email"] } as const;
  const done = await engine.disclose({ ...asked, records: [records[0]!] });
  await engine.outbox.drain();
  const where = { email: `Ada.${count}@example.org` };
  expect(await engine.disclose({ ...asked, records: { where } })).toMatchObject({ disclosed: true });
  it.clock.pass(100);
  await engine.outbox.drain();
  // The second one was not even begun.
  expect(arrived).toHaveLength(1);
  it.clock.pass(30);
  await engine.outbox.drain();
  it.clock.pass(61);
  await engine.outbox.drain();
  expect(arrived).toHaveLength(4);
  const [id] = done.disclosed ? done.ids : [];
  const attempts = await engine.outbox.attempts(id!);
  expect(attempts.at(-1)).toMatchObject({ outcome: "delivered", status: 201 });
  expect(attempts[0]).toMatchObject({ outcome: "retry", status: 429 });
});

test("a recipient that acted and never answered gets the same id again, and makes no second person", async () => {
  const id = await write();
  answer = (nth) => ({ status: 201, silent: nth === 1 });
  const before = people.size;
  await engine.disclose({
    recipient: "desk",
    activity: "contact",
    purpose: "support",
    records: [id],
    fields: ["email"],
  });
  await engine.outbox.drain();
  it.clock.pass(61);
  await engine.outbox.drain();
  expect(arrived).toHaveLength(2);
  expect(arrived[0]!.key).toBe(arrived[1]!.key);
  expect(people.size).toBe(before + 1);
});

test("what a recipient refuses waits among the failed until somebody retries or drops it", async () => {
  const records = [await write(), await write()];
  answer = () => ({ status: 400 });
  const asked = { recipient: "desk", activity: "contact", purpose: "support", fields: ["email"] } as const;
  const done = await engine.disclose({ ...asked, records });
  await engine.outbox.drain();
  const [first, second] = done.disclosed ? done.ids : [];
  const failed = await engine.outbox.failed("disclosure desk");
  expect(failed.map(({ id }) => id).toSorted()).toEqual([first!, second!].toSorted());
  expect(failed.map(({ why }) => why)).toEqual(["answered 400", "answered 400"]);
  answer = () => ({ status: 201 });
  expect(await engine.outbox.retry(first!, "ada")).toBe(true);
  expect(await engine.outbox.drop(second!, "ada")).toBe(true);
  expect(await engine.outbox.retry(second!, "ada")).toBe(false);
  await engine.outbox.drain();
  const states = await Promise.all([1, 0].map((back) => subjectOf(count - back).then(engine.disclosures.received)));
  expect(
    states
      .flat()
      .map(({ state }) => state)
      .toSorted(),
  ).toEqual(["delivered", "dropped"]);
  const acts = await it.store.db.selectFrom("audit").select("type").execute();
  expect(acts.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["message-retry", "message-drop", "disclosure", "delivery"]),
  );
});

test("records are handed over with what collects them, past what only people of a role may read", async () => {
  await write();
  const input = { email: "eve@example.org", name: "Eve Example", salary: "60,000" };
  const collected = await engine.collect("application", input, { source: "person" });
  expect(collected.collected).toBe(true);
  await engine.outbox.drain();
  expect(arrived.map(({ body }) => body["fields"])).toEqual([{ email: "eve@example.org", name: "Eve Example" }]);
  const subject = (await engine.subjects.find({ email: "eve@example.org" }))!;
  expect(await engine.disclosures.received(subject)).toMatchObject([
    { recipient: "tracker", purpose: "recruitment", fields: ["email", "name"], state: "delivered" },
  ]);
});

test("an erasure keeps in what has not left, and deletes at recipients what has", async () => {
  const id = await write();
  const subject = await subjectOf();
  const asked = {
    recipient: "desk",
    activity: "contact",
    purpose: "support",
    records: [id],
    fields: ["email"],
  } as const;
  await engine.disclose(asked);
  await engine.outbox.drain();
  const key = arrived[0]!.key;
  await engine.disclose(asked);
  expect(await engine.subjects.erase(subject, { by: "test", reason: "asked for" })).toMatchObject({ erased: true });
  const queued = await it.store.db.selectFrom("message").selectAll().where("state", "=", "queued").execute();
  expect(queued).toHaveLength(1);
  answer = (nth) => ({ status: nth < 3 ? 503 : 204 });
  for (let times = 0; times < 4; times++) {
    await engine.outbox.drain();
    it.clock.pass(121);
  }
  expect(arrived.map(({ path }) => path)).toEqual(["POST /desk/people", "DELETE /desk/people", "DELETE /desk/people"]);
  expect(arrived.at(-1)!.body).toMatchObject({ remote: `desk-${key}`, email: `ada.${count}@example.org` });
  expect((await engine.disclosures.received(subject)).map(({ state }) => state).toSorted()).toEqual([
    "deleted",
    "denied",
  ]);
  // The data key is gone as well: nothing says any more who it was.
  const keys = await it.store.db.selectFrom("subject_key").select("subject").execute();
  expect(keys.map((row) => row.subject)).not.toContain(queued[0]!.subject);
  expect(keys.map((row) => row.subject)).not.toContain(subject);
});

test("whoever goes with their last record is deleted at recipients as well", async () => {
  const [first, second] = [await write(), await write()];
  const [ada, bob] = [await subjectOf(count - 1), await subjectOf(count)];
  await engine.collect("contact", { email: `ada.${count}@example.org`, message: "And then?" }, { source: "person" });
  const asked = { recipient: "desk", activity: "contact", purpose: "support", fields: ["email"] } as const;
  await engine.disclose({ ...asked, records: [first, second] });
  await engine.outbox.drain();
  const support = engine.records("contact").for("support");
  expect(await support.erase({ id: first })).toMatchObject({ allowed: true, records: 1 });
  // Of the other one something is still held.
  expect(await support.erase({ id: second })).toMatchObject({ allowed: true, records: 1 });
  await engine.outbox.drain();
  const gone = arrived.filter(({ path }) => path === "DELETE /desk/people");
  expect(gone.map(({ body }) => body["email"])).toEqual([`ada.${count - 1}@example.org`]);
  expect(await engine.disclosures.received(ada)).toMatchObject([{ state: "deleted" }]);
  expect(await engine.disclosures.received(bob)).toMatchObject([{ state: "delivered" }]);
  it.clock.pass(2 * 366 * 86_400);
  await engine.applyRetention();
  await engine.outbox.drain();
  expect(await engine.disclosures.received(bob)).toMatchObject([{ state: "deleted" }]);
});

test("an erasure while a delivery is under way deletes after it", async () => {
  const id = await write();
  const subject = await subjectOf();
  answer = (nth) => ({ status: nth === 1 ? 201 : 204, silent: nth === 1 });
  await engine.disclose({
    recipient: "desk",
    activity: "contact",
    purpose: "support",
    records: [id],
    fields: ["email"],
  });
  const draining = engine.outbox.drain();
  while (arrived.length === 0) await sleep(5);
  await engine.subjects.erase(subject, { by: "test", reason: "asked for" });
  await draining;
  expect(arrived).toHaveLength(1);
  it.clock.pass(61);
  await engine.outbox.drain();
  expect(arrived.map(({ path }) => path)).toEqual(["POST /desk/people", "DELETE /desk/people"]);
});

test("nothing in the tables of the outbox says who anybody is", async () => {
  const [messages, attempts, disclosures] = await Promise.all(
    (["message", "message_attempt", "disclosure"] as const).map((table) =>
      it.store.db.selectFrom(table).selectAll().execute(),
    ),
  );
  const rows = [...messages!, ...attempts!, ...disclosures!].map((row) =>
    Object.values(row).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value)),
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(JSON.stringify(rows)).not.toMatch(/example\.org|How much|Halden|Eve|desk-[0-9a-f]/);
});
