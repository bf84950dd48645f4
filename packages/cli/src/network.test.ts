import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { abide, makeFolder } from "./test-cli.ts";

test("network writes policies for the hosts of the environment and those that are named, and refuses what is none", async () => {
  const { path: cwd, remove } = await makeFolder({});
  onTestFinished(remove);
  const env = { ABIDE_STORE: "postgres://halden:a-secret@db.internal/abide" };
  const { code, out } = await abide(["network", "policies", "api.vendor.example", "smtp.vendor.example:465"], {
    cwd,
    env,
  });
  expect(code).toBe(0);
  const files = await readdir(join(cwd, "policies"));
  expect(out.trim().split("\n")).toEqual(files.map((file) => join("policies", file)));
  const cilium = await readFile(join(cwd, "policies", "cilium.yaml"), "utf8");
  expect(cilium.match(/- toFQDNs:\n +- matchName: (\S+)|port: "(\d+)"/g)).toEqual([
    `port: "53"`,
    "- toFQDNs:\n        - matchName: db.internal",
    `port: "5432"`,
    "- toFQDNs:\n        - matchName: api.vendor.example",
    `port: "443"`,
    "- toFQDNs:\n        - matchName: smtp.vendor.example",
    `port: "465"`,
  ]);
  expect(cilium).not.toContain("a-secret");

  for (const host of ["https://api.vendor.example/v1", "db.internal:99999"]) {
    const wrong = await abide(["network", "policies", host], { cwd });
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toContain(`"${host}" is no host. Write it as api.vendor.example or db.internal:5432.`);
  }
});
