import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backUp } from "@abide/engine/backup";
import { localMaster } from "@abide/engine/master";
import { restore } from "@abide/engine/restore";
import { openStore } from "@abide/engine/store";
import { openVault } from "@abide/engine/vault";
import { openFolder } from "@abide/engine/vault/folder";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { applications } from "../applications/feature.ts";
import { policy } from "../policy.ts";
import { bookings, bookingsFeature } from "./feature.ts";
import { by, key, openWebsite, type Website } from "./test-bookings.ts";

const because = { by: "officer", reason: "asked for it" };
const start = new Date("2026-12-01T08:30:00Z");
const day = 86_400_000;
const after = (days: number) => new Date(start.getTime() + days * day);

let site: Website;
beforeAll(async () => {
  site = await openWebsite();
});
afterAll(() => site.close());
beforeEach(() => site.at(start));

let next = 0;
const times = ["2026-12-03T08:00Z", "2026-12-03T09:00Z", "2026-12-03T13:00Z", "2026-12-03T14:00Z"];

/** Somebody who has booked a meeting: their person and their record. */
async function book(at: Website, email: string, slot = times[next++]!) {
  const known = new Set((await at.rows()).map(({ record }) => record));
  expect((await at.book(slot, { email })).status).toBe(200);
  return (await at.rows()).find(({ record }) => !known.has(record))!;
}

const has = async ({ rows }: Website, subject: string) => (await rows()).some((row) => row.subject === subject);
const isErased = async ({ engine }: Website, subject: string) =>
  (await engine.subjects.state(subject, because))?.erased !== undefined;

test("what is exported of a person has the meeting, beside what they wrote", async () => {
  const { subject } = await book(site, "ada@example.org");
  const exported = (await site.engine.subjects.export(subject, because))!;
  expect(exported.bookings).toEqual(["2026-12-03T08:00:00.000Z"]);
  expect(exported.records[0]).toMatchObject({
    activity: "booking",
    values: { slot: "2026-12-03T08:00Z", name: "Ada Lund", email: "ada@example.org", note: "Our travel form" },
  });
});

test("each table that the site's features have made and that refers to somebody is claimed", async () => {
  const features = [bookings, applications];
  const claims = features.flatMap(({ personal }) => (personal === "none" ? [] : Object.keys(personal.tables)));
  const tables = await site.store.db.introspection.getTables();
  const own = tables.filter(({ name }) => features.some((feature) => name.startsWith(feature.name)));
  const referring = own.filter(({ columns }) => columns.some(({ name }) => ["subject", "person"].includes(name)));
  expect(referring.map(({ name }) => name)).toEqual(["bookings"]);
  expect(claims).toEqual(["bookings"]);
});

test("who asks to be erased is erased at once, and the time is free again", async () => {
  const { subject } = await book(site, "grace@example.org");
  expect((await site.get("/demo")).text).not.toContain("slot=2026-12-03T09:00Z");
  expect(await site.engine.subjects.erase(subject, because)).toMatchObject({ erased: true, records: 1 });
  expect(await has(site, subject)).toBe(false);
  expect((await site.get("/demo")).text).toContain("slot=2026-12-03T09:00Z");
});

test("where the record alone is erased the meeting stands, without a name, until it is over; then the person goes", async () => {
  const { subject, record } = await book(site, "joan@example.org");
  const records = site.engine.records("booking").for("requests", { by });
  expect(await records.erase({ id: record })).toMatchObject({ allowed: true, records: 1 });
  expect([await has(site, subject), await isErased(site, subject)]).toEqual([true, false]);
  const api = site.engine.feature(bookingsFeature);
  await api.remind();
  await api.free();
  expect(await has(site, subject)).toBe(true);
  site.at(after(3));
  expect(await api.free()).toBeGreaterThan(0);
  expect([await has(site, subject), await isErased(site, subject)]).toEqual([false, true]);
});

test("the retention erases who booked a month ago", async () => {
  const { subject } = await book(site, "mary@example.org");
  site.at(after(29));
  await site.engine.applyRetention();
  expect([await has(site, subject), await isErased(site, subject)]).toEqual([false, false]);
  site.at(after(31));
  await site.engine.applyRetention();
  expect(await isErased(site, subject)).toBe(true);
});

test("who has a meeting to come is kept by the retention, and erased once it is over", async () => {
  const { activities } = policy;
  const short = await openWebsite({
    declared: { ...policy, activities: { ...activities, booking: { ...activities.booking, storage: "P1D" } } },
  });
  onTestFinished(short.close);
  const { subject } = await book(short, "ada@example.org", "2026-12-03T13:00Z");
  short.at(after(2));
  expect(await short.engine.applyRetention()).toMatchObject({ erased: 1, subjects: 0 });
  expect([await has(short, subject), await isErased(short, subject)]).toEqual([true, false]);
  short.at(after(3));
  await short.engine.applyRetention();
  expect([await has(short, subject), await isErased(short, subject)]).toEqual([false, true]);
});

test("a restored back-up has the meetings, but for those of who was erased since; without the feature it is refused", async () => {
  const own = await openWebsite();
  onTestFinished(own.close);
  const gone = await book(own, "ada@example.org", "2026-12-03T13:00Z");
  const stays = await book(own, "grace@example.org", "2026-12-03T14:00Z");
  const folder = await mkdtemp(join(tmpdir(), "halden-restored-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const backups = join(folder, "back-ups");
  const master = localMaster(key);
  const save = async () => {
    const vault = await openVault({ db: own.store.db, site: "website", master, clock: own.clock });
    const files = await openFolder(join(own.folder, "files"));
    return backUp({ store: own.store, site: "website", vault, files, folder: backups, clock: own.clock });
  };
  const { path, manifest } = await save();
  expect(manifest.features).toEqual(["bookings-0001"]);
  expect(manifest.tables["bookings"]).toMatchObject({ rows: 2 });
  await own.engine.subjects.erase(gone.subject, because);
  own.at(after(1));
  await save();

  const data = join(folder, "data");
  const store = await openStore({ folder: data, logger: () => {} });
  const files = await openFolder(join(data, "files"));
  const into = { from: path, store, master, files };
  await expect(restore(into)).rejects.toMatchObject({
    code: "store-unreadable",
    message: expect.stringContaining('"bookings-0001"') as string,
    next: expect.stringContaining("--features") as string,
  });
  expect(await restore({ ...into, features: [bookings] })).toMatchObject({ erased: 1 });
  await store.close();
  const again = await openWebsite({ folder: data, now: after(1) });
  onTestFinished(again.close);
  expect(await again.rows()).toEqual([stays]);
  expect((await again.get("/demo")).text).toContain("slot=2026-12-03T13:00Z");
});
