import { expect, test } from "vitest";
import { issue, mail } from "../test-mails.ts";
import { openNewsletter, type Newsletter } from "../subscriptions/test-newsletter.ts";
import { killAfter } from "../mail/test-kill.ts";
import { startTestSmtp } from "../mail/test-smtp.ts";

const smtp = await startTestSmtp();
const it = await openNewsletter({ mail: { ...mail, smtp: { url: smtp.url }, rate: { promotional: 1_000 } } });
const { store } = it;

/** Somebody who has confirmed. */
const add = async (address: string, consents: readonly string[] = ["newsletter"], of: Newsletter = it) => {
  const collect = of.engine.collect as (activity: string, input: object, context: object) => Promise<unknown>;
  expect(await collect("readers", { email: address, name: "Ada" }, { consents })).toMatchObject({ collected: true });
  return of.people.find(address);
};
const plan = { promotion: issue, audience: { activity: "readers" }, values: { topic: "forms" }, by: "mira" } as const;
const start = async (more: object = {}) => {
  const started = await it.engine.campaigns.start({ ...plan, ...more });
  if (!started.started) throw new Error(started.reason);
  return started.id;
};
/** Everything that can be written and sent now. */
const run = async (of: Newsletter = it) => {
  await of.engine.campaigns.drain();
  await of.engine.outbox.drain();
  await of.engine.campaigns.drain();
};
const because = { by: "subject" };

test("a campaign goes to whose data may serve it now, once each; a no in between is heard as the message leaves", async () => {
  await add("ada@example.org");
  await add("ada@example.org");
  await add("bo@example.org");
  await it.engine.subjects.withdraw(await add("gone@example.org"), "newsletter", because);
  await it.engine.subjects.restrict(await add("still@example.org"), undefined, because);
  await add("never@example.org", []);
  await add("out@example.org");
  await it.engine.mail.suppress("out@example.org", "news", "unsubscribed");
  const late = await add("late@example.org");
  expect(await it.engine.campaigns.estimate(plan)).toEqual({
    allowed: true,
    people: 5,
    reached: 0,
    held: 0,
    exact: true,
  });
  const id = await start();
  await it.engine.campaigns.drain();
  await it.engine.subjects.withdraw(late, "newsletter", because);
  await add("new@example.org");
  await it.engine.outbox.drain();
  await it.engine.campaigns.drain();
  expect(smtp.taken.map(({ to }) => to).toSorted()).toEqual(["ada@example.org", "bo@example.org"]);
  expect(await it.engine.campaigns.progress(id)).toMatchObject({
    state: "done",
    written: true,
    people: 3,
    leftOut: 2,
    messages: { queued: 0, delivered: 2, denied: 1, failed: 0 },
  });
  expect(await it.audit("campaign")).toMatchObject([
    { state: "running", promotion: "issue", by: "mira" },
    { messages: 3 },
    { state: "done", people: 3 },
  ]);
});

test("paused, nothing of it leaves; resumed it goes on; cancelled, whatever has not left does not", async () => {
  smtp.taken.length = 0;
  const id = await start({ values: { topic: "pauses" } });
  await it.engine.campaigns.drain();
  expect(await it.engine.campaigns.pause(id, "mira")).toBe(true);
  expect(await it.engine.campaigns.pause(id, "mira")).toBe(false);
  await run();
  it.clock.pass(86_400);
  await run();
  expect(smtp.taken.length).toBe(0);
  expect(await it.engine.campaigns.resume(id, "mira")).toBe(true);
  await run();
  expect(smtp.taken.length).toBe(3);
  expect(await it.engine.campaigns.progress(id)).toMatchObject({ state: "done" });

  const other = await start({ values: { topic: "menus" } });
  await it.engine.campaigns.drain();
  expect(await it.engine.campaigns.cancel(other, "mira")).toBe(true);
  await run();
  expect(await it.engine.campaigns.resume(other, "mira")).toBe(false);
  expect(await it.engine.campaigns.progress(other)).toMatchObject({ state: "cancelled", messages: { dropped: 3 } });
  expect(smtp.taken.length).toBe(3);
});

