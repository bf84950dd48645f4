import { expect, test } from "vitest";
import { readRows } from "../store/test-store.ts";
import { toRoute } from "../page/problem.ts";
import { outage, testEngine } from "../test-engine.ts";
import { confirm, from, issue, mail, subscription, welcome } from "../test-mails.ts";
import { newsletter, origin } from "../test-policy.ts";
import { findLink, openNewsletter, signUp } from "./test-newsletter.ts";
import { startTestSmtp } from "../mail/test-smtp.ts";

/** What whoever runs the website is told. */
const said: string[] = [];
const it = await openNewsletter({
  folder: true,
  logger: (sentence, error) => void said.push(sentence, String(error)),
});
const { store } = it;

const rows = async (activity: string) => (await readRows(store)).filter((row) => row.activity === activity);
const read = () =>
  it.engine
    .records("readers")
    .for("newsletter")
    .list({ fields: ["email", "name"] });
const post = (path: string, fields: readonly (readonly [string, string])[], headers = {}) =>
  it.browser().post(path, fields, headers);

/** Somebody who has confirmed, and agreed to be counted. `current` is what they said, as far as it is in force. */
async function agreeToAll(address: string) {
  const record = await signUp(it, address);
  const link = (await findLink(it, "asked", record))!;
  const agree = [
    ["do", "confirm"],
    ["consent", "readership"],
  ] as const;
  await post(link, agree);
  const subject = await it.people.find(address);
  const current = async () =>
    (await it.engine.subjects.state(subject))!.statements.flatMap(({ kind, purpose, ended }) =>
      ended === undefined ? `${kind} ${purpose}` : [],
    );
  return { record, link, subject, current };
}

test("who signs up is asked; opening the link changes nothing, the button does, and it is on record what was agreed to", async () => {
  const record = await signUp(it, "ada@example.org");
  const link = (await findLink(it, "asked", record))!;
  const page = await it.get(link);
  expect([page.status, page.headers.get("referrer-policy"), page.headers.get("cache-control")]).toEqual([
    200,
    "same-origin",
    "private, no-store",
  ]);
  const source = await page.text();
  expect(source).toContain("send you news");
  expect(source).toMatch(/name="consent"\s+value="readership"\s+\/>/);
  expect(await read()).toMatchObject({ allowed: true, records: [] });

  const done = await post(link, [
    ["do", "confirm"],
    ["consent", "readership"],
    ["consent", "support"],
  ]);
  expect(await done.text()).toContain("Your consent is recorded");
  expect(await read()).toMatchObject({ records: [{ fields: { email: "ada@example.org", name: "Ada" } }] });
  expect(await rows("asked")).toEqual([]);
  const subject = await it.people.find("ada@example.org");
  expect((await it.engine.subjects.state(subject))!.statements).toMatchObject([
    { kind: "consent", purpose: "newsletter", ended: undefined },
    { kind: "consent", purpose: "readership", ended: undefined },
  ]);
  expect((await it.audit("confirmation"))[0]).toMatchObject({
    how: "double opt-in",
    consents: ["newsletter", "readership"],
    asked: "2026-11-24T09:30:00.000Z",
  });
  expect(await findLink(it, "readers", record)).toBe(link);

  // The same yes again, and the link goes on leading to what was agreed to.
  expect(await (await post(link, [["do", "confirm"]])).text()).toContain("Confirmed");
  expect((await rows("readers")).length).toBe(1);
  const ticked = async () => /value="readership"\s+checked/.test(await (await it.get(link)).text());
  expect(await ticked()).toBe(true);
  await post(link, [["do", "change"]]);
  expect(await ticked()).toBe(false);
});

test("nobody is told whether an address is known, and no inbox is filled by typing it in", async () => {
  const answers = [];
  for (const address of ["ada@example.org", "new@example.org", "new@example.org"]) {
    const response = await it.browser().post("/abide/collect/asked", [
      ["email", address],
      ["back", "/news"],
    ]);
    answers.push(`${response.status} ${await response.text()}`);
  }
  expect(new Set(answers).size).toBe(1);
  const known = await it.engine.subjects.find({ email: "new@example.org" });
  for (let i = 0; i < 4; i++) await signUp(it, "new@example.org");
  const asked = (await rows("asked")).filter(({ subject }) => subject === known);
  expect(asked.length).toBe(6);
  const mails = await Promise.all(asked.map(({ id }) => findLink(it, "asked", id)));
  expect(mails.filter((link) => link !== undefined).length).toBe(3);
  it.clock.pass(3_601);
});

