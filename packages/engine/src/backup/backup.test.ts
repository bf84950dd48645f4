import { execFileSync } from "node:child_process";
import { appendFile, cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { key } from "../test-engine.ts";
import { openTestStore } from "../store/test-store.ts";
import { ada, openPeople, take, type People } from "../test-people.ts";
import { openFolder } from "../vault/folder.ts";
import { localMaster } from "../vault/master.ts";
import { openVault, rotateMaster, rotateSubjectKeys } from "../vault/vault.ts";
import { backUp } from "./backup.ts";
import { restore } from "./restore.ts";

const master = localMaster(key);
const clock = () => new Date("2026-11-24T12:00:00Z");
let folder: string;
let it: People;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "abide-backup-"));
  it = await openPeople();
  return async () => {
    await it.close();
    await rm(folder, { recursive: true, force: true });
  };
});

const save = async (at = clock) => {
  const vault = await openVault({ db: it.store.db, site: "website", master, clock });
  return backUp({
    store: it.store,
    site: "website",
    vault,
    files: await openFolder(join(folder, "own-files")),
    folder,
    clock: at,
  });
};
const bring = async (from = folder, more: { keys?: string; master?: typeof master } = {}) => {
  const store = await openTestStore();
  onTestFinished(() => store.close());
  const files = await openFolder(join(folder, "new-files"));
  const restored = await restore({ from, store, master, files, clock, ...more });
  const people = await openPeople({ store });
  onTestFinished(people.close);
  return { restored, people, store };
};
const name = async (people: People, id: string) => {
  const read = await people.engine.records("application").for("recruitment").read(id, ["name"]);
  return read.allowed ? read.fields.name : read.reason;
};

test("a restored back-up has everybody, and the log verifies", async () => {
  const one = await take(it, "application", ada);
  const two = await take(it, "letter", { email: ada.email, body: "Hello" });
  await it.engine.subjects.consent(one.subject, "pool", { by: "desk" });
  const { manifest } = await save();
  const { restored, people } = await bring();
  expect(restored).toMatchObject({ erased: 0, manifest: { log: manifest.log } });
  expect(await name(people, one.id)).toBe("Ada Lund");
  expect(await people.engine.records("letter").for("recruitment").read(two.id, ["body"])).toMatchObject({
    allowed: true,
  });
  expect(await people.engine.subjects.find({ email: ada.email })).toBe(one.subject);
  expect(await people.engine.records("application").for("pool").read(one.id, ["email"])).toMatchObject({
    allowed: true,
  });
});

test("an older back-up cannot be read for a person who was erased since, and is whole for everyone else", async () => {
  const erased = await take(it, "application", ada);
  const other = await take(it, "application", { ...ada, email: "other@example.org", name: "Otto Berg" });
  const { path } = await save();
  await it.engine.subjects.erase(erased.subject, { by: "desk", reason: "request" });
  await save(() => new Date("2026-11-25T12:00:00Z"));
  const { restored, people } = await bring(path);
  expect(restored.erased).toBe(1);
  expect(await name(people, erased.id)).toBe("not-found");
  expect(await name(people, other.id)).toBe("Otto Berg");
  expect((await people.engine.subjects.state(erased.subject))?.erased).toBeDefined();
  // Neither can whoever puts its rows into a store by hand: the key is in no part of it.
  const parts = await readdir(path);
  expect(parts).not.toContain("subject_key.gz");
  expect(parts).toContain("record_value.gz");
});

test("no name, address or text lies in a back-up as plain text", async () => {
  await take(it, "application", { ...ada, name: "Canary Wren", email: "canary.wren@example.org" });
  await save();
  const all = execFileSync("sh", [
    "-c",
    `gzip -dc "${folder}"/*/*.gz "${folder}"/keys | grep -ic "canary\\|wren" || true`,
  ]);
  expect(all.toString().trim()).toBe("0");
});

