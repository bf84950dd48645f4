import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import { sample, soak } from "../../../../tools/test-sample.ts";
import { policy } from "../render/test-visit.ts";
import { further } from "./test-further.ts";
import { inlineWays } from "./test-inline.ts";
import { createSite } from "./test-site.ts";
import { vectors } from "./test-vectors.ts";
import { cells, type Cell, type Known, testWays, type WaysOptions } from "./test-ways.ts";
import { observe } from "./test-world.ts";

// Headers and guard alone, as whoever renders pages without the engine has them. The engine rewrites the HTML besides.

const withoutAllowlist = ({ outbound }: Cell) => outbound === "any";
const ofHtml = {
  says: "without the allowlist only who rewrites the HTML can stop what a browser does before any script runs",
  where: withoutAllowlist,
};
const leadsAway = { says: "where a page may lead is free without the allowlist", where: withoutAllowlist };

const known: Known = {
  "html-iframe": ofHtml,
  "html-dns-prefetch": ofHtml,
  "html-preconnect": ofHtml,
  "html-speculation-rules": ofHtml,
  "also-meta-refresh": ofHtml,
  "also-navigate": leadsAway,
  "also-open-window": leadsAway,
  "also-form-get": leadsAway,
};

const options = {
  observe,
  protect: async ({ inline, outbound }, all) => createSite(await compile({ ...policy, outbound }), { all, inline }),
  known,
  bothControls: soak,
} satisfies Partial<WaysOptions<never>>;

test("there are 65 ways to leak", () => {
  expect(new Set(vectors.map(({ id }) => id)).size).toBe(65);
});

testWays("a way to leak, under headers and guard", { ...options, all: vectors, looks: sample(1, cells) });

testWays("a way round the guard, or out of the page, under headers and guard", {
  ...options,
  all: sample(40, [...further, ...inlineWays]),
  looks: sample(1, cells),
});
