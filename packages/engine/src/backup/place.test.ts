import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openBackupPlace } from "./place.ts";
import { startAwsS3 } from "../connectors/stand-in/aws-s3.ts";

const name = "2026-11-24T12-00-00-000Z";

async function open() {
  const standIn = await startAwsS3({ versions: false });
  const root = await mkdtemp(join(tmpdir(), "abide-backup-place-"));
  onTestFinished(async () => {
    await standIn.close();
    await rm(root, { recursive: true, force: true });
  });
  const path = join(root, name);
  await mkdir(join(path, "files"), { recursive: true });
  const parts = ["audit.gz", "files/0b0f3f0e-5a1f-4a53-9d0c-2b1c8a8f5f10", "manifest.json", "manifest.sig"];
  for (const part of parts) await writeFile(join(path, part), randomBytes(50_000));
  // The keys lie beside a back-up, and stay.
  await writeFile(join(root, "keys"), "keys");
  const { bucket, region, credentials, url: endpoint } = standIn;
  const place = openBackupPlace({ bucket, region, credentials, endpoint });
  return { standIn, root, path, parts, place };
}

test("a back-up is brought to a bucket and got back from it; the keys stay", async () => {
  const { standIn, root, path, parts, place } = await open();
  expect(await place.list()).toEqual([]);
  expect(await place.bring(path)).toBe(name);
  expect(await place.list()).toEqual([name]);
  expect(standIn.objects.map(({ key }) => key)).toEqual(parts.map((part) => `backups/${name}/${part}`));
  const back = await place.get(name, join(root, "back"));
  for (const part of parts) {
    expect((await readFile(join(back, part))).equals(await readFile(join(path, part))), part).toBe(true);
  }
  expect((await readdir(back)).sort()).toEqual(["audit.gz", "files", "manifest.json", "manifest.sig"]);
});

test("one that was broken off is not whole, is not in the list, and goes on where it was", async () => {
  const { standIn, path, parts, place, root } = await open();
  let written = 0;
  const breaking = () => {
    if (++written === 3) throw new Error("broken off");
  };
  await expect(place.bring(path, breaking)).rejects.toThrow("broken off");
  expect(await place.list()).toEqual([]);
  await expect(place.get(name, root)).rejects.toMatchObject({ code: "backup-damaged" });
  const sentences: string[] = [];
  await place.bring(path, (sentence) => sentences.push(sentence));
  expect(sentences).toHaveLength(parts.length - 2);
  expect(standIn.objects).toHaveLength(parts.length);
});

test("what is no back-up is neither brought nor got", async () => {
  const { place, root } = await open();
  for (const path of [root, join(root, "nowhere")]) {
    await expect(place.bring(path)).rejects.toMatchObject({ code: "backup-damaged" });
  }
  await expect(place.get("../../etc", root)).rejects.toMatchObject({ code: "backup-damaged" });
});
