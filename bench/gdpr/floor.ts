import { createSecretKey, randomBytes } from "node:crypto";
import { seal, unseal } from "../../packages/engine/src/vault/seal.ts";
import { toFields } from "./policy.ts";
import { toRow } from "./workload.ts";

/** What cannot be left out of a read where each person has a key, in microseconds: the best of five rounds of a bare loop without a store. */
export interface Floor {
  /** Opens a record's value and reads its JSON. */
  readonly opening: number;
  /** Opens a person's key, where that was not done within the last minute. */
  readonly unwrapping: number;
}

/** Microseconds for each of what `run` counts. */
function best(run: () => number): number {
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    const count = run();
    least = Math.min(least, ((performance.now() - begun) / count) * 1000);
  }
  return least;
}

const records = 10_000;

/** The engine's own cipher on GDPRbench's values, under as many keys as there are people. */
export function measureFloor(): Floor {
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
  const time = (run: (one: (typeof those)[number]) => unknown): number =>
    best(() => {
      for (const one of those) if (run(one) === undefined) throw new Error("What was sealed does not open.");
      return records;
    });
  return {
    opening: time(({ key, context, sealed }) => JSON.parse(unseal(key, context, sealed)!.toString())),
    unwrapping: time(({ context, wrapped }) => createSecretKey(unseal(kek, context, wrapped)!)),
  };
}

export function toFloor(floors: readonly { readonly records: number; readonly floor: Floor }[]): string {
  const rows = floors.map(({ records, floor: { opening, unwrapping } }) => [
    records.toLocaleString("en"),
    opening.toFixed(1),
    unwrapping.toFixed(1),
  ]);
  const head = ["records", "opening a value and its JSON, µs", "opening a key, µs"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
