import { execFileSync } from "node:child_process";
import { appendFile, cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createCheckpointFile } from "../audit/checkpoint-file.ts";
import type { Store } from "../store/index.ts";
import { openTestStore } from "../store/test-store.ts";
import { makeFolder } from "../test-ending.ts";
import { loose, testEngine, type Collected, type TestEngine } from "../test-engine.ts";
import { applicant, key, uploads } from "../test-policy.ts";
import { openFolder } from "../vault/folder.ts";
import { localMaster } from "../vault/master.ts";
import { rotateMaster, rotateSubjectKeys } from "../vault/rotate.ts";
import { openVault } from "../vault/vault.ts";
import { backUp } from "./backup.ts";
import { restore, type RestoreOptions } from "../restore.ts";

type Uploading = TestEngine<typeof uploads>;

const master = localMaster(key);
const clock = () => new Date("2026-11-24T12:00:00Z");
const later = () => new Date("2026-11-25T12:00:00Z");

/** A website with a store and a data folder of its own, and a folder for its back-ups. */
async function openSite() {
  const folder = await makeFolder();
  const store: Store = { ...(await openTestStore()), folder: join(folder, "data") };
  const it = await testEngine({ store, policy: uploads });
  const backups = join(folder, "back-ups");
  const files = await openFolder(join(folder, "data", "files"));
  const save = async (at = clock, by = master) => {
    const vault = await openVault({ db: store.db, site: "website", master: by, clock });
    return backUp({ store, site: "website", vault, files, folder: backups, clock: at });
  };
  const options = async () => ({
    store,
    site: "website",
    vault: await openVault({ db: store.db, site: "website", master, clock }),
    files,
  });
  return { folder, store, it, backups, save, options };
}

/** Restores into a new store, and opens a website on it. */
async function bring(from: string, more: Partial<RestoreOptions> & { readonly secret?: string } = {}) {
  const folder = await makeFolder();
  const store: Store = { ...(await openTestStore()), folder };
  const files = await openFolder(join(folder, "files"));
  const restored = await restore({ from, store, master, files, clock, ...more });
  const it = await testEngine({ store, policy: uploads, ...(more.secret ? { key: more.secret } : {}) });
  return { restored, it, store, folder };
}

async function upload({ engine }: Uploading, values: { email: string; cv: string }): Promise<string> {
  const collected = await engine.collect("upload", {
    email: values.email,
    cv: new File([values.cv], "cv.txt"),
  } as never);
  if (!collected.collected) throw new Error(JSON.stringify(collected.problems));
  return collected.id;
}
const download = async ({ engine }: Uploading, id: string) => {
  const got = (await loose(engine.records)("upload").for("recruitment").download(id, "cv")) as {
    allowed: boolean;
    reason?: string;
    file: { stream: ReadableStream<Uint8Array> };
  };
  return got.allowed ? new Response(got.file.stream).text() : got.reason;
};
const name = async ({ engine }: Uploading, id: string) => {
  const read = await engine.records("application").for("recruitment").read(id, ["name"]);
  return read.allowed ? read.fields.name : read.reason;
};

const site = await openSite();
let one: Collected;
let cv: string;
let path: string;
beforeAll(async () => {
  one = await site.it.people.collect("application", {
    ...applicant,
    name: "Canary Wren",
    email: "canary.wren@example.org",
  });
  cv = await upload(site.it, { email: "canary.wren@example.org", cv: "The years of a canary." });
  await site.it.engine.subjects.consent(one.subject, "pool", { by: "desk" });
  ({ path } = await site.save());
});

test("a restored back-up has everybody with their files and what they said, and the log verifies", async () => {
  const told: string[] = [];
  const { restored, it } = await bring(site.backups, { progress: (sentence) => void told.push(sentence) });
  expect(restored).toMatchObject({ erased: 0, files: 1, manifest: { site: "website", log: { size: 4 } } });
  expect(Object.keys(restored.manifest.tables)).not.toContain("limit_state");
  expect(told).toContain("Checking the log of website: 4 entries");
  expect(await name(it, one.id)).toBe("Canary Wren");
  expect(await download(it, cv)).toBe("The years of a canary.");
  expect(await it.engine.subjects.find({ email: "canary.wren@example.org" })).toBe(one.subject);
  expect(await it.engine.records("application").for("pool").read(one.id, ["email"])).toMatchObject({ allowed: true });
});

