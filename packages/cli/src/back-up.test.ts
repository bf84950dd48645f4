import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createEngine, type Feature } from "@abide/engine";
import { localMaster } from "@abide/engine/master";
import { readSettings } from "@abide/engine/settings";
import { openStore } from "@abide/engine/store";
import { openVault } from "@abide/engine/vault";
import type { Kysely } from "kysely";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { abide, makeFolder } from "./test-cli.ts";
import { policy } from "./test-policy.ts";

let folder: string;
let data: string;
let backups: string;
let id: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "abide-cli-backup-"));
  // The account that runs PostgreSQL has to get through.
  await chmod(folder, 0o711);
  cleanUpWithoutUs();
  data = join(folder, "data");
  backups = join(folder, "back-ups");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Starts a process that ends the servers of the folder, takes off its disks and removes it once this process is gone: one that is
 * stopped or killed cannot do so itself.
 */
function cleanUpWithoutUs(): void {
  const script = `
    while kill -0 "$1" 2>/dev/null; do sleep 1; done
    for file in "$0"/*/postgres/data/postmaster.pid "$0"/*/*/postgres/data/postmaster.pid; do
      pid=$(head -n 1 "$file" 2>/dev/null) && grep -qs "$0" "/proc/$pid/cmdline" && kill -QUIT "$pid"
    done
    sleep 1
    for disk in "$0"/disk-*; do umount -l "$disk" 2>/dev/null; done
    rm -rf "$0"`;
  const options = { detached: true, stdio: "ignore", cwd: "/" } as const;
  spawn("/bin/sh", ["-c", script, folder, String(process.pid)], options).unref();
}

/** Opens the website of a data folder for as long as `work` takes. */
async function opened<Result>(
  place: string,
  work: (
    engine: ReturnType<typeof createEngine<typeof policy>>,
    store: Awaited<ReturnType<typeof openStore>>,
  ) => Promise<Result>,
  settings: NodeJS.ProcessEnv = {},
  features: readonly Feature[] = [],
): Promise<Result> {
  const store = await openStore({ folder: place, logger: () => {} });
  try {
    const key = (await readFile(join(place, "key"), "utf8")).trim();
    const engine = createEngine({ policies: [policy], store, key, features, ...readSettings(settings) });
    try {
      await engine.ready;
      return await work(engine, store);
    } finally {
      await engine.close();
    }
  } finally {
    await store.close();
  }
}
const message = (place: string) =>
  opened(place, async (engine) => {
    const read = await engine.records("contact").for("support").read(id, ["message"]);
    return read.allowed ? read.fields.message : read.reason;
  });
const env = () => ({ ABIDE_DATA: data, ABIDE_KEY: "", ABIDE_STORE: "" });

test("a back-up is made while the website runs, and restored into a new folder", async () => {
  const store = await openStore({ folder: data, logger: () => {} });
  await writeFile(join(data, "key"), `${"a".repeat(64)}\n`, { mode: 0o600 });
  await store.close();
  const made = await opened(data, async (engine) => {
    const collected = await engine.collect("contact", { email: "ada@example.org", message: "Hello" });
    if (!collected.collected) throw new Error("It was not collected.");
    id = collected.id;
    return abide(["backup", backups], { env: env() });
  });
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining("Backing up record") as string });
  expect(made.out).toMatch(/^Backed up \d+ rows and 0 files, with a log of 2 entries\.$/m);
  expect(await readdir(backups)).toEqual([expect.stringMatching(/^2/), "keys"]);

  const into = join(folder, "again");
  const restored = await abide(["restore", backups, "--into", into, "--key", join(data, "key")], { env: env() });
  expect(restored).toMatchObject({ code: 0, out: expect.stringContaining("the log verifies.") as string });
  expect(await message(into)).toBe("Hello");
});

