// GDPRbench's records, mixes and distributions (https://github.com/GDPRbench/GDPRbench and PVLDB 13(7):1064-1077), drawn again from
// a seed: the same seed gives the same operations on every machine, and every side of the bench is given the same ones.

/** The ten columns of a record, in GDPRbench's order. The last one is the personal data, the others are about it. */
export const columns = ["pur", "ttl", "usr", "obj", "dec", "acl", "shr", "src", "cat", "data"] as const;
export type Column = (typeof columns)[number];
export type Row = { readonly key: number } & { readonly [column in Column]: string };

const ttls = ["30", "10000", "12000", "14000", "16000", "18000", "20000", "22000", "24000", "1000000"];
const counts = { pur: 25, ttl: ttls.length, usr: 10_000, obj: 100, dec: 2, acl: 10, shr: 10, src: 10, cat: 10 };
const names = { pur: "purpose", usr: "user", obj: "obj", dec: "dec", acl: "acl", shr: "shr", src: "src", cat: "cat" };

/** What `column` of record `key` holds: value number `key` of the column's list, over and over. So selectivity is exact. */
export function toValue(column: Exclude<Column, "data">, key: number): string {
  const at = key % counts[column];
  return column === "ttl" ? ttls[at]! : `${names[column]}${at}`;
}

/** All values that `column` can hold. */
export const toValues = (column: Exclude<Column, "data">): string[] =>
  Array.from({ length: counts[column] }, (_, at) => toValue(column, at));

/** The ten characters of personal data that record `key` holds after `revision` corrections. */
export function toData(key: number, revision = 0): string {
  return toHash(BigInt(key) * 1_000_003n + BigInt(revision))
    .toString(36)
    .padStart(13, "0")
    .slice(-10);
}

export function toRow(key: number, revision = 0): Row {
  const row: { [column: string]: string | number } = { key, data: toData(key, revision) };
  for (const column of columns) if (column !== "data") row[column] = toValue(column, key);
  return row as Row;
}

/** Which records: one by its key, or all that hold a value in a column. */
export interface Where {
  readonly by: "key" | Exclude<Column, "data">;
  readonly value: string;
}

/** What a read gives back: the personal data, what is about it, or both. */
export type What = "all" | "data" | "meta";

export type Operation =
  | { readonly kind: "create"; readonly row: Row }
  | { readonly kind: "read"; readonly where: Where; readonly what: What }
  | { readonly kind: "update"; readonly where: Where; readonly set: Partial<Omit<Row, "key">> }
  | { readonly kind: "delete"; readonly where: Where }
  | { readonly kind: "logs"; readonly lines: number }
  | { readonly kind: "verify"; readonly records: number };

export const mixes = ["controller", "customer", "processor", "regulator"] as const;
export type Mix = (typeof mixes)[number];
/** A: the published code. B: the fork of the group that wrote K9db. P: the paper's table 2. */
export const variants = ["A", "P", "B"] as const;
export type Variant = (typeof variants)[number];

type Draw = (tools: Tools) => Operation;
interface Tools {
  /** A key of those that were ever created, as the mix distributes them. */
  readonly key: () => number;
  readonly uniform: () => number;
  readonly next: () => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  readonly lines: () => number;
  readonly revision: number;
  readonly records: number;
}

/**
 * Columns that an update of metadata changes. GDPRbench draws from eight; whose data it is (USR) and how long it is kept (TTL) are
 * left out, on every side: Abide lets nobody change these record by record.
 */
const changeable = ["obj", "dec", "acl", "shr", "src", "cat"] as const;

const where = (by: Where["by"], key: number): Where => ({ by, value: by === "key" ? String(key) : toValue(by, key) });
const read = (by: Where["by"], what: What, key: number): Operation => ({ kind: "read", where: where(by, key), what });
const erase = (by: Where["by"], key: number): Operation => ({ kind: "delete", where: where(by, key) });
const change = (by: Where["by"], key: number, { pick, uniform }: Tools, drawn = false): Operation => {
  const column = pick(changeable);
  // As the published code has it, the new value is the key's own; in the paper's mixes it is one drawn for the purpose.
  return { kind: "update", where: where(by, key), set: { [column]: toValue(column, drawn ? uniform() : key) } };
};
const create: Draw = ({ next }) => ({ kind: "create", row: toRow(next()) });
/** All ten columns of one record; the personal data is new, the others are what they were created with. */
const replace: Draw = ({ key, revision }) => {
  const at = key();
  const { key: _, ...set } = toRow(at, revision);
  return { kind: "update", where: where("key", at), set };
};
const byKey: Draw = ({ key }) => erase("key", key());
const readKey: Draw = ({ key }) => read("key", "all", key());
const metaOf =
  (by: "pur" | "usr"): Draw =>
  (tools) =>
    read(by, "meta", tools.key());
const changeOf =
  (by: "pur" | "usr"): Draw =>
  (tools) =>
    change(by, tools.key(), tools);
const logs: Draw = ({ lines }) => ({ kind: "logs", lines: lines() });
const verify: Draw = ({ records }) => ({ kind: "verify", records: Math.floor(records * 0.9) });

interface Declared {
  readonly keys: "uniform" | "zipfian";
  readonly draws: readonly (readonly [percent: number, draw: Draw])[];
}

