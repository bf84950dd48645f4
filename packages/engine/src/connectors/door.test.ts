import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../engine.ts";
import { makeFolder } from "../test-ending.ts";
import { testEngine, type TestEngine } from "../test-engine.ts";
import { connected, origin } from "../test-policy.ts";
import { openFolder } from "../vault/folder.ts";
import { intercom } from "./intercom.ts";
import { lever } from "./lever.ts";
import { startIntercom, type IntercomStandIn } from "./stand-in/intercom.ts";
import { startLever, type LeverStandIn } from "./stand-in/lever.ts";

let tracker: LeverStandIn;
let desk: IntercomStandIn;
let folder: string;
let it: TestEngine<typeof connected>;
let engine: Engine<typeof connected>;

const open = async (salary = {}) =>
  testEngine({
    policy: connected,
    files: await openFolder(folder),
    disclose: {
      connectors: {
        tracker: lever({
          key: tracker.key,
          performAs: tracker.performAs,
          map: { email: "email", name: "name", cv: "resume", ...salary },
          endpoint: tracker.url,
        }),
        desk: intercom({ token: desk.token, map: { email: "email", message: "note" }, endpoint: desk.url }),
      },
      on: [
        { recipient: "tracker", activity: "application", purpose: "recruitment", when: "collection" },
        { recipient: "desk", activity: "contact", purpose: "support", when: "collection" },
      ],
    },
  });

beforeAll(async () => {
  [tracker, desk] = await Promise.all([startLever(), startIntercom()]);
  folder = await makeFolder();
  it = await open();
  engine = it.engine;
});
afterAll(async () => {
  await it.close();
  await Promise.all([tracker.close(), desk.close()]);
});

test("an application reaches the tracker with the declared fields and its résumé, and no other, once it is up again", async () => {
  const body = new FormData();
  const input = { email: "ada@example.org", name: "Ada Lind", salary: "sixty thousand" };
  for (const [field, value] of Object.entries(input)) body.append(field, value);
  body.append("cv", new File(["14 years at sea"], "cv.txt"));
  const headers = { origin, "sec-fetch-site": "same-origin", accept: "application/json" };
  const form = new Request(`${origin}/abide/collect/application`, { method: "POST", body, headers });
  expect(await it.fetch(form, { ip: "203.0.113.1" })).toMatchObject({ ok: true });
  for (const fault of ["down", "busy", "broken", "lost"] as const) {
    tracker.fail(fault);
    await engine.outbox.drain();
    it.clock.pass(7_200);
  }
  tracker.fail(undefined);
  await engine.outbox.drain();
  const [application, ...more] = [...tracker.opportunities.values()];
  expect(more).toEqual([]);
  expect(application).toMatchObject({ emails: ["ada@example.org"], name: "Ada Lind", resume: { name: "cv.txt" } });
  expect(application!.resume!.bytes.toString()).toContain("14 years at sea");
  for (const { bytes } of tracker.asked) expect(bytes.includes("sixty")).toBe(false);
});

test("an erasure deletes at who can, and leaves the others to people", async () => {
  await it.people.collect("contact", { email: "ada@example.org", message: "Is it cold?" });
  await engine.outbox.drain();
  expect([...desk.contacts.values()]).toMatchObject([{ email: "ada@example.org" }]);
  const subject = await it.people.find("ada@example.org");
  await engine.subjects.erase(subject, { by: "test", reason: "asked for" });
  await engine.outbox.drain();
  expect(desk.contacts.size).toBe(0);
  const received = await engine.disclosures.received(subject);
  expect(received.map(({ recipient, state }) => `${recipient} ${state}`).toSorted()).toEqual([
    "desk deleted",
    "tracker delivered",
  ]);
});

test("a field that the recipient does not take is a mistake, told at the start", async () => {
  await expect(open({ salary: "headline" })).rejects.toMatchObject({
    code: "policy-broken",
    message: 'The connector of "tracker" maps what it does not take: salary.',
  });
});
