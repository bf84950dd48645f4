import { readCpu } from "./cpu.ts";
import { openDatabases, type Databases } from "./databases.ts";
import { measureExtra, toExtra, type Extra } from "./extra.ts";
import { toFloor } from "./floor.ts";
import { createHttp } from "./http.ts";
import { createModel, type Expected } from "./model.ts";
import * as ours from "./ours.ts";
import * as postgres from "./postgres.ts";
import { keep, peer, toMachine, toReport, toSizes, type Run, type Size } from "./report.ts";
import { schedule } from "./schedule.ts";
import * as sealed from "./sealed.ts";
import type { Answer, Side } from "./side.ts";
import { toRow, toTrace, type Mix, type Operation, type Row, type Variant } from "./workload.ts";

export interface MeasureOptions {
  readonly sizes: readonly number[];
  readonly mixes: readonly Mix[];
  readonly variants: readonly Variant[];
  /** As many as the size allows for in a few minutes, where it is left out. */
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

export async function measure(options: MeasureOptions): Promise<void> {
  const databases = await openDatabases();
  const runs: Run[] = [];
  const sizes: Size[] = [];
  const extras: Extra[] = [];
  try {
    for (const records of options.sizes) {
      const loaded = await load(databases, records);
      sizes.push(...loaded.sizes);
      for (const variant of options.variants) {
        for (const mix of options.mixes) {
          for (let round = 0; round < options.rounds; round++) {
            const operations = options.operations ?? (records > 200_000 ? 40 : records > 20_000 ? 80 : 400);
            const trace = toTrace({ mix, variant, records, operations, seed: options.seed + round });
            if (!trace) continue;
            const outcomes = await measureMix(databases, loaded, records, trace, options.clients);
            const base = outcomes.find(({ side }) => side === peer)!;
            for (const outcome of outcomes) {
              runs.push({ records, variant, mix, round, operations, ...outcome });
              const { side, milliseconds, p50, p99, wrong } = outcome;
              const ratio = base.milliseconds / milliseconds;
              say(
                `${records.toLocaleString("en")} ${variant} ${mix}, ${side}: ${milliseconds.toFixed(0)} ms, ` +
                  `${ratio.toFixed(2)}× ${peer}, p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}`,
              );
              for (const sentence of wrong.slice(0, 3)) say(`  wrong: ${sentence}`);
            }
          }
        }
      }
      extras.push(await measureExtra(databases, records, toNow(0)));
      for (const name of sides) await databases.drop(`${name}_${records}`);
    }
  } finally {
    await databases.close();
  }
  const text = [toReport(runs), toSizes(sizes), toExtra(extras), toFloor(extras), toMachine()].join("\n\n");
  console.log(text);
  await keep({ runs, sizes }, text);
  if (runs.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;
}

const sides = ["plain", "retrofitted", "sealed", "abide"] as const;

interface Loaded {
  readonly ids: ours.Ids;
  readonly sizes: Size[];
}

async function load(databases: Databases, records: number): Promise<Loaded> {
  let ids: ours.Ids = { of: [] };
  const sizes: Size[] = [];
  for (const name of sides) {
    const database = `${name}_${records}`;
    const url = await databases.create(database);
    const start = performance.now();
    let said = 0;
    const progress = (count: number): void => {
      if (count < records && performance.now() - said < 2000) return;
      said = performance.now();
      const speed = (count / (said - start)) * 1000;
      say(`${name}: ${count.toLocaleString("en")} of ${records.toLocaleString("en")} records, ${speed.toFixed(0)}/s`);
    };
    if (name === "abide") ids = await ours.load(url, toRows(records), began, progress);
    else if (name === "sealed") await sealed.load(url, toRows(records), began, progress);
    else await postgres.load(url, name === "retrofitted", toRows(records), began, progress);
    await databases.settle(database);
    const bytes = await databases.sizes(database);
    const sum = (of: (table: string) => boolean): number =>
      [...bytes].reduce((sum, [table, size]) => sum + (of(table) ? size : 0), 0);
    const isLog = (table: string): boolean => table === "audit" || table.startsWith("log_");
    sizes.push({ records, side: toName[name], held: sum((table) => !isLog(table)), log: sum(isLog) });
  }
  return { ids, sizes };
}

const toName = {
  plain: "plain PostgreSQL",
  retrofitted: peer,
  sealed: `${peer}, pgcrypto`,
  abide: "Abide",
} as const;

async function measureMix(
  databases: Databases,
  { ids }: Loaded,
  records: number,
  trace: readonly Operation[],
  clients: number,
): Promise<Omit<Run, "records" | "variant" | "mix" | "round" | "operations">[]> {
  const copies: string[] = [];
  const copy = (name: string, as = name): Promise<string> => {
    copies.push(`${as}_now`);
    return databases.create(`${as}_now`, `${name}_${records}`);
  };
  const known = (): ours.Ids => ({ of: [...ids.of] });
  const open = async (url: string, ids: ours.Ids): Promise<Side> =>
    ours.createOurs(toName.abide, await ours.openEngine(url, began), ids);
  const remote = known();
  const sides: Side[] = [];
  // What every one of them has to give back, so that it can be compared; of larger traces only how many.
  const thorough = records <= 5000;
  try {
    sides.push(
      postgres.createPostgres(toName.plain, await copy("plain"), false),
      postgres.createPostgres(toName.retrofitted, await copy("retrofitted"), true),
      sealed.createSealed(toName.sealed, await copy("sealed")),
      await open(await copy("abide"), known()),
      await createHttp("Abide over HTTP", await copy("abide", "http"), began, remote, clients, (url) =>
        open(url, remote),
      ),
    );
    const outcomes = sides.map(() => ({
      milliseconds: 0,
      cpu: 0,
      latencies: new Float64Array(trace.length),
      answers: Array.from<Answer>({ length: trace.length }),
    }));
    for (const side of sides) await warm(side, records, clients);
    for (let turn = 0; turn < turns; turn++) {
      const from = toStart(trace, turn);
      const part = trace.slice(from, toStart(trace, turn + 1));
      const now = toNow(turn);
      // Backwards every other time: whoever is next to a busy moment is not always the same.
      const order = sides.map((_, at) => at);
      if (turn % 2 === 1) order.reverse();
      for (const at of order) {
        const side = sides[at]!;
        const outcome = outcomes[at]!;
        const { latencies, answers } = outcome;
        const own = [process.pid, ...(side.pid === undefined ? [] : [side.pid])];
        const [start, used] = [performance.now(), readCpu([databases.pid], own)];
        let expiring = side.expire(now);
        await expiring;
        // As the paper's daemon does: each second.
        const ticking = setInterval(() => void (expiring = expiring.then(() => side.expire(now))), 1000);
        await schedule(part, clients, async (operation, index) => {
          const begun = performance.now();
          const { count, rows } = await side.run(operation, now);
          latencies[from + index] = performance.now() - begun;
          answers[from + index] = thorough && rows ? { count, rows } : { count };
        });
        clearInterval(ticking);
        outcome.milliseconds += performance.now() - start;
        outcome.cpu += readCpu([databases.pid], own) - used;
        await expiring;
      }
    }
    const runs: Awaited<ReturnType<typeof measureMix>> = [];
    for (const [at, { answers, latencies, ...outcome }] of outcomes.entries()) {
      const side = sides[at]!;
      const end = toNow(turns);
      await side.expire(end);
      const expected = replay(trace, records, side.keeps.time);
      const wrong = check(trace, answers, expected.answers);
      if (side.keeps.lines) {
        // Abide's log is read past the engine, and the others' by a statement that notes itself.
        const asked = trace.filter(({ kind }) => kind !== "logs" && kind !== "verify").length;
        const written = (await side.lines()) - records - warmth;
        if (written < asked) wrong.push(`${written} lines of audit about ${asked} operations.`);
      }
      wrong.push(...compare(await side.dump(end), expected.rows));
      const sorted = latencies.toSorted();
      const at99 = sorted[Math.floor(sorted.length * 0.99)]!;
      runs.push({ side: side.name, wrong, ...outcome, p50: sorted[sorted.length >> 1]!, p99: at99 });
    }
    return runs;
  } finally {
    for (const side of sides) await side.close();
    for (const name of copies) await databases.drop(name);
  }
}

/** Reads that are not counted: what a process does for the first time takes longer. */
const warmth = 200;

async function warm(side: Side, records: number, clients: number): Promise<void> {
  const reads = Array.from({ length: warmth }, (_, at): Operation => {
    const where = { by: "key", value: String((at * 7919) % records) } as const;
    return { kind: "read", where, what: "all" };
  });
  await side.expire(began);
  await schedule(reads, clients, async (operation) => void (await side.run(operation, began)));
}

const toStart = (trace: readonly Operation[], turn: number): number => Math.floor((trace.length * turn) / turns);

function replay(trace: readonly Operation[], records: number, expires: boolean) {
  const model = createModel(toRows(records), began, expires);
  const answers: Expected[] = [];
  for (let turn = 0; turn < turns; turn++) {
    for (const operation of trace.slice(toStart(trace, turn), toStart(trace, turn + 1))) {
      answers.push(model.apply(operation, toNow(turn)));
    }
  }
  return { answers, rows: model.dump(toNow(turns)) };
}

function check(trace: readonly Operation[], answers: readonly Answer[], expected: readonly Expected[]): string[] {
  return trace.flatMap((operation, at) => {
    const { count, rows } = answers[at]!;
    const wanted = expected[at]!;
    if (count !== wanted.count && operation.kind !== "logs") {
      return [`${JSON.stringify(operation)} was about ${count} records, not ${wanted.count}.`];
    }
    if (operation.kind !== "read" || !rows) return [];
    const known = new Map(wanted.rows.map((row) => [row.key, row]));
    const other = rows().filter((row) => {
      const should = known.get(row.key!);
      return !should || Object.entries(row).some(([name, value]) => should[name as keyof Row] !== value);
    });
    return other.length === 0 ? [] : [`${JSON.stringify(operation)} gave back ${JSON.stringify(other[0])}.`];
  });
}

function compare(rows: readonly Row[], expected: ReadonlyMap<number, Row>): string[] {
  const toText = (row: Row): string => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
  const wrong: string[] = [];
  if (rows.length !== expected.size) wrong.push(`${rows.length} records are left, not ${expected.size}.`);
  const other = rows.filter((row) => {
    const known = expected.get(row.key);
    return !known || toText(known) !== toText(row);
  });
  if (other.length > 0) {
    wrong.push(`${other.length} records are other than they should be, e.g. ${toText(other[0]!)}.`);
  }
  return wrong;
}
