#!/usr/bin/env node
// Plain JavaScript that every Node can read: Abide's own files are TypeScript, which Node runs as it is from version 24.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";

const needed = 24;

if (Number(process.versions.node.split(".")[0]) >= needed) {
  // Whoever reads the answer may have read enough: `abide check | head`.
  process.stdout.on("error", ({ code }) => process.exit(code === "EPIPE" ? 0 : 2));
  // Here, and not in what is published: Node makes nothing of the tags in the console's pages.
  await import("../../../tools/tsx.mjs");
  const { run } = await import("../src/index.ts");
  process.exitCode = await run(process.argv.slice(2));
} else {
  const node = findNode();
  if (node) {
    const { status, signal } = spawnSync(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: "inherit" });
    process.exitCode = status ?? 128 + (constants.signals[signal] ?? 0);
  } else {
    console.error(
      `abide needs Node ${needed} or later, and this is ${process.versions.node}: install it from https://nodejs.org, then run the same command again.`,
    );
    process.exitCode = 2;
  }
}

/** The Node that npm has put beside this package on Linux, if it is there. */
function findNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`);
    const node = join(dirname(manifest), "bin", "node");
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}
