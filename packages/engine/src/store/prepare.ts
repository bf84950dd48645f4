import type { Duplex } from "node:stream";
import { Client, type QueryConfig } from "pg";

/** The most statements that a connection keeps prepared, and the longest of them: one with a list of values is another each time. */
const most = 400;
const longest = 16_000;

/** How often each statement was asked, until it has a name. */
const asked = new Map<string, number>();
const names = new Map<string, string>();

/**
 * The name under which the server keeps `text` planned, from the third time that it is asked. Planning takes longer than running
 * what reads or writes a few rows, row-level security above all.
 */
function toName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= most || text.length > longest) return known;
  const times = (asked.get(text) ?? 0) + 1;
  if (times < 3) {
    // What is asked once is no statement to remember: lists of every length, migrations.
    if (asked.size >= 1_000) asked.clear();
    asked.set(text, times);
    return undefined;
  }
  asked.delete(text);
  const name = `abide_${names.size}`;
  names.set(text, name);
  return name;
}

/**
 * A connection that prepares what it is asked often, and sends what it is asked without waiting for the answers to what it was asked
 * before: statements of a transaction that do not need each other's answers share a round trip.
 *
 * @example
 * await connected(db, (send) => settleAll([send(toActing({ purpose })), send(statement)]));
 */
export class PreparingClient extends Client {
  #corked = false;

  constructor(config: object = {}) {
    super({ ...config, pipeline: true });
  }

  override query(...given: readonly unknown[]): never {
    const [text, values] = given;
    this.#cork();
    const ask = super.query.bind(this) as (...given: readonly unknown[]) => unknown;
    if (typeof text === "string" && Array.isArray(values) && values.length > 0 && given.length === 2) {
      const name = toName(text);
      if (name !== undefined) return ask({ name, text, values } satisfies QueryConfig) as never;
    }
    return ask(...given) as never;
  }

  /** What is asked in one turn leaves in one write: each write wakes the server, which costs more than most answers. */
  #cork(): void {
    const { stream } = (this as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
    if (this.#corked || stream.destroyed) return;
    this.#corked = true;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }
}