test("a form that is sent three times at once begins one campaign; who has a mail gets it no second time, unless that is asked for", async () => {
  smtp.taken.length = 0;
  const same = { values: { topic: "once" } };
  const earlier = async () => {
    const all = await it.engine.campaigns.earlier({ ...plan, ...same });
    return all.flatMap(({ id, same }) => (same ? [id] : []));
  };
  const id = crypto.randomUUID();
  const ids = await Promise.all([1, 2, 3].map(() => start({ ...same, id })));
  expect(ids).toEqual([id, id, id]);
  // What two people start at the same moment reaches each person once as well.
  const other = await start(same);
  await run();
  expect((await earlier()).toSorted()).toEqual([id, other].toSorted());
  expect(smtp.taken.length).toBe(3);
  expect(new Set(smtp.taken.map(({ to }) => to)).size).toBe(3);
  expect(await start({ ...same, id })).toBe(id);

  await add("later@example.org");
  expect(await it.engine.campaigns.estimate({ ...plan, ...same })).toMatchObject({ people: 2, reached: 3 });
  const second = await start(same);
  await run();
  expect(smtp.taken.slice(3).map(({ to }) => to)).toEqual(["later@example.org"]);
  expect((await earlier()).toSorted()).toEqual([id, other, second].toSorted());
  await start({ ...same, again: true });
  await run();
  expect(smtp.taken.length).toBe(8);
});

test.each<[string, object, string]>([
  ["a promotion that is not on the list", { promotion: { ...issue } }, "undeclared"],
  ["people of another activity", { audience: { activity: "contact" } }, "other-activity"],
  [
    "a condition on a field that is no look-up",
    { audience: { activity: "readers", which: { where: { name: "Ada" } } } },
    "not-lookup",
  ],
  ["a condition without a value", { audience: { activity: "readers", which: { where: {} } } }, "wrong-value"],
  ["without what stands in it", { values: {} }, "missing-value"],
  ["to nobody", { audience: { activity: "readers", which: { since: "2030-01-01" } } }, "nobody"],
  ["under an id that is none", { id: "x" }, "wrong-value"],
  ["with NUL in what stands in it", { values: { topic: "a\0b" } }, "wrong-value"],
  [
    "with half a character in a condition",
    { audience: { activity: "readers", which: { status: "\ud800" } } },
    "wrong-value",
  ],
])("%s: it does not begin", async (_, wrong, reason) => {
  expect(await it.engine.campaigns.start({ ...plan, ...wrong })).toEqual({ started: false, reason });
  await expect(it.engine.campaigns.earlier({ ...plan, ...wrong })).resolves.toBeInstanceOf(Array);
});

test("another plan under the same id is refused, also at the same moment, and begins nothing", async () => {
  smtp.taken.length = 0;
  const id = crypto.randomUUID();
  const plans = ["tabs", "other tabs"].map((topic) => ({ ...plan, id, values: { topic } }));
  const started = await Promise.all(plans.map((one) => it.engine.campaigns.start(one)));
  expect(started.toSorted((a, b) => Number(b.started) - Number(a.started))).toEqual([
    { started: true, id },
    { started: false, reason: "other-plan" },
  ]);
  const [first] = plans.filter((_, i) => started[i]!.started);
  for (const more of [{ audience: { activity: "readers", which: { status: "left" } } }, { again: true }])
    expect(await it.engine.campaigns.start({ ...first!, ...more })).toEqual({ started: false, reason: "other-plan" });
  expect(await it.engine.campaigns.start({ ...first!, by: "noor" })).toEqual({ started: true, id });
  await run();
  expect(smtp.taken.length).toBe(4);
});

test("who was sent a mail, or is about to be, has it; whom a paused campaign holds it for is counted apart, and whom a cancelled one left out is not", async () => {
  smtp.taken.length = 0;
  smtp.behave = (address) => (address === "ada@example.org" ? "take" : { recipient: "451 later" });
  const same = { values: { topic: "silence" } };
  // One more has unsubscribed at the address alone, which is found out as it is written.
  const counted = () => it.engine.campaigns.estimate({ ...plan, ...same });
  const id = await start(same);
  await run();
  expect(await counted()).toMatchObject({ people: 1, reached: 4, held: 0 });
  await it.engine.campaigns.pause(id, "mira");
  expect(await counted()).toMatchObject({ people: 1, reached: 1, held: 3 });
  await it.engine.campaigns.cancel(id, "mira");
  expect(await counted()).toMatchObject({ people: 4, reached: 1, held: 0 });
  smtp.behave = () => "take";
  await start(same);
  await run();
  expect(smtp.taken.map(({ to }) => to).toSorted()).toEqual([
    "ada@example.org",
    "bo@example.org",
    "later@example.org",
    "new@example.org",
  ]);
});

