import { audit, type AuditEvent } from "../audit/audit.ts";
import type { Log } from "../audit/log.ts";
import type { Items, SealedStore } from "./sealed-store.ts";

/** Something that somebody of the company did. */
export interface StaffAct {
  readonly what: string;
  /** Id of the person; "unknown" if nobody can tell, as with an address that belongs to nobody. */
  readonly by: string;
  readonly [member: string]: unknown;
}

export interface Acts {
  /** The result of `work`, once its changes and its acts are committed: together, or neither. */
  readonly commit: <Result>(
    work: (items: Items) => Promise<{ readonly result: Result; readonly acts: readonly StaffAct[] }>,
  ) => Promise<Result>;
  /** Counts a failure. Failures are written down once a minute: with an entry for each anybody could fill the log. */
  readonly failed: (what: string, by?: string) => void;
  /** Writes down the failures that were counted. */
  readonly close: () => Promise<void>;
}

export interface ActsOptions {
  readonly site: string;
  readonly log: Log;
  readonly items: SealedStore;
  readonly clock: () => Date;
  /** Hash of the version in force. */
  readonly policy: string;
}

/** Most pairs of a person and a failure that are counted apart between two entries. More are counted as of "several". */
const most = 200;

export function createActs({ site, log, items, clock, policy }: ActsOptions): Acts {
  const counted = new Map<
    string,
    { readonly what: string; readonly by: string; readonly since: Date; times: number }
  >();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const commit: Acts["commit"] = async (work) => {
    const failures = [...counted.values()];
    counted.clear();
    try {
      return await log.transaction(async (trx, append) => {
        const { result, acts } = await work(items.in(trx));
        const all = [
          ...failures.map(({ since, ...failure }) => ({ ...failure, since: since.toISOString() })),
          ...acts,
        ].map((detail): AuditEvent => ({ type: "staff", at: clock(), policy, detail }));
        await audit(trx, append, site, all);
        return result;
      });
    } catch (error) {
      // Nothing was committed: without this they would be lost.
      for (const { what, by, since, times } of failures) count(what, by, since, times);
      throw error;
    }
  };

  const count = (what: string, by: string, since: Date, times: number): void => {
    const whose = counted.size < most || counted.has(`${what} ${by}`) ? by : "several";
    const known = counted.get(`${what} ${whose}`);
    if (known) known.times += times;
    else counted.set(`${what} ${whose}`, { what, by: whose, since, times });
  };

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (counted.size > 0) await commit(() => Promise.resolve({ result: undefined, acts: [] }));
  };
  const later = (): void => {
    // While the store is away the count goes on, and is tried again a minute later.
    timer ??= setTimeout(() => {
      timer = undefined;
      flush().catch(later);
    }, 60_000);
    // A process that has nothing else to do need not wait for it: `close` writes down the rest.
    (timer as { unref?: () => void }).unref?.();
  };

  return {
    commit,
    failed: (what, by = "unknown") => {
      count(what, by, clock(), 1);
      later();
    },
    close: flush,
  };
}
