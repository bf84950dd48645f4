import { createEngine } from "@abide/engine";
import { openStore } from "@abide/engine/store";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policy } from "../../packages/gate/src/render/test-visit.ts";
import { type Manager, repack, toHtml } from "./candidate.ts";

/** Abide: the same page, served by the engine with a store of its own. The page says nothing of trackers or of Abide. */
export async function createOurs(): Promise<Manager> {
  const folder = await mkdtemp(join(tmpdir(), "abide-bench-"));
  const store = await openStore({ folder });
  const engine = createEngine({
    policies: [policy],
    store,
    key: "a key for the bench only",
    site: (request) => {
      const url = new URL(request.url);
      return url.pathname === "/page"
        ? new Response(toHtml(url), { headers: { "Content-Type": "text/html; charset=utf-8" } })
        : new Response("Not found.", { status: 404, headers: { "Content-Type": "text/plain" } });
    },
  });
  await engine.ready;
  return {
    name: "abide",
    version: "0.1.0",
    banner: "[data-abide=banner]",
    // The banner is in the HTML and works without it.
    afterBanner: /gate\.js$/,
    fetch: async (request) => repack(await engine.fetch(request)),
    async refuse(page) {
      await page.click("[data-abide=banner] [value=reject]");
      await page.waitForSelector("[data-abide=banner] [data-state=kept]");
    },
    async close() {
      await engine.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