test.each([
  ["a part that was changed", (path: string) => appendFile(join(path, "record.gz"), "x"), "record.gz is damaged"],
  ["a part that is missing", (path: string) => rm(join(path, "consent.gz")), "consent.gz is damaged"],
  ["a manifest that is missing", (path: string) => rm(join(path, "manifest.json")), "There is no back-up"],
  ["a manifest that was changed", (path: string) => appendFile(join(path, "manifest.json"), " \n{}"), "manifest.json"],
  ["keys that are missing", () => rm(join(folder, "keys")), "There is no file"],
])("%s is refused, and nothing is restored", async (_, harm, sentence) => {
  await take(it, "application", ada);
  const { path } = await save();
  await harm(path);
  const store = await openTestStore();
  onTestFinished(() => store.close());
  const trying = restore({ from: path, store, master, files: undefined, clock });
  await expect(trying).rejects.toMatchObject({
    code: "backup-damaged",
    message: expect.stringContaining(sentence) as string,
  });
  expect(await store.db.selectFrom("policy_version").selectAll().execute()).toEqual([]);
});

test("a manifest that somebody else signed is refused", async () => {
  await take(it, "application", ada);
  const { path } = await save();
  const copy = join(folder, "2026-11-26T00-00-00-000Z");
  await cp(path, copy, { recursive: true });
  const manifest = join(copy, "manifest.json");
  execFileSync("sed", ["-i", 's/"site": "website"/"site":  "website"/', manifest]);
  await expect(bring(copy)).rejects.toMatchObject({ code: "backup-damaged" });
});

test("it needs its master key, an empty store and a folder that is there", async () => {
  await take(it, "application", ada);
  await save();
  await expect(bring(folder, { master: localMaster("another key of thirty-two bytes!") })).rejects.toMatchObject({
    code: "key-changed",
  });
  const files = await openFolder(join(folder, "new-files"));
  await expect(restore({ from: folder, store: it.store, master, files })).rejects.toThrow("is not empty");
  await expect(bring(join(folder, "nowhere"))).rejects.toMatchObject({ code: "store-unwritable" });
  await expect(backUp({ ...(await toOptions()), folder: "/proc/nowhere" })).rejects.toMatchObject({
    code: "store-unwritable",
  });
});

const toOptions = async () => ({
  store: it.store,
  site: "website",
  vault: await openVault({ db: it.store.db, site: "website", master, clock }),
  files: undefined,
});

test("the master key is rotated in a handful of rows, and records, cookies and the log go on", async () => {
  const { id } = await take(it, "application", ada);
  const before = await (await it.get("/abide/log/key")).text();
  const next = localMaster("the next key, of more than 16 bytes");
  expect(await rotateMaster(it.store.db, "website", master, next)).toBe(3);
  await expect(openPeople({ store: it.store })).rejects.toMatchObject({ code: "key-changed" });
  const rotated = await openPeople({ store: it.store, key: "the next key, of more than 16 bytes" });
  onTestFinished(rotated.close);
  expect(await name(rotated, id)).toBe("Ada Lund");
  expect(await (await rotated.get("/abide/log/key")).text()).toBe(before);
  await expect(
    rotateMaster(it.store.db, "website", localMaster("a wrong key of enough bytes"), master),
  ).rejects.toMatchObject({
    code: "key-changed",
  });
});

test("the key that wraps subjects' keys is rotated, also when it was broken off", async () => {
  const { db } = it.store;
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push((await take(it, "application", { ...ada, email: `r${i}@example.org` })).id);
  const old = await db.selectFrom("subject_key").selectAll().execute();
  const stop = new Error("broken off");
  await expect(
    rotateSubjectKeys({ db, site: "website", master, clock }, () => {
      throw stop;
    }),
  ).rejects.toBe(stop);
  await rotateSubjectKeys({ db, site: "website", master, clock });
  const anew = await db.selectFrom("subject_key").selectAll().execute();
  expect(new Set(anew.map(({ kek }) => kek)).size).toBe(1);
  expect(anew[0]!.kek).not.toBe(old[0]!.kek);
  expect(await db.selectFrom("vault_key").select("id").where("kind", "=", "subject").execute()).toHaveLength(1);
  const next = await openPeople({ store: it.store });
  onTestFinished(next.close);
  for (const id of ids) expect(await name(next, id)).toBe("Ada Lund");
});