test("no name, address or text of a file lies in a back-up or among the files as plain text, and no key beside the keys", async () => {
  const found = (words: string, place: string) =>
    execFileSync("sh", [
      "-c",
      `(gzip -dcf $(find ${place} -type f); cat $(find ${place} -type f)) | grep -aic "${words}" || true`,
    ])
      .toString()
      .trim();
  expect(found("canary\\|wren", site.folder)).toBe("0");
  // A control: what is not personal is found.
  expect(Number(found("recruitment", site.folder))).toBeGreaterThan(0);
  expect(await readdir(path)).toContain("record_value.gz");
  expect((await readdir(path)).filter((part) => /key/.test(part))).toEqual([]);
});

test("an older back-up cannot be read for a person who was erased since, and is whole for everyone else", async () => {
  const { it, save, backups } = await openSite();
  const erased = await it.people.collect("application", applicant);
  const file = await upload(it, { email: applicant.email, cv: "Gone." });
  const other = await it.people.collect("application", { ...applicant, email: "other@example.org", name: "Otto Berg" });
  const { path } = await save();
  await it.engine.subjects.erase(erased.subject, { by: "desk", reason: "request" });
  await save(later);
  const { restored, ...again } = await bring(path);
  expect(restored).toMatchObject({ erased: 1, files: 0 });
  expect(await name(again.it, erased.id)).toBe("not-found");
  expect(await download(again.it, file)).toBe("not-found");
  expect(await name(again.it, other.id)).toBe("Otto Berg");
  expect((await again.it.engine.subjects.state(erased.subject))?.erased).toBeDefined();
  expect(await again.it.engine.subjects.find({ email: applicant.email })).toBeUndefined();

  // The keys that were saved before the back-up are not enough: whoever came in between would be erased, and that is said.
  const old = join(backups, "old-keys");
  const keys = await readFile(join(backups, "keys"));
  await writeFile(old, keys);
  await it.people.collect("application", { ...applicant, email: "new@example.org" });
  const newest = await save(() => new Date("2026-11-26T12:00:00Z"));
  await expect(bring(newest.path, { keys: old })).rejects.toMatchObject({
    code: "backup-damaged",
    message: expect.stringContaining("the back-up is newer") as string,
    next: expect.stringContaining("--force") as string,
  });
  expect((await bring(newest.path, { keys: old, force: true })).restored).toMatchObject({ erased: 1 });
});

test("what is damaged, missing or signed by somebody else is refused, and nothing is restored", async () => {
  const folder = await makeFolder();
  const store = await openTestStore();
  const files = await openFolder(join(folder, "files"));
  const change = async (file: string, from: string, to: string) =>
    writeFile(file, (await readFile(file, "latin1")).replace(from, to), "latin1");
  const harms: [(path: string, keys: string) => Promise<void>, string][] = [
    [(path) => appendFile(join(path, "record.gz"), "x"), "record.gz is damaged"],
    [(path) => rm(join(path, "consent.gz")), "consent.gz is damaged"],
    [async (path) => appendFile(join(path, "files", (await readdir(join(path, "files")))[0]!), "x"), "is damaged"],
    [(path) => rm(join(path, "manifest.json")), "There is no back-up"],
    [(path) => appendFile(join(path, "manifest.json"), " \n{}"), "manifest.json"],
    [(path) => change(join(path, "manifest.json"), `"site": "website"`, `"site":  "website"`), "the signature"],
    [(_, keys) => rm(keys), "There is no file"],
    [(_, keys) => appendFile(keys, "x"), "is damaged"],
    [(_, keys) => change(keys, `"kind":"subject"`, `"kind":"subjecT"`), "its signature"],
    [(_, keys) => writeFile(keys, "none"), "is damaged"],
  ];
  for (const [place, [harm, sentence]] of harms.entries()) {
    const copy = join(folder, String(place));
    await cp(site.backups, copy, { recursive: true });
    const of = join(copy, path.slice(site.backups.length));
    await harm(of, join(copy, "keys"));
    await expect(restore({ from: of, store, master, files, clock }), sentence).rejects.toMatchObject({
      code: "backup-damaged",
      message: expect.stringContaining(sentence) as string,
    });
  }
  expect(await store.db.selectFrom("policy_version").selectAll().execute()).toEqual([]);
  expect(await readdir(join(folder, "files"))).toEqual([]);
});

test("it needs its master key, an empty store of its own version, and folders that can be used", async () => {
  const { store } = site;
  const files = await openFolder(join(site.folder, "other-files"));
  const options = { from: site.backups, store, master, files };
  await expect(restore(options)).rejects.toMatchObject({ code: "store-in-use" });
  const other = localMaster("another key of thirty-two bytes!");
  await expect(restore({ ...options, master: other })).rejects.toMatchObject({ code: "key-changed" });
  await expect(restore({ ...options, from: join(site.folder, "nowhere") })).rejects.toMatchObject({
    code: "store-unwritable",
  });
  await expect(backUp({ ...(await site.options()), folder: "/proc/nowhere" })).rejects.toMatchObject({
    code: "store-unwritable",
  });
  const older = await openTestStore();
  await older.db.deleteFrom("kysely_migration" as never).execute();
  await expect(restore({ ...options, store: older })).rejects.toMatchObject({ code: "store-unreadable" });
});

