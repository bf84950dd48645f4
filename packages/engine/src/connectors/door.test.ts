import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { definePolicy, email, file, text } from "@abide/policy";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../engine.ts";
import { openTestEngine, origin, type TestEngine } from "../test-old.ts";
import { openFolder } from "../vault/folder.ts";
import { intercom } from "./intercom.ts";
import { lever } from "./lever.ts";
import { startIntercom, type IntercomStandIn } from "./stand-in/intercom.ts";
import { startLever, type LeverStandIn } from "./stand-in/lever.ts";

const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
  purposes: {
    recruitment: { basis: "contract", term: "PersonnelHiring", says: "decide on your application" },
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
  },
  activities: {
    careers: {
      fields: {
        email: { shape: email(), for: ["recruitment"] },
        name: { shape: text(80), for: ["recruitment"] },
        salary: { shape: text(80), for: ["recruitment"] },
        cv: { shape: file(1_000_000), for: ["recruitment"] },
      },
      storage: "P6M",
    },
    contact: {
      fields: { email: { shape: email(), for: ["support"] }, message: { shape: text(4_000), for: ["support"] } },
      storage: "P2Y",
    },
  },
  recipients: {
    lever: {
      name: "Lever",
      category: "recruitment-provider",
      role: "processor",
      country: "IE",
      for: ["recruitment"],
      takes: { careers: ["email", "name", "cv"] },
    },
    intercom: {
      name: "Intercom",
      category: "communication-provider",
      role: "processor",
      country: "IE",
      for: ["support"],
      takes: { contact: ["email", "message"] },
    },
  },
});

let tracker: LeverStandIn;
let desk: IntercomStandIn;
let folder: string;
let it: TestEngine;
let engine: Engine<typeof policy>;

const open = async (salary = {}) =>
  openTestEngine({
    policies: [policy],
    files: await openFolder(folder),
    disclose: {
      connectors: {
        lever: lever({
          key: tracker.key,
          performAs: tracker.performAs,
          map: { email: "email", name: "name", cv: "resume", ...salary },
          endpoint: tracker.url,
        }),
        intercom: intercom({ token: desk.token, map: { email: "email", message: "note" }, endpoint: desk.url }),
      },
      on: [
        { recipient: "lever", activity: "careers", purpose: "recruitment", when: "collection" },
        { recipient: "intercom", activity: "contact", purpose: "support", when: "collection" },
      ],
    } as never,
  } as never);

beforeAll(async () => {
  [tracker, desk] = await Promise.all([startLever(), startIntercom()]);
  folder = await mkdtemp(join(tmpdir(), "abide-door-"));
  it = await open();
  engine = it.engine;
});
afterAll(async () => {
  await it.close();
  await Promise.all([tracker.close(), desk.close(), rm(folder, { recursive: true, force: true })]);
});

test("an application reaches the tracker with the declared fields and its résumé, and no other, once it is up again", async () => {
  const body = new FormData();
  const input = { email: "ada@example.org", name: "Ada Lind", salary: "sixty thousand" };
  for (const [field, value] of Object.entries(input)) body.append(field, value);
  body.append("cv", new File(["14 years at sea"], "cv.txt"));
  const headers = { origin, "sec-fetch-site": "same-origin", accept: "application/json" };
  const form = new Request(`${origin}/abide/collect/careers`, { method: "POST", body, headers });
  expect(await it.fetch(form, { ip: "203.0.113.1" })).toMatchObject({ ok: true });
  for (const fault of ["down", "busy", "broken", "lost"] as const) {
    tracker.fail(fault);
    await engine.outbox.drain();
    it.pass(7_200);
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
  const input = { email: "ada@example.org", message: "Is it cold?" };
  await engine.collect("contact", input as never, { source: "person" });
  await engine.outbox.drain();
  expect([...desk.contacts.values()]).toMatchObject([{ email: "ada@example.org" }]);
  const subject = (await engine.subjects.find({ email: "ada@example.org" }))!;
  await engine.subjects.erase(subject, { by: "test", reason: "asked for" });
  await engine.outbox.drain();
  expect(desk.contacts.size).toBe(0);
  const received = await engine.disclosures.received(subject);
  expect(received.map(({ recipient, state }) => `${recipient} ${state}`).toSorted()).toEqual([
    "intercom deleted",
    "lever delivered",
  ]);
});

test("a field that the recipient does not take is a mistake, told at the start", async () => {
  await expect(open({ salary: "headline" })).rejects.toMatchObject({
    code: "policy-broken",
    message: 'The connector of "lever" maps what it does not take: salary.',
  });
});
