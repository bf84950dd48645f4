/** Collects writes into few commits. */
export interface GroupCommit<Item, Result> {
  /** Resolves once `item` is committed, with what `write` returned for it; rejects when it was not. */
  add(item: Item): Promise<Result>;
  /** Waits for what was added; from then on `add` rejects. */
  close(): Promise<void>;
}

export interface GroupCommitOptions<Item, Result> {
  /** Writes and commits all of `items` or none, and returns a result for each, in order. */
  readonly write: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Most items of one commit. */
  readonly cap?: number;
  /** How many batches may be under way at once. Default: one, so that what is written follows each other. */
  readonly parallel?: number;
  /**
   * Whether a batch that failed with `error` is tried again item by item, so that one bad item does not fail its neighbours.
   * Default: never, and every caller of the batch is rejected.
   */
  readonly alone?: (error: unknown) => boolean;
}

/**
 * Group commit that sets its own pace: the first write goes at once, and what arrives while it is being committed goes together
 * in the next. There is no window to wait for, so that one writer alone is not slowed down.
 *
 * @example
 * const hits = createGroupCommit({ write: (items: Hit[]) => insertAll(items), cap: 500 });
 * await hits.add(hit);
 */
export function createGroupCommit<Item, Result>({
  write,
  cap = 256,
  parallel = 1,
  alone = () => false,
}: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  interface Waiting {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }
  let queue: Waiting[] = [];
  const running = new Set<object>();
  let ended = Promise.withResolvers<void>();
  let closed = false;

  async function commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await write(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      if (batch.length > 1 && alone(error)) for (const waiting of batch) await commit([waiting]);
      else for (const { reject } of batch) reject(error);
    }
  }

  async function run(runner: object): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, cap);
      queue = queue.slice(cap);
      await commit(batch);
    }
    // In the same turn as the last look at the queue: what is added from now on starts another.
    running.delete(runner);
    if (running.size === 0) ended.resolve();
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error("This group commit is closed."));
        queue.push({ item, resolve, reject });
        // Not at once but after the callers of this turn have added theirs: they would wait for a whole commit otherwise.
        if (running.size >= parallel) return;
        if (running.size === 0) ended = Promise.withResolvers();
        const runner = {};
        running.add(runner);
        void Promise.resolve().then(() => run(runner));
      }),
    async close() {
      closed = true;
      if (running.size > 0) await ended.promise;
    },
  };
}
