import { createEngine } from "@abide/engine";
import { serve, type Handler } from "@abide/engine/node";
import { openStore } from "@abide/engine/store";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerStreamed, measureStreams, type Streamed } from "./streams.ts";
import { policy } from "../../packages/gate/src/render/test-visit.ts";

/** What a page or a file costs behind the gate, beside the same handler without it, in one run. */
export interface Cost {
  readonly name: string;
  /** Processor time that the gate adds to one answer, in milliseconds. */
  readonly added: number;
  /** Answers a second of processor time behind the gate, as times those of the bare adapter. */
  readonly ratio: number;
  /** Longest processor time, in milliseconds, in which nobody else had a turn. */
  readonly blocked: number;
}

/** A page of about `size` bytes, with links, images and scripts as pages have them. */
function toPage(size: number): string {
  const item = (i: number): string =>
    `<li class="item"><a href="/item/${i}?from=list"><img src="/img/${i}.webp" alt="Item ${i}" width="80" height="80"></a>` +
    `<div><h3>Item ${i}</h3><p>Some text about it &amp; more, with a <a href="https://partner.example/${i}">link</a>.</p></div></li>\n`;
  const head =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>List</title><link rel="stylesheet" href="/a.css">` +
    `<script>if (1 < 2) document.title += "!";</script></head><body><ul>`;
  let body = "";
  for (let i = 0; head.length + body.length < size; i++) body += item(i);
  return `${head}${body}</ul><script src="/a.js"></script></body></html>`;
}

const sizes = { "page of 5 KB": 5_000, "page of 50 KB": 50_000, "page of 5 MB": 5_000_000 };
const type = { "content-type": "text/html; charset=utf-8" };

/** Measures each kind of answer: first as calls in this process, then over HTTP; then pages that come piece by piece. */
export async function measureCost(): Promise<{
  readonly costs: readonly Cost[];
  readonly streams: readonly [bare: Streamed, engine: Streamed];
}> {
  const bodies = new Map(Object.entries(sizes).map(([name, size]) => [name, new TextEncoder().encode(toPage(size))]));
  const file = new Uint8Array(5_000);
  const site = (asked: Request): Response => {
    const { pathname } = new URL(asked.url);
    const streamed = answerStreamed(pathname);
    if (streamed) return streamed;
    const name = decodeURIComponent(pathname.slice(1));
    const body = bodies.get(name);
    return body
      ? new Response(body, { headers: type })
      : new Response(file, { headers: { "content-type": "image/png" } });
  };
  const folder = await mkdtemp(join(tmpdir(), "abide-bench-"));
  const store = await openStore({ folder });
  const engine = createEngine({ policies: [policy], store, key: "a key for the bench only", site });
  try {
    await engine.ready;
    const bare: Handler = { fetch: async (asked) => site(asked) };
    const costs: Cost[] = [];
    for (const name of [...bodies.keys(), "static file"]) {
      const times = name === "page of 5 MB" ? 4 : 400;
      const [without, behind] = await inTurns((handler) => measureCalls(handler, name, times), bare, engine);
      costs.push({
        name,
        added: behind.cpu - without.cpu,
        ratio: await measureRatio(engine, bare, name),
        blocked: behind.blocked,
      });
    }
    return { costs, streams: await measureStreams(bare, engine) };
  } finally {
    await engine.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Warm, and the second time in the other order: whoever comes first meets code that is not compiled yet. */
async function inTurns<Result>(
  measure: (handler: Handler) => Promise<Result>,
  a: Handler,
  b: Handler,
): Promise<[Result, Result]> {
  await measure(a);
  await measure(b);
  const second = await measure(b);
  return [await measure(a), second];
}

async function measureCalls(handler: Handler, name: string, times: number): Promise<{ cpu: number; blocked: number }> {
  let blocked = 0;
  let last = process.threadCpuUsage();
  // By the thread's own clock: on a busy machine a turn is long because others have the processor.
  const turn = setInterval(() => {
    const { user, system } = process.threadCpuUsage(last);
    blocked = Math.max(blocked, (user + system) / 1000);
    last = process.threadCpuUsage();
  }, 1);
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) {
    const response = await handler.fetch(new Request(`https://www.shop.test/${name}`, { headers: { accept: "*/*" } }));
    for await (const _ of response.body!) if (times < 10) await new Promise((resolve) => void setImmediate(resolve));
  }
  const { user, system } = process.cpuUsage(before);
  clearInterval(turn);
  return { cpu: (user + system) / 1000 / times, blocked };
}

/** Median of several pairs: a busy moment of the machine meets both of a pair, or one pair alone. */
async function measureRatio(engine: Handler, bare: Handler, name: string): Promise<number> {
  const ratios: number[] = [];
  for (let pair = 0; pair < 6; pair++) {
    const slow = await measureRate(engine, name);
    ratios.push(slow / (await measureRate(bare, name)));
  }
  // The first pair meets code that is not compiled yet.
  return ratios.slice(1).sort((a, b) => a - b)[2]!;
}

/** Answers by the processor time that they took, client and server together, which is all of it: others may use the machine. */
async function measureRate(handler: Handler, name: string): Promise<number> {
  const served = await serve(handler, { port: 0, host: "127.0.0.1" });
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const get = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const path = `/${encodeURIComponent(name)}`;
      request({ port: served.port, path, agent, headers: { accept: "*/*" } }, (response) => {
        response.resume().once("end", resolve).once("error", reject);
      })
        .once("error", reject)
        .end();
    });
  let answers = 0;
  const before = process.cpuUsage();
  const end = performance.now() + 500;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (performance.now() < end) {
        await get();
        answers++;
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  agent.destroy();
  await served.close();
  return answers / (user + system);
}

/** As rows of a table. */
export function toCostTable(costs: readonly Cost[]): string[] {
  return [
    "| | processor time that the gate adds, ms | answers a second, of the bare adapter | longest turn, ms |",
    "| --- | --- | --- | --- |",
    ...costs.map(
      ({ name, added, ratio, blocked }) =>
        `| ${name} | ${added.toFixed(2)} | ${ratio.toFixed(2)} | ${name.includes("MB") ? blocked.toFixed(1) : ""} |`,
    ),
  ];
}
