import { openDatabases, type Databases } from "./databases.ts";
import { createHttp } from "./http.ts";
import { createModel, type Expected } from "./model.ts";
import * as ours from "./ours.ts";
import * as postgres from "./postgres.ts";
import { readCpu } from "./cpu.ts";
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
  readonly turns: readonly number[];
  /** Seconds of processor time, of the client, the server and whatever is between them. */
  readonly cpu: number;
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
        const outcomes = await measureMix(databases, loaded, records, trace, {
          clients: options.clients,
          thorough: records <= 5000,
        });
        const base = outcomes[1]!.turns.reduce((sum, ms) => sum + ms, 0);
        for (const { side, wrong, turns, cpu, latencies } of outcomes) {
          const total = turns.reduce((sum, ms) => sum + ms, 0);
          const sorted = latencies.toSorted();
          say(
            `${records} ${variant} ${mix} ${side}: ${total.toFixed(0)} ms, ${(base / total).toFixed(2)}x, cpu ${cpu.toFixed(2)} s (${(outcomes[1]!.cpu / cpu).toFixed(2)}x), ` +
              `p50 ${sorted[sorted.length >> 1]!.toFixed(2)} p99 ${sorted[Math.floor(sorted.length * 0.99)]!.toFixed(2)} ${wrong.slice(0, 4).join(" ")}`,
          );
        }
      }
    }
  }
}

interface Loaded {
  readonly ids: ours.Ids;
  /** Lines of audit that there are before a mix. */
  readonly lines: { readonly plain: 0; readonly retrofitted: number; readonly abide: number };
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
    say(
      [...sizes]
        .filter(([, bytes]) => bytes > 100_000)
        .map(([table, bytes]) => `${table} ${(bytes / records).toFixed(0)}`)
        .join(", "),
    );
  }
  return { ids, lines: { plain: 0, retrofitted: records, abide: records } };
}

async function measureMix(
  databases: Databases,
  { ids, lines }: Loaded,
  records: number,
  trace: readonly Operation[],
  { clients, thorough }: { readonly clients: number; readonly thorough: boolean },
): Promise<Outcome[]> {
  const copy = (name: string, as = name): Promise<string> => databases.create(`${as}_now`, `${name}_${records}`);
  const known = (): ours.Ids => ({ of: [...ids.of] });
  const open = async (url: string, ids: ours.Ids): Promise<Side> =>
    ours.createOurs("Abide", await ours.openEngine(url, began), ids);
  const remote = known();
  const sides: Side[] = [
    postgres.createPostgres("plain PostgreSQL", await copy("plain"), false),
    postgres.createPostgres("retrofitted PostgreSQL", await copy("retrofitted"), true),
    await open(await copy("abide"), known()),
    await createHttp("Abide over HTTP", await copy("abide", "http"), began, remote, clients, (url) =>
      open(url, remote),
    ),
  ];
  const linesBefore = [lines.plain, lines.retrofitted, lines.abide, lines.abide];
  try {
    const outcomes = sides.map(({ name }) => ({
      side: name,
      turns: [] as number[],
      cpu: 0,
      latencies: new Float64Array(trace.length),
      answers: Array.from<Answer>({ length: trace.length }),
    }));
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
        const { latencies, answers, turns } = outcome;
        const cpu = (): number =>
          readCpu([databases.pid], [process.pid, ...(side.pid === undefined ? [] : [side.pid])]);
        const [start, used] = [performance.now(), cpu()];
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
        turns.push(performance.now() - start);
        outcome.cpu += cpu() - used;
        await expiring;
      }
    }
    const checked: Outcome[] = [];
    for (const [at, { answers, ...outcome }] of outcomes.entries()) {
      const side = sides[at]!;
      const expected = replay(trace, records, side.keeps.time);
      const wrong = check(trace, answers, expected.answers);
      if (side.keeps.lines) {
        const asked = trace.filter(({ kind }) => kind !== "logs" && kind !== "verify").length;
        const written = (await side.lines()) - linesBefore[at]!;
        if (written < asked) wrong.push(`${written} lines of audit about ${asked} operations.`);
      }
      wrong.push(...compare(await side.dump(toNow(turns)), expected.rows));
      checked.push({ ...outcome, wrong });
    }
    return checked;
  } finally {
    for (const side of sides) await side.close();
    for (const name of ["plain", "retrofitted", "abide", "http"]) await databases.drop(`${name}_now`);
  }
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
  if (other.length > 0) wrong.push(`${other.length} records are other than they should be, e.g. ${toText(other[0]!)}.`);
  return wrong;
}
