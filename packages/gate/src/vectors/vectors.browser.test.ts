import { compile } from "@abide/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { sample, soak } from "../../../../tools/test-sample.ts";
import { policy } from "../render/test-visit.ts";
import { further } from "./test-further.ts";
import { inlineWays } from "./test-inline.ts";
import { createSite } from "./test-site.ts";
import { vectors, type Vector } from "./test-vectors.ts";
import { type Candidate, type Leaks, observe, phases, toPage } from "./test-world.ts";

/** How a page is made: with its scripts in files or inline, and with the browser's allowlist or without. */
interface Variant {
  readonly inline: boolean;
  readonly outbound: "any" | readonly string[];
}

const variants: readonly Variant[] = [false, true].flatMap((inline) =>
  [[], "any" as const].map((outbound) => ({ inline, outbound })),
);
const toName = ({ inline, outbound }: Variant) =>
  `${inline ? "inline" : "in files"}, ${outbound === "any" ? "without" : "with"} the allowlist`;

/**
 * What the HTML itself has a browser do before any script runs. Without the allowlist only who rewrites the HTML can stop it: the
 * engine takes it out.
 */
const ofHtml = ["html-iframe", "html-dns-prefetch", "html-preconnect", "html-speculation-rules"];
/** Where a page may lead is free without the allowlist. */
const leadsAway = ["also-navigate", "also-open-window", "also-meta-refresh", "also-form-get"];
const isFree = ({ outbound }: Variant, id: string) => outbound === "any" && [...ofHtml, ...leadsAway].includes(id);

const unprotected = (all: readonly Vector[], inline: boolean): Candidate => ({
  name: "no protection",
  fetch: (request) => {
    const url = new URL(request.url);
    if (url.pathname !== "/page") return new Response("", { status: 404 });
    const ids = url.searchParams.getAll("id");
    const some = all.filter(({ id }) => ids.includes(id));
    return new Response(toPage(some, "", "", inline), { headers: { "Content-Type": "text/html" } });
  },
});

/** What leaks where nothing protects. A way that had no time to leak on a busy machine gets a second look, by itself. */
async function leakAll(all: readonly Vector[], inline: boolean): Promise<Leaks> {
  const leaks = await observe(unprotected(all, inline), "before", { some: all, batch: 8 });
  const missed = all.filter(({ id }) => !leaks.has(id));
  if (missed.length === 0) return leaks;
  return new Map([...leaks, ...(await observe(unprotected(all, inline), "before", { some: missed }))]);
}

/** A look at a protected page. */
interface Look {
  readonly name: string;
  readonly variant: Variant;
  readonly leaks: Leaks;
}

async function lookAt(all: readonly Vector[], variant: Variant, phase: (typeof phases)[number]): Promise<Look> {
  const ours = createSite(await compile({ ...policy, outbound: variant.outbound }), { all, inline: variant.inline });
  const name = `${phase}, ${toName(variant)}`;
  return { name, variant, leaks: await observe(ours, phase, { some: all, batch: 8 }) };
}

/** `tasks` two at a time: each browser waits for most of it. */
async function inPairs<Result>(tasks: readonly (() => Promise<Result>)[]): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < tasks.length; i += 2) {
    results.push(...(await Promise.all(tasks.slice(i, i + 2).map((task) => task()))));
  }
  return results;
}

const every = variants.flatMap((variant) => phases.map((phase) => ({ variant, phase })));

/** What leaks unprotected, by whether the scripts are inline, and what leaks in the `chosen` looks at protected pages. */
async function compare(all: readonly Vector[], chosen: typeof every) {
  // One control is enough where a sample is looked at: the scripts are the same.
  const kinds = [...new Set(chosen.map(({ variant }) => variant.inline))].slice(0, soak ? 2 : 1);
  const controls = new Map<boolean, Leaks>();
  const looks: Look[] = [];
  await inPairs([
    ...kinds.map((inline) => async () => void controls.set(inline, await leakAll(all, inline))),
    ...chosen.map(
      ({ variant, phase }) =>
        async () =>
          void looks.push(await lookAt(all, variant, phase)),
    ),
  ]);
  return { controls, looks };
}

describe("a way to leak, written into a page with nothing marked", () => {
  const looks = sample(3, every);
  let seen: Awaited<ReturnType<typeof compare>>;
  beforeAll(async () => {
    seen = await compare(vectors, looks);
  }, 3_600_000);

  test("there are 65 of them", () => {
    expect(vectors.length).toBe(65);
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(65);
  });

  for (const { id, says } of vectors) {
    test(`${says}: leaks without protection, and neither before a choice nor after one`, () => {
      for (const control of seen.controls.values()) expect(control.get(id), "without protection").toBeDefined();
      for (const { name, variant, leaks } of seen.looks) {
        // What nobody declares stays out also where everything that is declared was allowed.
        if (!isFree(variant, id)) expect(leaks.get(id), name).toBeUndefined();
      }
    });
  }
});

describe("a way round the guard, or out of the page, beyond the 65", () => {
  const chosen = sample(62, [...further, ...inlineWays]);
  const looks = sample(1, every);
  let seen: Awaited<ReturnType<typeof compare>>;
  beforeAll(async () => {
    seen = await compare(chosen, looks);
  }, 3_600_000);

  for (const { id, says } of chosen) {
    test(`${says}: leaks without protection, and not with it`, () => {
      for (const control of seen.controls.values()) expect(control.get(id), "without protection").toBeDefined();
      for (const { name, variant, leaks } of seen.looks) {
        if (!isFree(variant, id)) expect(leaks.get(id), name).toBeUndefined();
      }
    });
  }
});