test("only the mail of who agreed has a picture and links that count; each counts once, and only while it is agreed to", async () => {
  const cleo = await add("cleo@example.org", ["newsletter", "readership"]);
  smtp.taken.length = 0;
  const id = await start({ audience: { activity: "readers", which: {} }, values: { topic: "pictures" } });
  await run();
  const plain = smtp.of("ada@example.org")[0]!.mail;
  expect(`${String(plain.html)} ${plain.text}`).not.toMatch(/<img|\/abide\/(?:pixel|link)/);
  expect(String(plain.html)).toContain('href="https://www.halden.example/blog"');

  const source = String(smtp.of("cleo@example.org")[0]!.mail.html);
  const paths = (kind: string) => {
    const found = source.matchAll(new RegExp(`https://www.halden.example(/abide/${kind}/[^"]+)`, "g"));
    return [...new Set(Array.from(found, ([, path]) => path!))];
  };
  const [pixel] = paths("pixel");
  const [link, ...others] = paths("link");
  expect(others).toEqual([]);
  expect(source).toContain('href="https://elsewhere.example/page"');
  const counted = async () => {
    const { opens, clicks, links } = (await it.engine.campaigns.progress(id))!;
    return { opens, clicks, links };
  };
  // A browser that says no is taken at its word, here as well.
  const silent = await it.get(link!, { "sec-gpc": "1" });
  expect([silent.status, silent.headers.get("location"), silent.headers.get("set-cookie")]).toEqual([
    302,
    "https://www.halden.example/blog",
    null,
  ]);
  expect(await counted()).toEqual({ opens: 0, clicks: 0, links: [] });
  for (let i = 0; i < 2; i++) {
    const seen = await it.get(pixel!);
    expect([seen.headers.get("content-type"), seen.headers.get("set-cookie")]).toEqual(["image/gif", null]);
    await it.get(link!);
  }
  expect(await counted()).toEqual({ opens: 1, clicks: 1, links: [{ link: 1, clicks: 1 }] });

  // What was made up leads nowhere and counts nothing.
  const [what, mac] = link!.split("/").at(-1)!.split(".");
  const lying = Buffer.from(
    Buffer.from(what!, "base64url").toString().replace("www.halden.example", "evil.example.org"),
  ).toString("base64url");
  for (const token of [`${lying}.${mac}`, `${what}.${"0".repeat(64)}`, `${what}`, "x.y"]) {
    expect((await it.get(`/abide/link/${token}`)).status, token).toBe(404);
  }
  expect((await it.get("/abide/pixel/x.y.gif")).status).toBe(200);

  const again = await start({ values: { topic: "more" } });
  await run();
  await it.engine.subjects.withdraw(cleo, "readership", because);
  const late = /https:\/\/www.halden.example(\/abide\/pixel\/[^"]+)/.exec(
    String(smtp.of("cleo@example.org").at(-1)!.mail.html),
  )![1]!;
  await it.get(late);
  expect((await it.engine.campaigns.progress(again))!.opens).toBe(0);

  // A month after its end the counts are cut from the messages that they came by.
  it.clock.pass(31 * 86_400);
  await it.engine.applyRetention();
  expect(await counted()).toEqual({ opens: 1, clicks: 1, links: [{ link: 1, clicks: 1 }] });
  const events = await store.db.selectFrom("mail_event").select("mark").execute();
  expect(events.map(({ mark }) => mark.length)).toEqual([16, 16]);
  await it.get(pixel!);
  expect((await counted()).opens).toBe(1);
});

test.each(["cancel", "pause"] as const)(
  "%s while messages are on their way: what comes back or waits for its turn does not leave after it",
  async (act) => {
    const many = Array.from({ length: 50 }, (_, i) => `${act}${i}@example.org`);
    await Promise.all(many.map((address) => add(address)));
    const id = await start({ values: { topic: act } });
    await it.engine.campaigns.drain();
    const { people } = (await it.engine.campaigns.progress(id))!;
    smtp.taken.length = 0;
    let [tried, after] = [0, 0];
    const acting: Promise<void>[] = [];
    const stop = async () => {
      expect(await it.engine.campaigns[act](id, "mira")).toBe(true);
      after = tried;
    };
    smtp.behave = () => {
      tried++;
      if (acting.length === 0) acting.push(stop());
      return { recipient: "451 later" };
    };
    await it.engine.outbox.drain();
    await Promise.all(acting);
    // What was in the middle of its conversation, over each of five connections.
    expect(tried - after).toBeLessThanOrEqual(5);
    expect(tried).toBeLessThan(people);
    smtp.behave = () => "take";
    for (let i = 0; i < 3; i++) {
      it.clock.pass(86_400);
      await run();
    }
    expect(smtp.taken.length).toBe(0);
    const { messages } = (await it.engine.campaigns.progress(id))!;
    const leaves = await it.engine.campaigns.resume(id, "mira");
    expect([leaves, messages]).toMatchObject(
      act === "pause" ? [true, { queued: people }] : [false, { dropped: people }],
    );
    await run();
    expect(smtp.taken.length).toBe(leaves ? people : 0);
  },
);

test("what was given up leaves by no retry once its campaign is paused, until it is resumed, or cancelled, for good", async () => {
  smtp.taken.length = 0;
  smtp.behave = () => ({ recipient: "554 5.7.1 not from here" });
  const channel = "mail promotional";
  const begin = async (topic: string) => {
    const id = await start({ values: { topic } });
    await it.engine.campaigns.drain();
    return id;
  };
  const [paused, cancelled] = [await begin("held"), await begin("ended")];
  const { people } = (await it.engine.campaigns.progress(cancelled))!;
  await it.engine.outbox.drain();
  expect(await it.engine.outbox.progress({ batch: cancelled })).toMatchObject({ failed: people });
  expect(await it.engine.campaigns.pause(paused, "mira")).toBe(true);
  // Nothing of the other one waits any more, so it is done; what it gave up can still be ended.
  await it.engine.campaigns.drain();
  expect(await it.engine.campaigns.progress(cancelled)).toMatchObject({ state: "done" });
  expect(await it.engine.campaigns.cancel(cancelled, "mira")).toBe(true);
  expect(await it.engine.campaigns.cancel(cancelled, "mira")).toBe(false);
  smtp.behave = () => "take";
  expect(await it.engine.outbox.retryAll(channel, "mira")).toBe(people);
  await run();
  expect(smtp.taken.length).toBe(0);
  await it.engine.campaigns.resume(paused, "mira");
  await run();
  expect(smtp.taken.length).toBe(people);
  expect(new Set(smtp.taken.map(({ mail }) => mail.subject))).toEqual(new Set(["News about held"]));
});

test("kill -9 in the middle, twice: nobody is left out, and nobody gets it twice", async () => {
  const other = await openNewsletter({ clock: () => new Date() });
  const people = Array.from({ length: 400 }, (_, i) => `p${i}@example.org`);
  await Promise.all(people.map((address) => add(address, ["newsletter"], other)));
  const started = await other.engine.campaigns.start(plan);
  if (!started.started) throw new Error(started.reason);
  // What a killed one had taken on is taken again once its while is over.
  for (const [enough, minutes] of [
    [1, 0],
    [60, 30],
  ] as const) {
    await killAfter(other.store.url, enough, minutes);
    const { delivered, queued } = await other.engine.outbox.progress();
    expect(delivered).toBeGreaterThanOrEqual(enough);
    expect(queued).toBeGreaterThan(0);
  }
  const later = await openNewsletter({ store: other.store, clock: () => new Date(Date.now() + 3_600_000) });
  await run(later);
  expect(await later.engine.campaigns.progress(started.id)).toMatchObject({ state: "done", people: 400 });
  const rows = await other.store.db.selectFrom("mailbox").select(["message"]).execute();
  expect(new Set(rows.map(({ message }) => message)).size).toBe(400);
  expect(rows.length).toBe(400);
});
