import { compile } from "@abide/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { further } from "./test-further.ts";
import { createSite } from "./test-site.ts";
import { vectors, type Vector } from "./test-vectors.ts";
import { type Candidate, type Leaks, observe, toPage } from "./test-world.ts";
import { policy } from "../render/test-visit.ts";

const unprotected = (all: readonly Vector[]): Candidate => ({
  name: "no protection",
  fetch: (request) => {
    const url = new URL(request.url);
    if (url.pathname !== "/page") return new Response("", { status: 404 });
    const ids = url.searchParams.getAll("id");
    return new Response(toPage(all.filter(({ id }) => ids.includes(id))), { headers: { "Content-Type": "text/html" } });
  },
});

/** What leaks where nothing protects. A way that had no time to leak on a busy machine gets a second look, by itself. */
async function leakAll(all: readonly Vector[], batch: number): Promise<Leaks> {
  const leaks = await observe(unprotected(all), "before", { some: all, batch });
  const missed = all.filter(({ id }) => !leaks.has(id));
  if (missed.length === 0) return leaks;
  return new Map([...leaks, ...(await observe(unprotected(all), "before", { some: missed }))]);
}

describe("a way to leak, written into a page with nothing marked", () => {
  let control: Leaks;
  let before: Leaks;
  let refused: Leaks;
  let accepted: Leaks;

  beforeAll(async () => {
    const ours = createSite(await compile(policy));
    // Two browsers at a time: each waits for most of it.
    [control, before] = await Promise.all([leakAll(vectors, 8), observe(ours, "before", { batch: 8 })]);
    [refused, accepted] = await Promise.all([
      observe(ours, "refused", { batch: 8 }),
      observe(ours, "accepted", { batch: 8 }),
    ]);
  }, 600_000);

  test("there are 65 of them", () => {
    expect(vectors.length).toBe(65);
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(65);
  });

  for (const { id, says } of vectors) {
    test(`${says}: leaks without protection, and neither before a choice nor after one`, () => {
      expect(control.get(id), "without protection").toBeDefined();
      expect(before.get(id), "before a choice").toBeUndefined();
      expect(refused.get(id), "after a refusal").toBeUndefined();
      // What nobody declares stays out also where everything that is declared was allowed.
      expect(accepted.get(id), "after an acceptance of what is declared").toBeUndefined();
    });
  }
});

describe("a way round the guard, or out of the page, beyond the 65", () => {
  let control: Leaks;
  let before: Leaks;

  beforeAll(async () => {
    const ours = createSite(await compile(policy), further);
    [control, before] = await Promise.all([leakAll(further, 8), observe(ours, "before", { some: further, batch: 8 })]);
  }, 600_000);

  for (const { id, says } of further) {
    test(`${says}: leaks without protection, and not with it`, () => {
      expect(control.get(id), "without protection").toBeDefined();
      expect(before.get(id), "with it").toBeUndefined();
    });
  }
});
