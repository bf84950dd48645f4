import type { Operation, Row } from "./workload.ts";

/** One way of keeping the records. */
export interface Side {
  readonly name: string;
  /** Whether it deletes what is over its time, and keeps a line about every operation. */
  readonly keeps: { readonly time: boolean; readonly lines: boolean };
  /** Its own process, where it has one beside the server's. */
  readonly pid?: number | undefined;
  readonly run: (operation: Operation, now: number) => Promise<Answer>;
  /** Deletes what is over its time, as its own job does. */
  readonly expire: (now: number) => Promise<void>;
  /** Every record that can be read, with all that is in it. */
  readonly dump: (now: number) => Promise<Row[]>;
  /** Lines of its audit. */
  readonly lines: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** How many records were given back or changed, and those given back. Made into rows only where they are looked at. */
export interface Answer {
  readonly count: number;
  readonly rows?: () => Partial<Row>[];
}
