import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bookingsFeature } from "./feature.ts";
import { openWebsite, readMails, type Website } from "./test-bookings.ts";

let site: Website;
beforeAll(async () => {
  site = await openWebsite();
});
afterAll(() => site.close());
beforeEach(() => site.at("2026-12-01T08:30:00Z"));

const slot = "2026-12-03T13:00Z";

test("somebody chooses a free time, sends the form without script, and is thanked; the time is free no more", async () => {
  const calendar = await site.get("/demo");
  expect(calendar.status).toBe(200);
  expect(calendar.text).toContain(`href="/demo?slot=${slot}#chosen"`);
  expect(calendar.text).not.toContain("abide-collect");
  const form = await site.get(`/demo?slot=${slot}`);
  expect(form.text).toContain(`name="slot" value="${slot}"`);
  expect(form.text).toContain("3 December 2026 at 14:00 CET");
  const sent = await site.book(slot);
  expect(sent.status).toBe(200);
  expect((await site.get(sent.to!)).text).toContain("Your demo is booked");
  const after = (await site.get("/demo")).text;
  expect(after).not.toContain(`slot=${slot}`);
  expect(after).toContain("<s>14:00</s> taken");
  // Taken, and by nobody that others are told of.
  expect(after).not.toMatch(/Ada|example\.org|travel/);
  // Where it was and whose, and nothing of what they wrote.
  const [row] = await site.store.db.selectFrom("bookings").selectAll().execute();
  expect(Object.keys(row!).sort()).toEqual(["record", "reminded_at", "site", "starts_at", "subject"]);
});

test.each([
  ["a time that is taken", slot, {}, "This time is taken"],
  ["a time that is over", "2026-12-01T08:00Z", {}, "This time is over"],
  ["a time that is too far away", "2027-01-12T13:00Z", {}, "cannot be booked yet"],
  ["a time at which no meeting begins", "2026-12-05T13:00Z", {}, "<form"],
  ["no time at all", "tomorrow", {}, "not free"],
  ["an address that is none", "2026-12-04T13:00Z", { email: "ada at example" }, "aria-invalid"],
] as const)("%s is refused, and what was written comes back", async (_, slot, more, says) => {
  const before = await site.rows();
  const { status, text } = await site.book(slot, { name: "Grace Holt", ...more });
  expect(status).toBe(422);
  if (says !== "<form" && slot !== "tomorrow") {
    expect(text).toContain(says);
    expect(text).toContain('value="Grace Holt"');
  }
  expect(await site.rows()).toEqual(before);
});

test("it says so in the visitor's language", async () => {
  const sent = await site.get("/abide/collect/booking", {
    method: "POST",
    headers: {
      "accept-language": "de",
      "content-type": "application/x-www-form-urlencoded",
      origin: "https://halden.example",
      "sec-fetch-site": "same-origin",
    },
    body: new URLSearchParams({ back: "/demo", slot, name: "Ada Lund", email: "ada@example.org" }).toString(),
  });
  expect(sent.status).toBe(422);
  expect((await site.book(slot)).text).toContain("it is yours: look into your inbox");
});

test("of two people who send the form in one moment one has the time, and the other is told", async () => {
  const own = "2026-12-07T09:00Z";
  const before = (await site.rows()).length;
  const people = ["ada@example.org", "grace@example.org", "joan@example.org", "mary@example.org"];
  const sent = await Promise.all(people.map((email) => site.book(own, { email })));
  expect(sent.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422, 422, 422]);
  for (const { status, text } of sent) if (status === 422) expect(text).toContain("This time is taken");
  expect(await site.rows()).toHaveLength(before + 1);
  const count = await site.engine
    .records("booking")
    .for("requests", { by: { id: "dana", roles: ["desk"] } })
    .count();
  expect(count).toMatchObject({ counts: { "": before + 1 } });
});

test("a form that is sent twice is one meeting and one mail", async () => {
  const own = "2026-12-08T09:00Z";
  const sent = await Promise.all([site.book(own), site.book(own)]);
  expect(sent.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422]);
  expect(sent.find(({ status }) => status === 422)!.text).toContain("If you have sent this form twice, it is yours");
});

test("the confirmation is in the commit of the form", async () => {
  const own = "2026-12-09T09:00Z";
  const known = new Set((await site.rows()).map(({ record }) => record));
  await site.book(own, { email: "xmin@example.org" });
  const [{ record } = { record: "" }] = (await site.rows()).filter((row) => !known.has(row.record));
  expect(await readMails(site, record)).toEqual(["booking-confirmed"]);
  // By the store's own word: one transaction wrote all three.
  const wrote = await site.store.db.transaction().execute(async (trx) => {
    await trx
      .selectNoFrom((eb) => eb.fn("set_config", [eb.val("abide.purpose"), eb.val("requests"), eb.val(true)]).as("set"))
      .execute();
    const bookings = await trx
      .selectFrom("bookings")
      .select((eb) => ["subject", eb.cast<string>(eb.ref("xmin" as "record"), "text").as("by")])
      .where("record", "=", record)
      .execute();
    const messages = await trx
      .selectFrom("message")
      .select((eb) => eb.cast<string>(eb.ref("xmin" as "id"), "text").as("by"))
      .where("subject", "=", bookings[0]!.subject)
      .execute();
    const records = await trx
      .selectFrom("record")
      .select((eb) => eb.cast<string>(eb.ref("xmin" as "id"), "text").as("by"))
      .where("id", "=", record)
      .execute();
    return [...bookings, ...messages, ...records].map((row) => row.by);
  });
  expect(wrote).toHaveLength(3);
  expect(new Set(wrote).size).toBe(1);
});

test("who has a meeting within a day is reminded, once; who booked on that day is not", async () => {
  const api = site.engine.feature(bookingsFeature);
  const known = new Set((await site.rows()).map(({ record }) => record));
  await site.book("2026-12-10T13:00Z", { email: "mary@example.org" });
  const [{ record } = { record: "" }] = (await site.rows()).filter((row) => !known.has(row.record));
  site.at("2026-12-09T12:00:00Z");
  await api.remind();
  expect(await readMails(site, record)).toEqual(["booking-confirmed"]);
  site.at("2026-12-09T13:30:00Z");
  await Promise.all([api.remind(), api.remind()]);
  await api.remind();
  expect(await readMails(site, record)).toEqual(["booking-confirmed", "booking-reminder"]);
  known.add(record);
  await site.book("2026-12-10T08:00Z", { email: "mary@example.org" });
  const [late = { record: "" }] = (await site.rows()).filter((row) => !known.has(row.record));
  await api.remind();
  expect(await readMails(site, late.record)).toEqual(["booking-confirmed"]);
  expect(site.said.filter((sentence) => !sentence.startsWith("Preparing"))).toEqual([]);
});
