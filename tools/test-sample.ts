import { beforeEach, expect, onTestFailed } from "vitest";

/** Whether exhaustive tests visit everything: `npm run soak`. It takes minutes, so other runs visit a sample, another one each time. */
export const soak = process.env["ABIDE_SOAK"] === "1";

const seed = Number(process.env["ABIDE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/**
 * `count` of `items` in their order, or all of them in a soak. A test that fails says with which seed it visits the same ones again.
 *
 * @example
 * for (const size of sample(16, sizes)) expect(toRoot(size)).toEqual(define(size));
 */
export function sample<Item>(count: number, items: readonly Item[]): Item[] {
  if (soak || count >= items.length) return [...items];
  const random = randomOfTest();
  let missing = count;
  return items.filter((_, at) => {
    const isTaken = random() * (items.length - at) < missing;
    if (isTaken) missing--;
    return isTaken;
  });
}

/** Numbers of the test that runs: what other tests of the file have taken, or leave out, changes nothing. */
function randomOfTest(): () => number {
  const name = expect.getState().currentTestName ?? "";
  let random = streams.get(name);
  if (!random) {
    random = createRandom(seed);
    streams.set(name, random);
    const tell = () => console.error(`ABIDE_SEED=${seed} visits the same inputs again.`);
    // Outside of a test, what is taken is for every test that stands beside it.
    if (name === "") beforeEach((context) => context.onTestFailed(tell));
    else onTestFailed(tell);
  }
  return random;
}

const streams = new Map<string, () => number>();

/** mulberry32: good enough to choose with, and the same everywhere. */
function createRandom(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