test("keys are rotated while the website stands still; killed in the middle, it goes on", async () => {
  const before = await readFile(join(data, "key"), "utf8");
  await opened(data, async (_, { db }) => {
    const rotating = await abide(["rotate"], { env: env() });
    expect(rotating).toMatchObject({ code: 2, err: expect.stringContaining("is in use by process") as string });
    const vault = await openVault({
      db,
      site: "website",
      master: localMaster(before.trim()),
      clock: () => new Date(),
    });
    const people = Array.from({ length: 6_000 }, () => crypto.randomUUID());
    for (let at = 0; at < people.length; at += 3_000) {
      const rows = people
        .slice(at, at + 3_000)
        .map((subject) => ({ site: "website", subject, ...vault.create(subject).row }));
      await db.insertInto("subject_key").values(rows).execute();
    }
  });
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("../bin/abide.mjs", import.meta.url)), "rotate", "--keys"],
    {
      env: { ...process.env, ...env() },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const ended = new Promise((resolve) => child.once("close", resolve));
  await new Promise<void>((resolve) => {
    child.stderr.on("data", (data: Buffer) => data.includes("Wrapped 1000 keys anew") && resolve());
  });
  child.kill("SIGKILL");
  await ended;
  const halfway = await abide(["rotate", "--keys"], { env: env() });
  expect(halfway.err).toContain("Wrapped 1000 keys anew");
  const left = Number(/: (\d+) keys wrapped anew/.exec(halfway.out)![1]);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(6_001);

  // Broken off between the store and the file: the next run goes on with the key that lies there.
  await writeFile(join(data, "key.new"), `${"b".repeat(64)}\n`);
  const rotated = await abide(["rotate"], { env: env() });
  expect(rotated).toMatchObject({ code: 0, err: expect.stringContaining("broken off") as string });
  expect(await readFile(join(data, "key"), "utf8")).toBe(`${"b".repeat(64)}\n`);
  expect(await message(data)).toBe("Hello");
  await writeFile(join(folder, "old"), before);
  const old = await abide(["backup", backups, "--key", join(folder, "old")], { env: env() });
  expect(old).toMatchObject({ code: 2, err: expect.stringContaining("locked with another master key") as string });
});