test("nothing is left of a restoration that fails at its end: neither rows nor files", async () => {
  const folder = await makeFolder();
  const store = await openTestStore();
  const files = await openFolder(join(folder, "files"));
  const full: typeof files = {
    ...files,
    write: async (...given) => {
      await files.write(...given);
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    },
  };
  await expect(restore({ from: site.backups, store, master, files: full, clock })).rejects.toMatchObject({
    message: expect.stringContaining("is full") as string,
  });
  expect(await store.db.selectFrom("vault_key").selectAll().execute()).toEqual([]);
  expect(execFileSync("find", [join(folder, "files"), "-type", "f"]).toString()).toBe("");
});

test("a back-up that is behind the checkpoint in the data folder is restored only by force, and the website starts on it", async () => {
  const folder = await makeFolder();
  const store: Store = { ...(await openTestStore()), folder };
  await site.it.people.collect("application", { ...applicant, email: "after@example.org" });
  await site.it.get("/abide/log/checkpoint");
  const { path: kept } = createCheckpointFile(site.store.folder!, "website");
  await mkdir(join(folder, "checkpoints"), { recursive: true });
  await expect.poll(() => readFile(kept, "utf8")).toMatch(/^5$/m);
  await cp(kept, createCheckpointFile(folder, "website").path);
  const files = await openFolder(join(folder, "files"));
  const options = { from: path, store, master, files, clock };
  await expect(restore(options)).rejects.toMatchObject({
    message: expect.stringMatching(/has 4 entries; .*website\.checkpoint knows it to have been 5/) as string,
    next: expect.stringContaining("--force") as string,
  });
  await restore({ ...options, force: true });
  const it = await testEngine({ store, policy: uploads });
  expect(await name(it, one.id)).toBe("Canary Wren");
});

test("after both keys were rotated the newest keys and the new master key open the back-ups of before", async () => {
  const { it, store, save, backups } = await openSite();
  const { id } = await it.people.collect("application", applicant);
  const before = await (await it.get("/abide/log/key")).text();
  const { path } = await save();
  const secret = "the next key, of more than 16 bytes";
  const next = localMaster(secret);
  await rotateSubjectKeys({ db: store.db, site: "website", master, clock });
  expect(await rotateMaster(store.db, "website", master, next)).toBe(3);
  await expect(testEngine({ policy: uploads, store })).rejects.toMatchObject({ code: "key-changed" });
  await expect(
    rotateMaster(store.db, "website", localMaster("a wrong key of enough bytes"), master),
  ).rejects.toMatchObject({ code: "key-changed" });
  const rotated = await testEngine({ store, policy: uploads, key: secret });
  expect(await name(rotated, id)).toBe("Ada Lund");
  // Cookies and the log are signed with what stays the same.
  expect(await (await rotated.get("/abide/log/key")).text()).toBe(before);

  await save(later, next);
  await expect(bring(path)).rejects.toMatchObject({ code: "key-changed" });
  const again = await bring(path, { master: next, secret });
  expect(await name(again.it, id)).toBe("Ada Lund");
  expect(await readdir(backups)).toHaveLength(3);
});

test("the key that wraps people's keys is rotated, goes on where it was broken off, and lets nobody in with the old one", async () => {
  const { it, store } = await openSite();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++)
    ids.push((await it.people.collect("application", { ...applicant, email: `r${i}@example.org` })).id);
  const { db } = store;
  const old = await db.selectFrom("subject_key").selectAll().execute();
  const stop = new Error("broken off");
  const options = { db, site: "website", master, clock };
  await expect(
    rotateSubjectKeys(options, () => {
      throw stop;
    }),
  ).rejects.toBe(stop);
  await rotateSubjectKeys(options);
  const anew = await db.selectFrom("subject_key").selectAll().execute();
  expect(new Set(anew.map(({ kek }) => kek)).size).toBe(1);
  expect(anew[0]!.kek).not.toBe(old[0]!.kek);
  expect(await db.selectFrom("vault_key").select("id").where("kind", "=", "subject").execute()).toHaveLength(1);
  // The one that was opened before would write what nobody can open.
  await expect(it.people.collect("application", { ...applicant, email: "late@example.org" })).rejects.toMatchObject({
    code: "store-down",
  });
  const next = await testEngine({ store, policy: uploads });
  for (const id of ids) expect(await name(next, id)).toBe("Ada Lund");
});
