import { serve, type Handler } from "@abide/engine/node";
import { Agent, request, type IncomingMessage } from "node:http";
import { setTimeout as pass } from "node:timers/promises";

/** What a page that comes piece by piece costs: behind the gate, and beside it with the bare adapter. */
export interface Streamed {
  /** Median time, in milliseconds, until the first byte of a page whose end is late. */
  readonly firstByte: number;
  readonly pages: readonly LongPage[];
}

export interface LongPage {
  readonly name: string;
  /** What the process, with the client in it, grew by at most, in MB. */
  readonly grown: number;
  /** What the site had given at most that the client had not received, in MB. */
  readonly held: number;
}

const mega = 1_000_000;
const type = { "content-type": "text/html; charset=utf-8" };
const encoder = new TextEncoder();
const head = encoder.encode(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title></head><body>`);
const piece = encoder.encode(
  `<p class="line">Some text with a <a href="https://partner.example/">link</a>.</p>\n`.repeat(800),
);

/** How much the site has given of the page under way. */
let given = 0;

/** The pages of this bench, by their path: `/late`, `/long`, `/endless`. */
export function answerStreamed(path: string): Response | undefined {
  if (path === "/late") return new Response(toLate(), { headers: type });
  if (path !== "/long" && path !== "/endless") return undefined;
  const most = path === "/long" ? 200 * mega : Infinity;
  given = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const chunk = given === 0 ? head : piece;
        given += chunk.length;
        controller.enqueue(chunk);
        if (given >= most) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: type });
}

/** The head at once, the rest a while later. */
async function* late(): AsyncGenerator<Uint8Array> {
  yield head;
  await pass(40);
  yield piece;
}
const toLate = () => ReadableStream.from(late());

/** Each measure in turns, so that a busy moment of the machine meets both. */
export async function measureStreams(bare: Handler, engine: Handler): Promise<[bare: Streamed, engine: Streamed]> {
  const sides = await Promise.all([bare, engine].map((handler) => serve(handler, { port: 0, host: "127.0.0.1" })));
  try {
    const times: number[][] = sides.map(() => []);
    for (let round = 0; round < 30; round++) {
      for (const [i, { port }] of sides.entries()) times[i]!.push(await measureFirstByte(port));
    }
    const pages: LongPage[][] = sides.map(() => []);
    for (const name of ["/long", "/endless"]) {
      for (const [i, { port }] of sides.entries()) pages[i]!.push(await measureLong(port, name));
    }
    const [first, second] = sides.map((_, i) => ({ firstByte: toMedian(times[i]!.slice(5)), pages: pages[i]! }));
    return [first!, second!];
  } finally {
    await Promise.all(sides.map(({ close }) => close()));
  }
}

const toMedian = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

function open(port: number, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const agent = new Agent();
    request({ port, path, agent, headers: { accept: "text/html" } }, resolve)
      .once("error", reject)
      .end();
  });
}

async function measureFirstByte(port: number): Promise<number> {
  const start = performance.now();
  const response = await open(port, "/late");
  let first = NaN;
  for await (const _ of response) if (Number.isNaN(first)) first = performance.now() - start;
  return first;
}

/** A client that takes its time: a page that is read slower than it is made must wait at the site. */
async function measureLong(port: number, name: string): Promise<LongPage> {
  const before = process.memoryUsage.rss();
  let [grown, held, received] = [0, 0, 0];
  const end = performance.now() + 6_000;
  const response = await open(port, name);
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    received += chunk.length;
    grown = Math.max(grown, process.memoryUsage.rss() - before);
    // What the gate puts in is no part of what the site has given.
    held = Math.max(held, given - received);
    if (name === "/endless") await pass(2);
    else if (received % (2 * mega) < chunk.length) await pass(5);
    if (name === "/endless" && performance.now() > end) break;
  }
  return { name, grown: grown / mega, held: held / mega };
}

/** As rows of a table. */
export function toStreamTable([bare, engine]: readonly [Streamed, Streamed]): string[] {
  const names: { readonly [name: string]: string } = {
    "/long": "page of 200 MB to a slow client",
    "/endless": "page without an end, for six seconds",
  };
  const rows = engine.pages.flatMap(({ name, grown, held }, i) => [
    `| ${names[name]}: the process grows by, MB | ${bare.pages[i]!.grown.toFixed(0)} | ${grown.toFixed(0)} |`,
    `| ${names[name]}: on its way, MB | ${bare.pages[i]!.held.toFixed(1)} | ${held.toFixed(1)} |`,
  ]);
  return [
    "| | bare adapter | behind the gate |",
    "| --- | --- | --- |",
    `| first byte of a page whose end is late, ms | ${bare.firstByte.toFixed(1)} | ${engine.firstByte.toFixed(1)} |`,
    ...rows,
  ];
}
