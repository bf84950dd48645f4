import { toPermitted } from "@abide/policy";
import type { Version } from "@abide/policy";
import { built } from "../built.ts";
import {
  renderBanner,
  renderFileHeaders,
  renderGuard,
  renderHeaders,
  renderIsland,
  type Visit,
} from "../render/index.ts";
import type { Candidate, Tab } from "./test-observe.ts";
import { toPage } from "./test-page.ts";
import { type Vector, vectors } from "./test-vectors.ts";

export interface SiteOptions {
  readonly all?: readonly Vector[];
  /** The vectors' scripts stand in the page, not in files of the site. */
  readonly inline?: boolean;
}

/**
 * A site under Abide's protection, as small as one can be: the pages go out with the headers, the guard and the banner that the
 * engine would send. The cookie `allowed` holds the choice in plain text.
 */
export function createSite(version: Version, { all = vectors, inline = false }: SiteOptions = {}): Candidate {
  return {
    name: "abide",
    async fetch(request) {
      const url = new URL(request.url);
      if (url.pathname === "/abide/choice") {
        const form = new URLSearchParams(await request.text());
        const allowed =
          form.get("do") === "accept"
            ? Object.keys(version.policy.trackers).join(".")
            : form.getAll("tracker").join(".");
        return new Response(JSON.stringify({ kept: true, reload: allowed !== "", receipt: "/abide/receipt/1" }), {
          headers: {
            "Content-Type": "application/json",
            "Set-Cookie": `allowed=${allowed}; Path=/; HttpOnly; Secure; SameSite=Lax`,
          },
        });
      }
      if (url.pathname === "/abide/report") return new Response(null, { status: 204 });
      const file = (body: string, type: string): Response =>
        new Response(body, { headers: { ...renderFileHeaders(), "Content-Type": type } });
      if (url.pathname === "/abide/gate.js") return file((await built()).gate, "text/javascript");
      if (url.pathname === "/abide/gate.css") return file((await built()).css, "text/css");
      if (url.pathname !== "/page") return new Response("Not found.", { status: 404, headers: renderFileHeaders() });

      const cookie = /(?:^|; )allowed=([^;]*)/.exec(request.headers.get("cookie") ?? "")?.[1];
      const choice =
        cookie === undefined
          ? undefined
          : { allowed: cookie.split("."), version: version.hash, at: "2026-11-20T09:00:00.000Z", signals: [] };
      const visit: Visit = {
        version,
        language: "en",
        choice,
        signals: [],
        permitted: toPermitted(version.policy, { choice, signals: [] }),
        ask: choice === undefined,
        token: () => "token",
        back: url.pathname + url.search,
      };
      const guard = await renderGuard(visit);
      const banner = renderBanner(visit);
      const loads = visit.permitted.some((key) => version.policy.trackers[key]!.load.length > 0);
      const ids = url.searchParams.getAll("id");
      const gate =
        banner === "" && !loads
          ? ""
          : `<link rel="stylesheet" href="/abide/gate.css">${renderIsland(visit)}<script type="module" src="/abide/gate.js"></script>`;
      const html = toPage(
        all.filter(({ id }) => ids.includes(id)),
        guard.html + gate,
        banner,
        inline,
      );
      return new Response(html, {
        headers: {
          "Content-Type": "text/html",
          ...renderHeaders(visit, { guardHash: guard.hash, ownPage: false }),
        },
      });
    },
    refuse: (tab) => choose(tab, "do=reject"),
    accept: (tab) => choose(tab, "do=accept"),
  };
}

async function choose(tab: Tab, body: string): Promise<void> {
  await tab.evaluate(`fetch("/abide/choice", { method: "POST", body: "${body}" }).then(() => undefined)`);
}
