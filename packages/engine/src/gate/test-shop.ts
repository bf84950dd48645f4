import type { Candidate, Tab } from "../../../gate/src/vectors/test-observe.ts";
import { playFiles, toPage } from "../../../gate/src/vectors/test-page.ts";
import { site } from "../../../gate/src/vectors/test-server.ts";
import type { Vector } from "../../../gate/src/vectors/test-vectors.ts";
import { testEngine } from "../test-engine.ts";
import { website, withLater } from "../test-policy.ts";

export interface ShopOptions {
  readonly all: readonly Vector[];
  /** The vectors' scripts stand in the page, not in files of the site. */
  readonly inline: boolean;
  /** Where the policy lets a page lead; a list turns on the browser's allowlist. */
  readonly outbound: "any" | readonly string[];
}

/** The careless shop whose pages are the vectors, behind the whole engine: what it answers leaves as any site's answers do. */
export async function createShop({ all, inline, outbound }: ShopOptions): Promise<Candidate> {
  const it = await testEngine({
    policy: withLater(website, { outbound }),
    clock: () => new Date(),
    origin: site,
    site: (request) => {
      const url = new URL(request.url);
      if (url.pathname !== "/page") return playFiles(url, all) ?? new Response("Not found.", { status: 404 });
      const ids = url.searchParams.getAll("id");
      const some = all.filter(({ id }) => ids.includes(id));
      return new Response(toPage(some, "", "", inline), { headers: { "Content-Type": "text/html; charset=utf-8" } });
    },
  });
  return {
    name: "the whole engine",
    fetch: (request) => it.engine.fetch(request, { ip: "192.0.2.1" }),
    playsFiles: true,
    accept: (tab) => choose(tab, "accept"),
    refuse: (tab) => choose(tab, "reject"),
  };
}

/** Sends the form of the visitor's centre as the button with this value does. Throws what the engine answered, unless it was kept. */
async function choose(tab: Tab, value: "accept" | "reject"): Promise<void> {
  await tab.goto(`${site}/privacy/choices`);
  const answer = await tab.evaluate(`(async () => {
    const button = document.querySelector("button[name=do][value=${value}]");
    const response = await fetch(button.form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(button.form, button)),
    });
    return (response.ok ? "" : response.status + " ") + (await response.text());
  })()`);
  if ((JSON.parse(String(answer)) as { kept?: boolean }).kept !== true) throw new Error(String(answer));
}
