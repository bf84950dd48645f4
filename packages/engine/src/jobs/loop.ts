/** Work in the background that goes on in small steps. */
export interface Loop {
  readonly start: () => void;
  /** Goes on at once, where it was started. */
  readonly wake: () => void;
  /** Does everything that can be done now. */
  readonly drain: () => Promise<void>;
  /** Waits for the step that is under way. */
  readonly close: () => Promise<void>;
}

/**
 * Does `step` again as long as it says that there may be more; else it looks again after a while, or when it is woken. One that fails
 * is told of, and tried again.
 */
export function createLoop({
  step,
  failed,
  every = 5_000,
}: {
  /** Whether there may be more to do at once; or the milliseconds after which there is. */
  readonly step: () => Promise<boolean | number>;
  readonly failed: (error: unknown) => void;
  /** Milliseconds between two looks. */
  readonly every?: number;
}): Loop {
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const closing = new AbortController();
  let started = false;

  let wait = every;
  const run = async (): Promise<void> => {
    let more: boolean | number = true;
    while (more === true && !closing.signal.aborted) more = await step();
    wait = typeof more === "number" ? more : every;
  };
  // One at a time: who comes while another is at it waits, and looks for what is left.
  const drain = (): Promise<void> => {
    const next = last.then(run);
    last = next.catch(() => {});
    return next;
  };
  const look = (): void => {
    clearTimeout(timer);
    if (!started || closing.signal.aborted) return;
    void drain()
      .catch(failed)
      .finally(() => {
        if (closing.signal.aborted) return;
        clearTimeout(timer);
        timer = setTimeout(look, wait);
        timer.unref();
      });
  };
  return {
    start: () => {
      started = true;
      look();
    },
    wake: () => {
      if (!started || closing.signal.aborted) return;
      clearTimeout(timer);
      timer = setTimeout(look, 0);
    },
    drain,
    close: async () => {
      closing.abort();
      clearTimeout(timer);
      await last;
    },
  };
}
