import { createSecretKey, randomBytes } from "node:crypto";
import { seal, unseal } from "../../packages/engine/src/vault/seal.ts";
import { perform, type Opened } from "./ours.ts";
import { toFields } from "./policy.ts";
import { createPostgres } from "./postgres.ts";
import { schedule } from "./schedule.ts";
import { toRow, toValues, type Operation } from "./workload.ts";

/**
 * What a record takes that is read with all others of its purpose by sixteen clients, in microseconds of time passed. Each is the best
 * of five rounds: what else a machine does only ever adds.
 */
export interface Floor {
  /** The retrofitted PostgreSQL: its statement, the answer, and the row in the hands of who asked. */
  readonly peer: number;
  /** Abide: the same, with the values opened and the entry in the log committed. */
  readonly ours: number;
  /** Of that, what cannot be left out where each person has a key: a bare loop without a store opens the value and reads its JSON. */
  readonly opening: number;
  /** And this, where the key was not opened within the last minute. */
  readonly unwrapping: number;
}

export async function measureFloor(opened: Opened, retrofitted: string, now: number): Promise<Floor> {
  const reads = toValues("pur").map((value): Operation => ({
    kind: "read",
    where: { by: "pur", value },
    what: "meta",
  }));
  opened.clock.now = now;
  const peer = createPostgres("floor", retrofitted, true);
  try {
    const read = (run: (operation: Operation) => Promise<{ readonly count: number }>): Promise<number> =>
      best(async () => {
        let count = 0;
        await schedule(reads, 16, async (operation) => void (count += (await run(operation)).count));
        return count;
      });
    return {
      peer: await read((operation) => peer.run(operation, now)),
      ours: await read((operation) => perform(opened, { operation })),
      ...(await measureBare()),
    };
  } finally {
    await peer.close();
  }
}

/** Microseconds for each of what `run` counts. */
async function best(run: () => Promise<number> | number): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    const count = await run();
    least = Math.min(least, ((performance.now() - begun) / count) * 1000);
  }
  return least;
}

const records = 10_000;

/** The engine's own cipher on GDPRbench's values, under as many keys as there are people. */
async function measureBare(): Promise<Pick<Floor, "opening" | "unwrapping">> {
  const kek = createSecretKey(randomBytes(32));
  const those = Array.from({ length: records }, (_, at) => {
    const key = randomBytes(32);
    const context = `${"-".repeat(100)}${at}`;
    const values = Buffer.from(JSON.stringify(toFields(toRow(at))));
    return {
      context,
      key: createSecretKey(key),
      wrapped: seal(kek, context, key),
      sealed: seal(createSecretKey(key), context, values),
    };
  });
  const time = (run: (one: (typeof those)[number]) => unknown): Promise<number> =>
    best(() => {
      for (const one of those) if (run(one) === undefined) throw new Error("What was sealed does not open.");
      return records;
    });
  return {
    opening: await time(({ key, context, sealed }) => JSON.parse(unseal(key, context, sealed)!.toString())),
    unwrapping: await time(({ context, wrapped }) => createSecretKey(unseal(kek, context, wrapped)!)),
  };
}

export function toFloor(floors: readonly { readonly records: number; readonly floor: Floor }[]): string {
  const rows = floors.map(({ records, floor: { peer, ours, opening, unwrapping } }) => [
    records.toLocaleString("en"),
    peer.toFixed(1),
    opening.toFixed(1),
    unwrapping.toFixed(1),
    ours.toFixed(1),
    (peer / opening).toFixed(2),
  ]);
  const head = [
    "records",
    "retrofitted PostgreSQL, the whole read, µs a record",
    "opening a value and its JSON, µs",
    "opening a key, µs",
    "Abide, the whole read, µs a record",
    "× retrofitted, if all but opening values were free",
  ];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
