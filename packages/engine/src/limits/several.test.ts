import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Work } from "../collect/challenge.ts";
import { openTestStore, readRows } from "../store/test-store.ts";
import { testEngine, outage, type TestEngine } from "../test-engine.ts";
import { origin } from "../test-policy.ts";

/** Two engines over one store, as two processes of one site have it: each request may meet either. */
const store = await openTestStore();
const open = () =>
  testEngine({
    store,
    processes: "several",
    forms: { burst: 2, every: 60 },
    staff: { roles: { officer: { title: "Officer", purposes: [] } } },
  });
const both = [await open(), await open()] as const;

function send(
  { fetch }: TestEngine,
  path: string,
  fields: { readonly [name: string]: string },
  ip: string,
): Promise<Response> {
  const headers = { "content-type": "application/x-www-form-urlencoded", origin, accept: "application/json" };
  const body = new URLSearchParams(fields).toString();
  return fetch(new Request(`${origin}${path}`, { method: "POST", body, headers }), { ip });
}
const message = { email: "ada@example.org", message: "Hello" };

test("two processes take together as many forms as one may send, and one answer to a task", async () => {
  const [here, there] = both;
  const ip = "192.0.2.1";
  expect((await send(here, "/abide/collect/contact", message, ip)).status).toBe(201);
  expect((await send(there, "/abide/collect/contact", message, ip)).status).toBe(201);
  const refused = await send(here, "/abide/collect/contact", message, ip);
  expect(refused.status).toBe(429);
  const { work } = (await refused.json()) as { work: Work };
  const path = `/abide/collect/contact?work=${encodeURIComponent(solve(work))}`;
  const answers = await Promise.all([here, there, here, there].map((one) => send(one, path, message, ip)));
  expect(answers.map(({ status }) => status).filter((status) => status !== 429)).toEqual([201]);
  expect(await readRows(store)).toHaveLength(3);
});

test("of forms that come at once to two processes, no more are taken than one address may send", async () => {
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, n) => send(both[n % 2]!, "/abide/collect/contact", message, "2001:db8::7")),
  );
  expect(all.filter(({ status }) => status === 201)).toHaveLength(2);
});

test("guesses at a password are counted whichever process they come to", async () => {
  const guess = (at: number, ip: string) =>
    send(both[at % 2]!, "/console/sign-in", { email: "nobody@example.org", password: "a guess at it" }, ip);
  for (let n = 0; n < 4; n++) expect((await guess(n, "192.0.2.3")).status).toBe(422);
  expect((await guess(4, "192.0.2.3")).status).toBe(429);
  expect((await guess(5, "192.0.2.3")).status).toBe(429);
  // From elsewhere somebody may still be the owner.
  expect((await guess(6, "198.51.100.3")).status).toBe(422);
});

test("choices of one address are counted together", async () => {
  const statuses = new Set<number>();
  for (let n = 0; n < 120; n += 20) {
    const some = Array.from({ length: 20 }, (_, at) => send(both[at % 2]!, "/abide/choice", {}, "192.0.2.4"));
    for (const { status } of await Promise.all(some)) statuses.add(status);
  }
  expect(statuses).not.toContain(429);
  for (const one of both) expect((await send(one, "/abide/choice", {}, "192.0.2.4")).status).toBe(429);
  expect((await send(both[0], "/abide/choice", {}, "192.0.2.5")).status).not.toBe(429);
});

test("while the store is away a form has to wait and no password is tried, but a refusal is in effect", async () => {
  const [here, there] = both;
  const browser = there.browser();
  const token = await browser.token();
  const end = await outage(store);
  try {
    const refused = await send(here, "/abide/collect/contact", message, "192.0.2.6");
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: "too-busy", wait: 60 });
    const choice = { token, control: "banner", do: "reject" };
    expect((await browser.post("/abide/choice", Object.entries(choice))).status).toBe(202);
  } finally {
    await end();
  }
});

/** The answer to a task, by the plainest program. */
function solve({ task, bits }: Work): string {
  for (let number = 0; ; number++) {
    const answer = `${task}~${number.toString(36)}`;
    if (Math.clz32(createHash("sha256").update(answer).digest().readUInt32BE()) >= bits) return answer;
  }
}
