import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import type { Mix, Variant } from "./workload.ts";

/** What one side did with one mix, once. */
export interface Run {
  readonly records: number;
  readonly variant: Variant;
  readonly mix: Mix;
  readonly round: number;
  readonly operations: number;
  readonly side: string;
  /** What is wrong with what it answered and left behind, in a sentence each. */
  readonly wrong: readonly string[];
  readonly milliseconds: number;
  /** Seconds of processor time, of the client, the server and whatever is between them. */
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Size {
  readonly records: number;
  readonly side: string;
  /** Bytes of tables and indexes: of the records, and of the audit with the log. */
  readonly held: number;
  readonly log: number;
}

export const peer = "retrofitted PostgreSQL";

/** The middle one, and from which to which: of ratios it is the rounds that spread. */
const middle = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};
const spread = (values: readonly number[], digits: number): string => {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  const between = middle(values).toFixed(digits);
  return least === most ? between : `${between} (${least} to ${most})`;
};
const number = (value: number): string => Math.round(value).toLocaleString("en");

const toTable = (rows: readonly (readonly string[])[]): string => {
  const lines = rows.map((cells) => `| ${cells.join(" | ")} |`);
  return [lines[0], `|${" --- |".repeat(rows[0]!.length)}`, ...lines.slice(1)].join("\n");
};

/** One table of all mixes at each size: what is right comes before what is fast. */
export function toReport(runs: readonly Run[]): string {
  const groups = Map.groupBy(runs, ({ records, variant, mix, side }) => JSON.stringify([records, variant, mix, side]));
  const rows = [...groups.values()].map((those) => {
    const { records, variant, mix, side, operations } = those[0]!;
    const ratio = (value: (run: Run) => number): number[] =>
      those.map((run) => {
        const other = runs.find(
          (one) =>
            one.side === peer &&
            one.records === records &&
            one.variant === variant &&
            one.mix === mix &&
            one.round === run.round,
        );
        return other ? value(other) / value(run) : NaN;
      });
    const wrong = those.flatMap((run) => run.wrong);
    return [
      `${number(records)}, ${variant} ${mix}`,
      side,
      wrong.length === 0 ? "all as it should be" : `${wrong.length} wrong: ${wrong[0]}`,
      number(middle(those.map(({ milliseconds }) => milliseconds))),
      number(middle(those.map(({ milliseconds }) => (operations / milliseconds) * 1000))),
      spread(
        ratio(({ milliseconds }) => milliseconds),
        2,
      ),
      spread(
        ratio(({ cpu }) => cpu),
        2,
      ),
      `${middle(those.map(({ p50 }) => p50)).toFixed(1)} / ${middle(those.map(({ p99 }) => p99)).toFixed(1)}`,
    ];
  });
  const head = [
    "records, mix",
    "side",
    "answers, and what is left",
    "completion, ms",
    "operations/s",
    "× retrofitted",
    "× retrofitted, by processor time",
    "p50 / p99, ms",
  ];
  return toTable([head, ...rows]);
}

export function toSizes(sizes: readonly Size[]): string {
  const rows = sizes.map(({ records, side, held, log }) => [
    number(records),
    side,
    `${number(held / records)} (${(held / records / 10).toFixed(0)}×)`,
    number(log / records),
  ]);
  return toTable([
    ["records", "side", "bytes a record (× its 10 bytes of personal data)", "audit and log, bytes an entry"],
    ...rows,
  ]);
}

export async function keep(
  result: { readonly runs: readonly Run[]; readonly sizes: readonly Size[] },
  text: string,
): Promise<void> {
  const out = new URL("../out/", import.meta.url);
  await mkdir(out, { recursive: true });
  await writeFile(new URL("gdpr.json", out), JSON.stringify({ at: new Date().toISOString(), ...result }, undefined, 2));
  await writeFile(new URL("gdpr.md", out), `${text}\n`);
}

export const toMachine = (): string =>
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), Node ${process.version}`;
