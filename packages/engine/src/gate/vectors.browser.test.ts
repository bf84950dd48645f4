import type { Page } from "playwright-core";
import { sample, soak } from "../../../../tools/test-sample.ts";
import { further } from "../../../gate/src/vectors/test-further.ts";
import { hints } from "../../../gate/src/vectors/test-hints.ts";
import { inlineWays } from "../../../gate/src/vectors/test-inline.ts";
import { knownInChromium } from "../../../gate/src/vectors/test-known.ts";
import { vectors } from "../../../gate/src/vectors/test-vectors.ts";
import { cells, testWays, type WaysOptions } from "../../../gate/src/vectors/test-ways.ts";
import { observe } from "../../../gate/src/vectors/test-world.ts";
import { createShop } from "./test-shop.ts";

const options = {
  observe,
  known: knownInChromium,
  protect: (variant, all) => createShop({ ...variant, all }),
  bothControls: soak,
} satisfies Partial<WaysOptions<Page>>;

testWays("a way to leak, under the whole engine", { ...options, all: vectors, looks: sample(2, cells) });

testWays("a way round the guard, or out of the page, under the whole engine", {
  ...options,
  all: sample(30, [...further, ...inlineWays, ...hints]),
  looks: sample(1, cells),
});
