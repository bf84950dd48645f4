import { sample, soak } from "../../../../tools/test-sample.ts";
import { further } from "../../../gate/src/vectors/test-further.ts";
import { inlineWays } from "../../../gate/src/vectors/test-inline.ts";
import { vectors } from "../../../gate/src/vectors/test-vectors.ts";
import { cells, type Cell, type Known, testWays, type WaysOptions } from "../../../gate/src/vectors/test-ways.ts";
import { observe } from "../../../gate/src/vectors/test-world.ts";
import { createShop } from "./test-shop.ts";

const leadsAway = {
  says: "where a page may lead is free without the allowlist",
  where: ({ outbound }: Cell) => outbound === "any",
};

const known: Known = {
  "also-navigate": leadsAway,
  "also-open-window": leadsAway,
  "also-form-get": leadsAway,
};

const options = {
  observe,
  protect: (variant, all) => createShop({ ...variant, all }),
  bothControls: soak,
} satisfies Partial<WaysOptions<never>>;

testWays("a way to leak, under the whole engine", { ...options, all: vectors, looks: sample(2, cells) });

testWays("a way round the guard, or out of the page, under the whole engine", {
  ...options,
  known,
  all: sample(30, [...further, ...inlineWays]),
  looks: sample(1, cells),
});
