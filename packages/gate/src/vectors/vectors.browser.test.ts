import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { sample, soak } from "../../../../tools/test-sample.ts";
import { policy } from "../render/test-visit.ts";
import { further } from "./test-further.ts";
import { hints } from "./test-hints.ts";
import { inlineWays } from "./test-inline.ts";
import { knownInChromium, knownWithoutRewriting } from "./test-known.ts";
import { createSite } from "./test-site.ts";
import { vectors } from "./test-vectors.ts";
import { cells, testWays, type WaysOptions } from "./test-ways.ts";
import { observe } from "./test-world.ts";

// Headers and guard alone, as whoever renders pages without the engine has them. The engine rewrites the HTML besides.

const options = {
  observe,
  protect: async ({ inline, outbound }, all) => createSite(await compile({ ...policy, outbound }), { all, inline }),
  known: { ...knownInChromium, ...knownWithoutRewriting },
  bothControls: soak,
} satisfies Partial<WaysOptions<Page>>;

test("there are 65 ways to leak", () => {
  expect(new Set(vectors.map(({ id }) => id)).size).toBe(65);
});

testWays("a way to leak, under headers and guard", { ...options, all: vectors, looks: sample(1, cells) });

testWays("a way round the guard, or out of the page, under headers and guard", {
  ...options,
  all: sample(40, [...further, ...inlineWays, ...hints]),
  looks: sample(1, cells),
});