test("what is confirmed first is collected by no form, and a link that was made up, is old or comes from elsewhere does nothing", async () => {
  const direct = await post("/abide/collect/readers", [
    ["email", "eve@example.org"],
    ["consent", "newsletter"],
  ]);
  expect(direct.status).toBe(404);
  const before = (await rows("readers")).length;
  const link = (await findLink(it, "asked", await signUp(it, "eve@example.org")))!;
  const forged = `${link.slice(0, -2)}${link.endsWith("AA") ? "BB" : "AA"}`;
  for (const path of [forged, "/abide/subscription/x", "/abide/subscription/.."]) {
    expect([404, 410], path).toContain((await it.get(path)).status);
    expect((await post(path, [["do", "confirm"]])).status, path).not.toBe(500);
  }
  expect(
    (await post(link, [["do", "confirm"]], { origin: "https://evil.example", "sec-fetch-site": "cross-site" })).status,
  ).toBe(403);
  expect((await rows("readers")).length).toBe(before);
  it.clock.pass(3 * 86_400 + 1);
  expect((await it.get(link)).status).toBe(410);
  expect(await (await post(link, [["do", "confirm"]])).text()).toContain("This link is over");
  expect((await rows("readers")).length).toBe(before);
  await it.engine.applyRetention();
  expect(await rows("asked")).toEqual([]);
});

test("who leaves is out at once and gone after the declared time; who comes back with an objection behind them is in again", async () => {
  const first = await signUp(it, "bo@example.org");
  const link = (await findLink(it, "asked", first))!;
  await post(link, [["do", "confirm"]]);
  expect(await (await post(link, [["do", "leave"]])).text()).toContain("You have unsubscribed");
  const mine = async () => JSON.stringify(await read()).includes("bo@example.org");
  expect(await mine()).toBe(false);
  expect((await it.get(link)).status).toBe(410);
  await it.engine.applyRetention();
  expect((await rows("readers")).find(({ id }) => id === first)).toMatchObject({ status: "left" });

  const subject = await it.people.find("bo@example.org");
  await it.engine.subjects.object(subject, "newsletter", { by: "subject" });
  const again = await signUp(it, "bo@example.org", { "accept-language": "de" });
  const second = (await findLink(it, "asked", again))!;
  await post(second, [["do", "confirm"]]);
  expect(await mine()).toBe(true);
  // The first link is the same person's, and so leads to the same choices.
  expect((await it.get(link)).status).toBe(200);
  const after = (await rows("readers")).filter((row) => row.subject === subject);
  expect(after).toMatchObject([{ id: again, language: "de" }]);

  // A new sign-up of somebody who gets it already leads to what they chose; what is left empty there is taken back.
  await post(second, [
    ["do", "change"],
    ["consent", "readership"],
  ]);
  const third = (await findLink(it, "asked", await signUp(it, "bo@example.org")))!;
  expect(await (await it.get(third)).text()).toMatch(/value="readership"\s+checked/);
  await post(third, [["do", "change"]]);
  expect((await it.engine.subjects.state(subject))!.statements.at(-1)).toMatchObject({
    purpose: "readership",
    kind: "withdrawal",
    ended: undefined,
  });
  expect((await rows("readers")).filter((row) => row.subject === subject)).toHaveLength(1);
  expect((await rows("asked")).filter((row) => row.subject === subject)).toEqual([]);

  // Whoever had left comes back with what they tick now, and nothing from before.
  await post(third, [
    ["do", "change"],
    ["consent", "readership"],
  ]);
  await it.engine.subjects.withdraw(subject, "newsletter", { by: "subject" });
  const fourth = (await findLink(it, "asked", await signUp(it, "bo@example.org")))!;
  expect(await (await it.get(fourth)).text()).toMatch(/value="readership"\s+\/>/);
  await post(fourth, [["do", "confirm"]]);
  expect(await (await it.get(fourth)).text()).toMatch(/value="readership"\s+\/>/);

  await post(fourth, [["do", "leave"]]);
  await it.engine.applyRetention();
  it.clock.pass(30 * 86_400 + 1);
  await it.engine.applyRetention();
  expect((await rows("readers")).filter((row) => row.subject === subject)).toEqual([]);
});

test("the link at the foot of an issue takes back the counting alone, or everything that was agreed to with it", async () => {
  const { record, link, subject, current } = await agreeToAll("dag@example.org");
  const smtp = await startTestSmtp();
  const sending = await openNewsletter({ store, mail: { ...mail, smtp: { url: smtp.url } } });
  await sending.engine.mail.promote(issue, record, { topic: "forms" });
  await sending.engine.outbox.drain();
  const out = /\/abide\/unsubscribe\/\S+/.exec(smtp.of("dag@example.org")[0]!.mail.text!)![0];
  await sending.close();

  expect(await (await it.get(out)).text()).toMatch(/You also allowed us to …[\s\S]*count what you open/);
  const only = await (await post(out, [["do", "only"]])).text();
  expect(only).toContain("still goes to this address, without it");
  expect(await current()).toEqual(["consent newsletter", "withdrawal readership"]);
  expect(await (await it.get(out)).text()).not.toContain("You also allowed");

  await post(link, [
    ["do", "change"],
    ["consent", "readership"],
  ]);
  expect(await current()).toEqual(["consent newsletter", "consent readership"]);
  await it.fetch(
    new Request(new URL(out, origin), {
      method: "POST",
      body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
    }),
    { ip: "192.0.2.9" },
  );
  expect(await current()).toEqual(["withdrawal newsletter", "withdrawal readership"]);

  // Agreed to by another way after that: the link takes that back as well.
  await it.engine.subjects.consent(subject, "readership", { by: "subject" });
  expect(await (await it.get(out)).text()).toMatch(/You are unsubscribed[\s\S]*count what you open/);
  expect(await (await post(out, [["do", "only"]])).text()).toContain("You are unsubscribed");
  expect(await current()).toEqual(["withdrawal newsletter", "withdrawal readership"]);
});

