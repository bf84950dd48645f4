import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "@abide/engine";
import { serve } from "@abide/engine/node";
import { openStore } from "@abide/engine/store";
import { expect, onTestFinished, test } from "vitest";
import { abide } from "./test-cli.ts";
import { key, policy } from "./test-policy.ts";

test("an adviser opens a package with the command line, and not once it has ended", async () => {
  const folder = await mkdtemp(join(tmpdir(), "abide-cli-package-"));
  await chmod(folder, 0o711);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = await openStore({ folder: join(folder, "data"), logger: () => {} });
  onTestFinished(() => store.close());
  const engine = createEngine({ policies: [policy], store, key });
  onTestFinished(() => engine.close());
  const { port, close } = await serve(engine, { port: 0, host: "127.0.0.1" });
  onTestFinished(close);
  const origin = `http://127.0.0.1:${port}`;
  await engine.collect("order", { email: "ada@example.org", item: "A course" });
  const by = { id: "officer", roles: [] };
  const passphrase = "plum thunder ladder quiet 41";
  const made = await engine.packages.make({
    recipient: "auditors",
    adviser: { name: "Ingrid Moe", email: "moe@auditors.example" },
    purpose: "billing",
    scope: { activity: "order", fields: ["item"] },
    key: { passphrase },
    expires: new Date(Date.now() + 86_400_000),
    by,
    origin,
  });
  if (!made.made) throw new Error(made.reason);
  const answer = await fetch(`${origin}${made.link}`, { method: "POST", headers: { origin, accept: "text/html" } });
  await writeFile(join(folder, "package.age"), new Uint8Array(await answer.arrayBuffer()));
  await writeFile(join(folder, "key.txt"), `${passphrase}\n`);
  const open = (key: string, into: string) =>
    abide(["open-package", "package.age", "--key", key, "--into", into], { cwd: folder });

  const opened = await open("key.txt", "opened");
  expect(opened).toMatchObject({ code: 0 });
  expect(opened.out).toContain("Opened 1 record about 1 subject, from Halden Software, for billing");
  expect(await readFile(join(folder, "opened", "records", "0001.ndjson"), "utf8")).toContain('"item":"A course"');
  const missing = await abide(["open-package", "nope.age", "--key", "key.txt"], { cwd: folder });
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.err).toContain("nope.age cannot be read. Name the package that you fetched.");
  await engine.packages.revoke(made.id, by);
  const late = await open("key.txt", "late");
  expect(late.code).toBe(2);
  expect(late.err).toContain("has ended");
  expect((await readdir(folder)).toSorted()).toEqual(["data", "key.txt", "opened", "package.age"]);
});
