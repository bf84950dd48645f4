import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createMemoryLimits } from "../limits/memory.ts";
import { createFormLimit, type Admission, type FormLimits } from "./form-limit.ts";
import { createSigner } from "../http/signer.ts";
import { createTasks, type Work } from "./challenge.ts";
import { readRows } from "../store/test-store.ts";
import { testEngine, page } from "../test-engine.ts";
import { key, origin } from "../test-policy.ts";
import type { SiteVisit } from "../core/site.ts";

/** The answer to a task, by the plainest program. */
function solve({ task, bits }: Work): string {
  for (let number = 0; ; number++) {
    const answer = `${task}~${number.toString(36)}`;
    if (Math.clz32(createHash("sha256").update(answer).digest().readUInt32BE()) >= bits) return answer;
  }
}

let now = Date.parse("2026-11-24T09:30:00Z");
const clock = () => new Date(now);
const signer = await createSigner(key, "form task");
const { cache } = createMemoryLimits({ clock });
const tasks = createTasks(signer, cache, clock);

test("a task that was solved is worth one form of its activity, for half an hour", async () => {
  const work = await tasks.issue("contact", 8);
  const answer = solve(work);
  expect(await tasks.redeem("comment", answer)).toBeUndefined();
  expect(await tasks.redeem("contact", answer)).toMatch(/^[0-9a-f-]{36}$/);
  expect(await tasks.redeem("contact", answer)).toBeUndefined();
  const late = solve(await tasks.issue("contact", 8));
  now += 1_801_000;
  expect(await tasks.redeem("contact", late)).toBeUndefined();
});

test("of two forms that come at once with one answer, one is taken", async () => {
  const answer = solve(await tasks.issue("contact", 8));
  const ids = await Promise.all([tasks.redeem("contact", answer), tasks.redeem("contact", answer)]);
  expect(ids.filter((id) => id !== undefined)).toHaveLength(1);
});

test("what is no answer, and a task that was made easier or made up, is worth nothing", async () => {
  const work = await tasks.issue("contact", 20);
  const easier = work.task.replace(".20.", ".1.");
  const other = createTasks(await createSigner("another key of at least 16 bytes", "form task"), cache, clock);
  for (const answer of [
    null,
    "",
    "~",
    work.task,
    `${work.task}~`,
    `${work.task}~!`,
    `${work.task}~0`,
    solve({ task: easier, bits: 1 }),
    solve(await other.issue("contact", 1)),
    "x".repeat(100_000),
  ]) {
    expect(await tasks.redeem("contact", answer), answer?.slice(0, 40)).toBeUndefined();
  }
});

function limitOf(limits: FormLimits) {
  const limit = createFormLimit({ tasks, limits: createMemoryLimits({ clock }).limits, forms: limits });
  const admit = (ip: string, answer: string | null = null, bytes = 100) =>
    limit.admit({ activity: "contact", ip, answer, bytes });
  return { ...limit, admit };
}
const toWork = (admission: Admission) => (admission as { work: Work }).work;

test("after what is free a browser works for each form, and harder for each; or it waits", async () => {
  const { admit, next } = limitOf({ burst: 3, every: 10 });
  for (let i = 0; i < 3; i++) expect(await admit("192.0.2.1")).toMatchObject({ taken: true });
  const bits: number[] = [];
  for (let i = 0; i < 4; i++) {
    const refused = await admit("192.0.2.1");
    expect(refused).toMatchObject({ taken: false, reason: "too-fast" });
    bits.push(toWork(refused).bits);
    // Solved by signing an easy one: how hard it is, the browser's test says.
    expect(await admit("192.0.2.1", solve(await tasks.issue("contact", 4)))).toMatchObject({ taken: true });
  }
  expect(bits).toEqual([17, 18, 18, 19]);
  expect(await next("contact", "192.0.2.1")).toBeDefined();
  // Nobody else pays for it, and who waits need not work.
  expect(await admit("192.0.2.2")).toMatchObject({ taken: true });
  now += 200_000;
  expect(await next("contact", "192.0.2.1")).toBeUndefined();
  expect(await admit("192.0.2.1")).toMatchObject({ taken: true });
});

test("a flood from many addresses makes everybody's browser work, and then ends: the store takes no more", async () => {
  const { admit } = limitOf({ burstOfAll: 10, everyOfAll: 60 });
  let address = 0;
  const free: Admission[] = [];
  for (let i = 0; i < 7; i++) free.push(await admit(`192.0.2.${address++}`));
  expect(free.filter(({ taken }) => taken)).toHaveLength(6);
  const worked: Admission[] = [];
  for (let i = 0; i < 9; i++) {
    worked.push(await admit(`192.0.2.${address++}`, solve(await tasks.issue("contact", 4))));
  }
  expect(worked.filter(({ taken }) => taken)).toHaveLength(4);
  expect(worked.at(-1)).toEqual({ taken: false, reason: "too-busy", wait: 60 });
  now += 60_000;
  expect(await admit("192.0.2.200", solve(await tasks.issue("contact", 4)))).toMatchObject({ taken: true });
});

test("what everybody together sends in megabytes has a bound as well", async () => {
  const { admit, giveBack } = limitOf({ megabytes: 20, everyMegabyte: 60 });
  // One that did not say how long it is counts as what it was, once that is known.
  expect(await admit("192.0.2.1", null, 32_000_000)).toMatchObject({ taken: true });
  await giveBack(31_900_000);
  expect(await admit("192.0.2.1", null, 18_500_000)).toMatchObject({ taken: true });
  expect(await admit("192.0.2.2")).toMatchObject({ taken: false, reason: "too-fast" });
  await admit("192.0.2.2", solve(await tasks.issue("contact", 4)), 1_000_000);
  expect(await admit("192.0.2.3")).toMatchObject({ taken: false, reason: "too-busy" });
});

test("a form that comes too soon is shown again with a task, is taken once with its answer, and not a second time", async () => {
  let shown: SiteVisit | undefined;
  const it = await testEngine({
    forms: { burst: 1, every: 60 },
    site: (_, visit) => {
      shown = visit;
      return page("<form>");
    },
  });
  const send = (query = "", accept = "text/html") =>
    it.fetch(
      new Request(`${origin}/abide/collect/contact${query}`, {
        method: "POST",
        body: new URLSearchParams({ email: "ada@example.org", message: "Hello", back: "/contact" }).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded", origin, accept },
      }),
      { ip: "192.0.2.9" },
    );
  expect((await send()).status).toBe(200);
  const refused = await send();
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("60");
  expect(shown?.form).toMatchObject({
    values: { email: "ada@example.org", message: "Hello" },
    message: "That was a lot in a short time, so nothing was kept. Wait 60 seconds and send it again.",
    work: { bits: 17 },
  });
  const json = await send("", "application/json");
  expect(await json.json()).toMatchObject({ code: "too-fast", wait: 60, work: { bits: 17 } });
  const query = `?work=${encodeURIComponent(solve(shown!.form!.work!))}`;
  expect((await send(query)).status).toBe(200);
  expect((await send(query)).status).toBe(429);
  expect(await readRows(it.store)).toHaveLength(2);
});
