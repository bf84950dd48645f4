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

describe("a way to leak, written into a page with nothing marked", () => {
  let control: Leaks;
  let before: Leaks;
  let refused: Leaks;
  let accepted: Leaks;

  beforeAll(async () => {
    const ours = createSite(await compile(policy));
    control = await observe(unprotected(vectors), "before", { batch: 4 });
    before = await observe(ours, "before", { batch: 4 });
    refused = await observe(ours, "refused", { batch: 4 });
    accepted = await observe(ours, "accepted", { batch: 4 });
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
    control = await observe(unprotected(further), "before", { some: further, batch: 6 });
    before = await observe(createSite(await compile(policy), further), "before", { some: further, batch: 6 });
  }, 600_000);

  for (const { id, says } of further) {
    test(`${says}: leaks without protection, and not with it`, () => {
      expect(control.get(id), "without protection").toBeDefined();
      expect(before.get(id), "with it").toBeUndefined();
    });
  }
});