test("a button that is pressed twice at once says the same twice; one record, one confirmation, and one welcome come of it", async () => {
  const acts = async () => (await it.audit("confirmation")).length;
  said.length = 0;
  for (let n = 0; n < 5; n++) {
    const record = await signUp(it, `twice${n}@example.org`);
    it.clock.pass(3_601);
    const link = (await findLink(it, "asked", record))!;
    const before = await acts();
    const answers = await Promise.all([1, 2, 3].map(() => post(link, [["do", "confirm"]])));
    for (const answer of answers) expect([answer.status, await answer.text()]).toMatchObject([200, /Confirmed/]);
    expect((await acts()) - before).toBe(1);
    expect((await rows("readers")).filter(({ id }) => id === record)).toHaveLength(1);
    // The mail itself is there, and was written over or taken away by nobody.
    expect(await it.mail.written("confirmations", "readers", record)).toMatchObject([{ subject: "Welcome" }]);
    const others = await Promise.all([
      post(link, [["do", "leave"]]),
      post(link, [["do", "confirm"]]),
      post(link, [
        ["do", "change"],
        ["consent", "readership"],
      ]),
    ]);
    expect(others.filter(({ status }) => status >= 500)).toEqual([]);
  }
  expect(said).toEqual([]);
});

test("what fails behind a link is told by its route, and never with the link, which is a key", async () => {
  const link = (await findLink(it, "asked", await signUp(it, "log@example.org")))!;
  const bringBack = await outage(store);
  said.length = 0;
  const asked = ["/abide/unsubscribe/a1b2c3.d4", "/abide/collect/asked", "/ada%40example.org/A1b2C3d4E5f6G7h8"];
  for (const path of [link, ...asked]) await post(path, [["do", "confirm"]]);
  await bringBack();
  const told = said.join("\n");
  expect(told).toContain("POST /abide/subscription/… failed.");
  expect(told).not.toContain(link.split("/").at(-1)!.slice(0, 20));
  expect(told).not.toMatch(/a1b2c3|A1b2C3|ada%40|log@/);
});

test.each([
  ["/abide/subscription/AbC_1.2f", "/abide/subscription/…"],
  ["/abide/package/0190f3c2-0000-7000-8000-000000000000/aa", "/abide/package/…"],
  ["/abide/collect/newsletterRequest", "/abide/collect/newsletterRequest"],
  ["/abide/choice", "/abide/choice"],
  [
    "/console/campaigns/0190f3c2-0000-7000-8000-000000000000",
    "/console/campaigns/0190f3c2-0000-7000-8000-000000000000",
  ],
  ["/join/d7a8fbb307d7809469ca9abcb0082e4f", "/join/…"],
  ["/people/ada%40example.org", "/people/…"],
  ["/blog/what-we-keep-2026.html", "/blog/what-we-keep-2026.html"],
])("of the path %s a log says %s", (path, route) => expect(toRoute(path)).toBe(route));

test("with the subscription taken back elsewhere its link still takes back the rest", async () => {
  const { link, subject, current } = await agreeToAll("rest@example.org");
  await it.engine.subjects.withdraw(subject, "newsletter", { by: "subject" });
  const page = await it.get(link, { "accept-language": "de" });
  expect([page.status, await page.text()]).toMatchObject([200, /nicht mehr geschickt[\s\S]*zählen, was Sie öffnen/]);
  expect(await (await post(link, [["do", "leave"]])).text()).toContain("That is taken back");
  expect(await current()).toEqual(["withdrawal newsletter", "withdrawal readership"]);
  expect((await it.get(link)).status).toBe(410);
  await it.engine.subjects.erase(subject, { by: "ada", reason: "asked" });
  for (const what of ["confirm", "change", "leave"])
    expect((await post(link, [["do", what]])).status).toBeLessThan(500);
});

test.each<[string, object]>([
  ["of an activity that is not declared", { asked: "nothing" }],
  ["for a purpose that is not on consent", { purpose: "support" }],
  ["whose sign-up does not end by itself", { asked: "readers", activity: "readers" }],
  ["whose mail has no link", { confirm: { ...confirm, values: [] } }],
])("a subscription %s keeps the engine from starting", async (_, wrong) => {
  const opening = testEngine({
    store,
    policy: newsletter,
    mail: { from, templates: [confirm, welcome] as never },
    subscriptions: [{ ...subscription, ...wrong }],
  });
  await expect(opening).rejects.toMatchObject({
    code: "policy-broken",
    message: expect.stringContaining("subscription"),
  });
});
