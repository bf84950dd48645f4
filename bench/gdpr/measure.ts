import { openDatabases, type Databases } from "./databases.ts";
import { createModel, type Expected } from "./model.ts";
import * as ours from "./ours.ts";
import * as postgres from "./postgres.ts";
import { schedule } from "./schedule.ts";
import type { Answer, Side } from "./side.ts";
import { toRow, toTrace, type Mix, type Operation, type Row, type Variant } from "./workload.ts";

export interface MeasureOptions {
  readonly sizes: readonly number[];
  readonly mixes: readonly Mix[];
  readonly variants: readonly Variant[];
  readonly operations: number | undefined;
  readonly clients: number;
  readonly rounds: number;
  readonly seed: number;
}

/** When the records are created; the bench's own time goes on from there, ten seconds with each turn. */
const began = Date.parse("2026-11-24T09:00:00Z");
const turns = 5;
const toNow = (turn: number): number => began + (turn + 1) * 10_000;

const say = (line: string): void => console.error(line);

function* toRows(records: number): Generator<Row> {
  for (let key = 0; key < records; key++) yield toRow(key);
}

export interface Outcome {
  readonly side: string;
  /** What is wrong with what it answered and left behind, in a sentence each. */
  readonly wrong: readonly string[];
  /** Milliseconds of each turn. */
  readonly turns: number[];
  /** Milliseconds of each operation. */
  readonly latencies: Float64Array;
}

export async function measure(options: MeasureOptions): Promise<void> {
  const databases = await openDatabases();
  try {
    for (const records of options.sizes) await measureSize(databases, records, options);
  } finally {
    await databases.close();
  }
}

async function measureSize(databases: Databases, records: number, options: MeasureOptions): Promise<void> {
  const loaded = await load(databases, records);
  for (const variant of options.variants) {
    for (const mix of options.mixes) {
      for (let round = 0; round < options.rounds; round++) {
        const operations = options.operations ?? 1000;
        const trace = toTrace({ mix, variant, records, operations, seed: options.seed + round });
        if (!trace) continue;
        const outcomes = await measureMix(databases, loaded, records, trace, options.clients);
        const base = outcomes[1]!.turns.reduce((sum, ms) => sum + ms, 0);
        for (const { side, wrong, turns, latencies } of outcomes) {
          const total = turns.reduce((sum, ms) => sum + ms, 0);
          const sorted = latencies.toSorted();
          say(
            `${records} ${variant} ${mix} ${side}: ${total.toFixed(0)} ms, ${(base / total).toFixed(2)}x, ` +
              `p50 ${sorted[sorted.length >> 1]!.toFixed(2)} p99 ${sorted[Math.floor(sorted.length * 0.99)]!.toFixed(2)} ${wrong.slice(0,4).join(" ")}`,
          );
        }
      }
    }
  }
}

interface Loaded {
  readonly ids: ours.Ids;
}

async function load(databases: Databases, records: number): Promise<Loaded> {
  let ids: ours.Ids = { of: [] };
  for (const name of ["plain", "retrofitted", "abide"] as const) {
    const database = `${name}_${records}`;
    const url = await databases.create(database);
    const start = performance.now();
    let said = 0;
    const progress = (count: number): void => {
      if (count < records && performance.now() - said < 2000) return;
      said = performance.now();
      say(`${database}: ${count.toLocaleString("en")} records, ${((count / (said - start)) * 1000).toFixed(0)}/s`);
    };
    if (name === "abide") ids = await ours.load(url, toRows(records), began, progress);
    else await postgres.load(url, name === "retrofitted", toRows(records), began, progress);
    await databases.settle(database);
    const sizes = await databases.sizes(database);
    say([...sizes].filter(([, bytes]) => bytes > 100_000).map(([table, bytes]) => `${table} ${(bytes / records).toFixed(0)}`).join(", "));
  }
  return { ids };
}

async function measureMix(
  databases: Databases,
  { ids }: Loaded,
  records: number,
  trace: readonly Operation[],
  clients: number,
): Promise<Outcome[]> {
  const copy = (name: string): Promise<string> => databases.create(`${name}_now`, `${name}_${records}`);
  const sides: Side[] = [
    postgres.createPostgres("plain PostgreSQL", await copy("plain"), false),
    postgres.createPostgres("retrofitted PostgreSQL", await copy("retrofitted"), true),
    ours.createOurs("Abide", await ours.openEngine(await copy("abide"), began), { of: [...ids.of] }),
  ];
  try {
    const before = await Promise.all(sides.map((side) => side.lines()));
    const outcomes = sides.map(({ name }) => ({
      side: name,
      turns: [] as number[],
      latencies: new Float64Array(trace.length),
      answers: Array.from<Answer>({ length: trace.length }),
    }));
    for (let turn = 0; turn < turns; turn++) {
      const from = Math.floor((trace.length * turn) / turns);
      const part = trace.slice(from, Math.floor((trace.length * (turn + 1)) / turns));
      const now = toNow(turn);
      // Backwards every other time: whoever is next to a busy moment is not always the same.
      const order = sides.map((_, at) => at);
      if (turn % 2 === 1) order.reverse();
      for (const at of order) {
        const side = sides[at]!;
        const { latencies, answers, turns } = outcomes[at]!;
        const start = performance.now();
        await side.expire(now);
        const ticking = setInterval(() => void side.expire(now), 1000);
        await schedule(part, clients, async (operation, index) => {
          const begun = performance.now();
          answers[from + index] = await side.run(operation, now);
          latencies[from + index] = performance.now() - begun;
        });
        clearInterval(ticking);
        turns.push(performance.now() - start);
      }
    }
    const lines = await Promise.all(sides.map((side) => side.lines()));
    return await Promise.all(
      outcomes.map(async ({ answers, ...outcome }, at) => {
        const side = sides[at]!;
        const expected = replay(trace, records, side.keeps.time);
        const wrong = check(trace, answers, expected.answers);
        if (side.keeps.lines && lines[at]! - before[at]! < trace.length) {
          wrong.push(`${lines[at]! - before[at]!} lines of audit about ${trace.length} operations.`);
        }
        wrong.push(...compare(await side.dump(toNow(turns)), expected.rows));
        return { ...outcome, wrong };
      }),
    );
  } finally {
    for (const side of sides) await side.close();
    for (const name of ["plain", "retrofitted", "abide"]) await databases.drop(`${name}_now`);
  }
}

function replay(trace: readonly Operation[], records: number, expires: boolean) {
  const model = createModel(toRows(records), began, expires);
  const answers = trace.map((operation, at) => model.apply(operation, toNow(Math.floor((at * turns) / trace.length))));
  return { answers, rows: model.dump(toNow(turns)) };
}

function check(trace: readonly Operation[], answers: readonly Answer[], expected: readonly Expected[]): string[] {
  return trace.flatMap((operation, at) =>
    answers[at]!.count === expected[at]!.count
      ? []
      : [`${JSON.stringify(operation)} was about ${answers[at]!.count} records, not ${expected[at]!.count}.`],
  );
}

function compare(rows: readonly Row[], expected: ReadonlyMap<number, Row>): string[] {
  const toText = (row: Row): string => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
  const wrong: string[] = [];
  if (rows.length !== expected.size) wrong.push(`${rows.length} records are left, not ${expected.size}.`);
  const other = rows.filter((row) => {
    const known = expected.get(row.key);
    return !known || toText(known) !== toText(row);
  });
  if (other.length > 0) wrong.push(`${other.length} records are other than they should be, e.g. ${toText(other[0]!)}.`);
  return wrong;
}
