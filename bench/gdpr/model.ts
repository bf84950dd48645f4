import type { Operation, Row, Where } from "./workload.ts";

/** What a side should say: how many records an operation gives back or changes, and, for a read, which. */
export interface Expected {
  readonly count: number;
  readonly rows: readonly Row[];
}

/** The records as they should be: in memory, one operation after the other. What the sides say is compared with it. */
export interface Model {
  readonly apply: (operation: Operation, now: number) => Expected;
  /** Records that should be there, by key. */
  readonly dump: (now: number) => Map<number, Row>;
}

interface Kept {
  row: Row;
  /** When it is over, in milliseconds. */
  readonly due: number;
}

/** `expires` is false for a side that keeps what is over its time. */
export function createModel(records: Iterable<Row>, at: number, expires: boolean): Model {
  const kept = new Map<number, Kept>();
  const users = new Map<string, Set<number>>();
  const purposes = new Map<string, Set<number>>();
  const add = (row: Row, now: number): void => {
    kept.set(row.key, { row, due: now + Number(row.ttl) * 1000 });
    for (const [index, value] of [
      [users, row.usr],
      [purposes, row.pur],
    ] as const) {
      const keys = index.get(value);
      if (keys) keys.add(row.key);
      else index.set(value, new Set([row.key]));
    }
  };
  for (const row of records) add(row, at);

  /** What is found, whether or not it is over: nobody's user or purpose changes, so these two have an index. */
  const candidates = ({ by, value }: Where): Iterable<number> =>
    by === "key"
      ? [Number(value)]
      : by === "usr"
        ? (users.get(value) ?? [])
        : by === "pur"
          ? (purposes.get(value) ?? [])
          : kept.keys();
  const find = (where: Where, now: number): Row[] => {
    const rows: Row[] = [];
    for (const key of candidates(where)) {
      const found = kept.get(key);
      if (!found || (expires && found.due <= now)) continue;
      if (where.by === "key" || found.row[where.by] === where.value) rows.push(found.row);
    }
    return rows;
  };
  return {
    apply: (operation, now) => {
      switch (operation.kind) {
        case "create":
          add(operation.row, now);
          return { count: 1, rows: [] };
        case "read": {
          const rows = find(operation.where, now);
          return { count: rows.length, rows };
        }
        case "update": {
          const rows = find(operation.where, now);
          for (const row of rows) kept.get(row.key)!.row = { ...row, ...operation.set };
          return { count: rows.length, rows: [] };
        }
        case "delete": {
          const rows = find(operation.where, now);
          for (const { key } of rows) kept.delete(key);
          return { count: rows.length, rows: [] };
        }
        case "logs":
          return { count: operation.lines, rows: [] };
        case "verify":
          break;
      }
      // Nothing that is over its time is found. A side that keeps no time cannot tell.
      return { count: 0, rows: [] };
    },
    dump: (now) => {
      const rows = new Map<number, Row>();
      for (const [key, { row, due }] of kept) if (!expires || due > now) rows.set(key, row);
      return rows;
    },
  };
}