test("files that lie in a bucket are backed up from there, and restored into another", async () => {
  // The server has no types, and knows these credentials alone.
  const S3rver = createRequire(import.meta.url)("s3rver") as new (options: object) => {
    run: () => Promise<{ port: number }>;
    close: () => Promise<void>;
  };
  const directory = join(folder, "s3");
  const s3 = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: "halden" }, { name: "other" }],
  });
  const { port } = await s3.run();
  onTestFinished(() => s3.close());
  const bucket = (name: string) => ({
    ABIDE_FILES: `s3://${name}?region=eu-central-1&endpoint=http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: "S3RVER",
    AWS_SECRET_ACCESS_KEY: "S3RVER",
  });
  const send = async (engine: ReturnType<typeof createEngine<typeof policy>>, words: string) => {
    const letter = new File([words], "letter.txt");
    const collected = await engine.collect("upload", { email: "ada@example.org", letter });
    if (!collected.collected) throw new Error("It was not collected.");
    return collected.id;
  };
  // One lies in the data folder, from before there was a bucket.
  const before = await opened(data, (engine) => send(engine, "Before."));
  const after = await opened(data, (engine) => send(engine, "After."), bucket("halden"));
  const made = await abide(["backup", backups], { env: { ...env(), ...bucket("halden") } });
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining("and 2 files") as string });

  const into = join(folder, "with-bucket");
  const args = ["restore", backups, "--into", into, "--key", join(data, "key")];
  const restored = await abide(args, { env: { ...env(), ...bucket("other") } });
  expect(restored).toMatchObject({ code: 0, out: expect.stringContaining("and 2 files") as string });
  const read = (id: string) => async (engine: ReturnType<typeof createEngine<typeof policy>>) => {
    const got = await engine.records("upload").for("support").download(id, "letter");
    return got.allowed ? new Response(got.file.stream).text() : got.reason;
  };
  expect(await opened(into, read(before), bucket("other"))).toBe("Before.");
  expect(await opened(into, read(after), bucket("other"))).toBe("After.");

  expect(await abide(["backup", backups], { env: { ...env(), ABIDE_FILES: "s3://halden" } })).toEqual({
    code: 2,
    out: "",
    err: "✗ ABIDE_FILES says no region. Write it as s3://<bucket>/<prefix>?region=eu-central-1, or leave it out.\n",
  });
  const kms = await abide(["rotate", "--to", "awskms:alias/abide?region=eu-central-1&endpoint=http://127.0.0.1:1"], {
    env: { ...env(), ...bucket("halden") },
  });
  expect(kms).toMatchObject({ code: 2, err: expect.stringContaining("127.0.0.1:1 cannot be reached") as string });
});

/** A disk of so many megabytes, and how it grows; undefined where this account may not mount one. */
async function openDisk(megabytes: number) {
  const place = join(folder, `disk-${megabytes}`);
  await mkdir(place);
  const mount = (...args: string[]) => execFileSync("mount", args, { stdio: "ignore" });
  try {
    mount("-t", "tmpfs", "-o", `size=${megabytes}m,mode=711`, "tmpfs", place);
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync("umount", ["-l", place]));
  return { place, grow: () => mount("-o", "remount,size=400m", place) };
}

test("a disk that fills while a back-up is restored is said, nothing of it counts, and with more room it is restored", async (context) => {
  const large = join(folder, "large");
  await opened(data, async (_, { db }) => {
    const at = new Date();
    for (let i = 0; i < 40; i++) {
      // What nothing makes smaller, neither a table nor the log of writes.
      const detail = JSON.stringify(randomBytes(750_000).toString("base64"));
      const row = { site: "website", key: `large ${i}`, kind: "header", detail, first_at: at, last_at: at, count: 1 };
      await db.insertInto("violation").values(row).execute();
    }
  });
  expect(await abide(["backup", large], { env: env() })).toMatchObject({ code: 0 });
  const restore = (place: string) =>
    abide(["restore", large, "--into", join(place, "data"), "--key", join(data, "key")], { env: env() });

  const none = await openDisk(30);
  if (!none) context.skip("This account may not mount a small disk, so none can be filled.");
  expect((await restore(none!.place)).err).toContain(
    "is too full for a new store: it takes some 60 MB, empty. Make room",
  );
  // In the first a table cannot grow; in the second PostgreSQL itself ends, for want of room for its log of writes.
  for (const megabytes of [74, 60]) {
    const disk = (await openDisk(megabytes))!;
    const full = await restore(disk.place);
    expect(full).toMatchObject({ code: 2, out: "" });
    expect(full.err).toMatch(/✗ The disk of the store is full\. Make room there, .* Nothing was restored\.\n$/);
    if (megabytes === 74) continue;
    disk.grow();
    const store = await openStore({ folder: join(disk.place, "data"), logger: () => {} });
    for (const table of ["vault_key", "subject", "violation"] as const)
      expect(await store.db.selectFrom(table).selectAll().execute()).toEqual([]);
    await store.close();
    expect(await restore(disk.place)).toMatchObject({ code: 0 });
    expect(await message(join(disk.place, "data"))).toBe("Hello");
  }
});

type Visits = Kysely<{ visits: { site: string; subject: string; note: string } }>;

test("what a feature of the site's own holds comes back where its module is named, and a back-up of it is refused without", async () => {
  const site = await makeFolder({
    "visits.js": `
      const up = (db) =>
        db.schema
          .createTable("visits")
          .addColumn("site", "text")
          .addColumn("subject", "uuid")
          .addColumn("note", "text")
          .execute();
      export const visits = {
        name: "visits",
        migrations: { "0001": { up } },
        personal: {
          tables: { visits: { erase: "delete from visits using gone where visits.site = $1 and visits.subject = gone.subject" } },
          export: async () => ({}),
        },
        open: () => ({ api: {} }),
      };`,
    "nothing.js": "export const visits = [];",
  });
  onTestFinished(site.remove);
  const module = join(site.path, "visits.js");
  const { visits } = (await import(pathToFileURL(module).href)) as { readonly visits: Feature };
  await opened(
    data,
    async (_, { db }) => {
      await db.deleteFrom("violation").execute();
      const people = await db.selectFrom("subject").select(["site", "id as subject"]).execute();
      await (db as unknown as Visits)
        .insertInto("visits")
        .values(people.map((one) => ({ ...one, note: "Monday" })))
        .execute();
    },
    {},
    [visits],
  );
  const own = join(folder, "with visits");
  expect(await abide(["backup", own], { env: env() })).toMatchObject({ code: 0 });

  const into = join(folder, "visited");
  const restore = (...more: readonly string[]) =>
    abide(["restore", own, "--into", into, "--key", join(data, "key"), ...more], { cwd: site.path, env: env() });
  expect(await restore()).toMatchObject({ code: 2, out: "", err: expect.stringContaining("visits") as string });
  expect(await restore("--features", "nothing.js")).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("nothing.js exports no feature.") as string,
  });
  expect(await restore("--features", "missing.js")).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("The features in missing.js cannot be read") as string,
  });
  expect(await restore("--features", "visits.js")).toMatchObject({ code: 0 });
  const found = await opened(
    into,
    (_, { db }) => (db as unknown as Visits).selectFrom("visits").select("note").execute(),
    {},
    [visits],
  );
  expect(found).toEqual([{ note: "Monday" }]);
});