const controllerA: Declared = {
  keys: "uniform",
  draws: [
    [25, create],
    [25, byKey],
    [25, changeOf("pur")],
    [25, changeOf("usr")],
  ],
};

const declared: { readonly [variant in Variant]: { readonly [mix in Mix]?: Declared } } = {
  A: {
    controller: controllerA,
    customer: {
      keys: "zipfian",
      draws: [
        [20, readKey],
        [10, metaOf("pur")],
        [10, metaOf("usr")],
        [20, replace],
        [10, changeOf("pur")],
        [10, changeOf("usr")],
        [20, byKey],
      ],
    },
    processor: {
      keys: "uniform",
      draws: [
        [20, readKey],
        [40, metaOf("pur")],
        [40, metaOf("usr")],
      ],
    },
    // Gone from the published code; this is its earlier commit's.
    regulator: {
      keys: "zipfian",
      draws: [
        [50, metaOf("pur")],
        [50, logs],
      ],
    },
  },
  B: {
    controller: controllerA,
    customer: {
      keys: "zipfian",
      draws: [
        [20, readKey],
        [20, metaOf("usr")],
        [40, replace],
        [20, byKey],
      ],
    },
    processor: {
      keys: "zipfian",
      draws: [
        [80, readKey],
        [10, metaOf("pur")],
        [10, metaOf("usr")],
      ],
    },
  },
  P: {
    controller: {
      keys: "uniform",
      draws: [
        [25, create],
        [25, ({ key, pick }) => erase(pick(["pur", "ttl", "usr"]), key())],
        [50, (tools) => change(tools.pick(["pur", "usr", "shr"]), tools.key(), tools, true)],
      ],
    },
    customer: {
      keys: "zipfian",
      draws: [
        [20, ({ key }) => read("usr", "data", key())],
        [20, ({ key }) => read("key", "meta", key())],
        [
          20,
          ({ key, revision }) => {
            const at = key();
            return { kind: "update", where: where("key", at), set: { data: toData(at, revision) } };
          },
        ],
        [20, (tools) => change("key", tools.key(), tools, true)],
        [20, byKey],
      ],
    },
    processor: {
      keys: "zipfian",
      draws: [
        [80, ({ key }) => read("key", "data", key())],
        [20, ({ uniform, pick }) => read(pick(["pur", "obj", "dec"]), "data", uniform())],
      ],
    },
    regulator: {
      keys: "zipfian",
      draws: [
        [46, ({ key }) => read("usr", "meta", key())],
        [31, logs],
        [23, verify],
      ],
    },
  },
};

export interface TraceOptions {
  readonly mix: Mix;
  readonly variant: Variant;
  readonly records: number;
  readonly operations: number;
  readonly seed: number;
}

/** The operations of a mix, or undefined where the variant has no such mix. */
export function toTrace({ mix, variant, records, operations, seed }: TraceOptions): Operation[] | undefined {
  const found = declared[variant][mix];
  if (!found) return undefined;
  const random = createRandom(seed);
  const below = (end: number): number => Math.floor(random() * end);
  let created = records;
  const inserts = found.draws.reduce((sum, [percent, draw]) => sum + (draw === create ? percent / 100 : 0), 0);
  const zipfian = createScrambledZipfian(random, records + Math.floor(operations * inserts * 2) + 1);
  const key = (): number => {
    if (found.keys === "uniform") return below(records);
    // A key that will only be created later is drawn again, so that those which are popular stay so.
    for (;;) {
      const drawn = zipfian();
      if (drawn < created) return drawn;
    }
  };
  return Array.from({ length: operations }, (_, at) => {
    let percent = random() * 100;
    const [, draw] = found.draws.find(([share]) => (percent -= share) < 0) ?? found.draws.at(-1)!;
    return draw({
      key,
      uniform: () => below(records),
      next: () => created++,
      pick: (items) => items[below(items.length)]!,
      lines: () => 1 + below(1000),
      revision: at + 1,
      records,
    });
  });
}

/** Numbers from 0 to below 1, the same for the same seed (sfc32). */
export function createRandom(seed: number): () => number {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + d++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
}

/**
 * Keys below `keys` as YCSB's scrambled Zipfian draws them: a rank among 10^10 items at theta 0.99, with its zeta given rather than
 * summed up, and the rank hashed into the range, so that the popular keys lie anywhere.
 */
export function createScrambledZipfian(random: () => number, keys: number): () => number {
  const items = 10_000_000_001;
  const theta = 0.99;
  const zeta = 26.46902820178302;
  const half = 1 + 0.5 ** theta;
  const alpha = 1 / (1 - theta);
  const eta = (1 - (2 / items) ** (1 - theta)) / (1 - half / zeta);
  const rank = (): number => {
    const u = random();
    if (u * zeta < 1) return 0;
    if (u * zeta < half) return 1;
    return Math.floor(items * (eta * u - eta + 1) ** alpha);
  };
  return () => Number(toHash(BigInt(rank())) % BigInt(keys));
}

/** FNV-1a over the eight bytes of `value`, as YCSB has it: without a sign. */
function toHash(value: bigint): bigint {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < 8; i++) {
    hash = BigInt.asUintN(64, (hash ^ (value & 0xffn)) * 1099511628211n);
    value >>= 8n;
  }
  const signed = BigInt.asIntN(64, hash);
  return signed < 0n ? -signed : signed;
}
