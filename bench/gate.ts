import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import type { Leaks } from "../packages/gate/src/vectors/test-observe.ts";
import { createWorld, observe } from "../packages/gate/src/vectors/test-world.ts";
import { vectors } from "../packages/gate/src/vectors/test-vectors.ts";
import { measureCost, toCostTable } from "./gate/cost.ts";
import { fromPeer, type Manager, toHtml } from "./gate/candidate.ts";
import { toStreamTable } from "./gate/streams.ts";
import { type Bytes, measureAxe, measureBytes, type Sample, visit } from "./gate/measure.ts";
import { createOurs } from "./gate/ours.ts";
import { loadPeers } from "./gate/peers.ts";

// The gate against the consent managers that a site would use instead: what leaks when nobody marked anything, bytes, time to the
// banner on a slow phone, script time, layout shift, axe. Compare rows, not milliseconds: those are this machine's.
//
//     npm run bench gate [rounds]
//
// First, what the gate costs the server: processor time, answers a second, the longest turn, the first byte and memory, beside the same handler without it. With 0
// rounds that alone is measured.

const rounds = Number(process.argv[2] ?? 5);
const say = (line: string): void => console.error(line);

const { costs, streams } = await measureCost();
const cost = [...toCostTable(costs), "", ...toStreamTable(streams)];
console.log(`${cost.join("\n")}\n`);
if (rounds === 0) process.exit(0);

const none: Manager = {
  name: "no manager",
  version: "",
  fetch: (request) => {
    const url = new URL(request.url);
    return url.pathname === "/page"
      ? new Response(toHtml(url), { headers: { "Content-Type": "text/html; charset=utf-8" } })
      : new Response("Not found.", { status: 404 });
  },
};
const ours = await createOurs();
const managers = [ours, ...(await loadPeers()).map(fromPeer)];

interface Row {
  readonly before: Leaks;
  readonly refused: Leaks | undefined;
  readonly bytes: Bytes;
  readonly again: Bytes;
  readonly axe: readonly string[];
  readonly first: Sample[];
  readonly returning: Sample[];
}
const rows = new Map<Manager, Row>();
const control: Sample[] = [];

try {
  const seen = await observe(none, "before", { batch: 23 });
  say(`no manager: ${seen.size} of ${vectors.length} leak, so every way is seen`);
  if (seen.size !== vectors.length) {
    throw new Error(
      `Not seen: ${vectors
        .filter(({ id }) => !seen.has(id))
        .map(({ id }) => id)
        .join(", ")}. Run it again.`,
    );
  }
  const world = await createWorld([]);
  try {
    const plain = toHtml(new URL("https://www.shop.test/page"));
    for (const manager of managers) {
      const before = await observe(manager, "before", { batch: 23 });
      const refused = await observe(manager, "refused", { batch: 23 });
      rows.set(manager, {
        before,
        refused,
        bytes: await measureBytes(world, manager, plain),
        again: await measureBytes(world, manager, plain, true),
        axe: await measureAxe(world, manager),
        first: [],
        returning: [],
      });
      say(`${manager.name}: ${before.size} leak before a choice, ${refused.size} after a refusal`);
    }
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}`);
      // In turns, and backwards every other time: whoever is next to a busy moment is not always the same.
      const order = round % 2 === 0 ? [none, ...managers] : [none, ...managers].toReversed();
      for (const manager of order) {
        const first = await visit(world, manager);
        if (manager === none) control.push(first);
        else {
          const row = rows.get(manager)!;
          row.first.push(first);
          row.returning.push(await visit(world, manager, true));
        }
      }
    }
  } finally {
    await world.close();
  }
} finally {
  await ours.close?.();
}

const middle = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
};
const figures = [...rows].map(([{ name, version }, { before, refused, bytes, again, axe, first, returning }]) => ({
  name,
  version,
  leaks: before.size,
  leaksRefused: refused?.size,
  files: bytes.files,
  raw: bytes.raw,
  brotli: bytes.brotli,
  scriptBeforeBanner: bytes.script,
  againBrotli: again.brotli,
  banner: middle(first.flatMap(({ banner }) => banner ?? [])),
  bannerRange: [
    Math.min(...first.map(({ banner = NaN }) => banner)),
    Math.max(...first.map(({ banner = NaN }) => banner)),
  ],
  script: middle(first.map(({ script }) => script)) - middle(control.map(({ script }) => script)),
  task: middle(first.map(({ task }) => task)) - middle(control.map(({ task }) => task)),
  againScript: middle(returning.map(({ script }) => script)) - middle(control.map(({ script }) => script)),
  shift: middle(first.map(({ shift }) => shift)),
  axe,
  leaking: [...before.keys()],
  leakingRefused: [...(refused?.keys() ?? [])],
}));

const base = figures[0]!;
const times = (value: number, own: number): string => (own > 0 ? ` (${(value / own).toFixed(1)}×)` : "");
const number = (value: number): string => Math.round(value).toLocaleString("en");
const table = [
  [
    "",
    "leaks of 65, before / after refusal",
    "bytes raw",
    "bytes brotli",
    "script before the banner, brotli",
    "bytes again, after refusal",
    "banner, ms (min to max)",
    "script, ms",
    "main thread, ms",
    "script again, ms",
    "CLS",
    "axe",
  ],
  ...figures.map((row) => [
    `${row === base ? `**${row.name}**` : row.name} ${row.version}`,
    `${row.leaks} / ${row.leaksRefused}`,
    number(row.raw) + times(row.raw, base.raw),
    number(row.brotli) + times(row.brotli, base.brotli),
    number(row.scriptBeforeBanner) + times(row.scriptBeforeBanner, base.scriptBeforeBanner),
    number(row.againBrotli) + times(row.againBrotli, base.againBrotli),
    `${number(row.banner)} (${row.bannerRange.map(number).join(" to ")})${times(row.banner, base.banner)}`,
    row.script.toFixed(0),
    row.task.toFixed(0),
    row.againScript.toFixed(0),
    row.shift.toFixed(3),
    row.axe.length === 0 ? "0" : row.axe.join(", "),
  ]),
];
const lines = table.map((cells) => `| ${cells.join(" | ")} |`);
lines.splice(1, 0, `|${" --- |".repeat(table[0]!.length)}`);
console.log(lines.join("\n"));
console.log(
  `\n${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), Node ${process.version}, ${rounds} rounds. ` +
    `Script and main thread: beyond the same page without a manager (${middle(control.map(({ script }) => script)).toFixed(0)} and ${middle(control.map(({ task }) => task)).toFixed(0)} ms).`,
);
const out = new URL("./out/", import.meta.url);
await mkdir(out, { recursive: true });
await writeFile(
  new URL("gate.json", out),
  JSON.stringify({ at: new Date().toISOString(), rounds, figures }, undefined, 2),
);
await writeFile(new URL("gate.md", out), `${lines.join("\n")}\n`);
