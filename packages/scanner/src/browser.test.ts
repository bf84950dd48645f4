import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findBrowser, openBrowser } from "./browser.ts";

async function program(name: string, script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "abide-bin-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

test("the browser that ABIDE_BROWSER names goes before one on the path", async () => {
  const named = await program("my-browser", "echo Google Chrome 156.0.1.2");
  expect(await findBrowser({ ABIDE_BROWSER: named, PATH: "/usr/bin" })).toEqual({
    path: named,
    version: "Chrome 156.0.1.2",
  });
});

test("a browser on the path is found by any of its usual names", async () => {
  const path = await program("google-chrome", "echo Google Chrome 156.0.1.2");
  expect((await findBrowser({ PATH: join(path, "..") })).path).toBe(path);
});

test("where ABIDE_BROWSER names nothing, that is said and no other one is taken", async () => {
  await expect(findBrowser({ ABIDE_BROWSER: "/none/chromium", PATH: "/usr/bin" })).rejects.toMatchObject({
    code: "no-browser",
    message: expect.stringContaining("ABIDE_BROWSER names /none/chromium"),
  });
});

test("a browser that does not start is named, with the next step", async () => {
  const path = await program("chromium", "echo cannot open display >&2; exit 1");
  await expect(openBrowser({ path, version: "Chromium 1" })).rejects.toMatchObject({
    code: "browser-failed",
    message: expect.stringMatching(/does not start .*ABIDE_BROWSER/),
  });
});
