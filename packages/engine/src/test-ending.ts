import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

type End = () => unknown;

const ends: End[] = [];

// Registered while the file is read: a hook that a running `beforeAll` adds is never called.
afterAll(() => endAll(ends.splice(0)));

/**
 * Does `end` when the test is over in which this is called; outside of one, when the whole file is. What was opened last is closed
 * first.
 */
export function atEnd(end: End): void {
  try {
    onTestFinished(async () => void (await end()));
  } catch {
    ends.push(end);
  }
}

/** All of them, the last first; one that fails keeps no other from its turn. */
async function endAll(ends: End[]): Promise<void> {
  const end = ends.pop();
  if (!end) return;
  try {
    await end();
  } finally {
    await endAll(ends);
  }
}

/** An empty folder, which goes by itself with everything in it. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "abide-test-folder-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
