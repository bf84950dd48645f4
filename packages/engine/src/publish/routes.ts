import type { Published } from "../policies/versions.ts";
import { Hono } from "hono";
import type { Visit } from "@abide/gate/render";
import type { Version } from "@abide/policy";
import type { NoticeSection } from "./section.ts";
import { readConsoleCss, readFont, readPageCss, type Asset } from "../page/assets.ts";
import { toFormats } from "./formats.ts";
import { toPages } from "./pages.ts";

export interface PublishDeps {
  /** The version in force of each policy of the deployment. */
  readonly current: readonly Version[];
  /** Every published version of the policy with this id, newest first. May fail: then only the version in force is shown. */
  readonly published: (policy: string) => Promise<readonly Published[]>;
  readonly visit: (request: Request) => Visit | Promise<Visit>;
  /** Reports of features, below the site's own policy. */
  readonly sections?: readonly NoticeSection[];
}

/**
 * The routes of what is published, for each policy below its own path:
 *
 * | | |
 * |---|---|
 * | `/privacy` | the page (`?lang`, else `Accept-Language`) |
 * | `/privacy/policy.json` | the canonical JSON; its SHA-256 is the version |
 * | `/privacy/policy.jsonld`, `/privacy/tilt.json` | the same in DPV and in TILT |
 * | `/privacy/article-30`, `.json`, `.csv` | the record of processing activities |
 * | `/privacy/<section>`, `.json` | a report of a feature, such as the requests of authorities |
 * | `/privacy/versions` | every version; `?from=…&to=…` is a difference, for a form without script |
 * | `/privacy/versions/<hash>`, `.json` | one version as it was |
 * | `/privacy/versions/<a>/<b>` | the difference between two |
 *
 * and of what the pages need: `/abide/page.css`, `/abide/console.css`, `/abide/fonts/<file>`. Answers in HTML have no guard and no banner yet.
 */
export function publishRoutes(deps: PublishDeps): Hono {
  const app = new Hono();
  for (const version of deps.current) {
    const { path } = version.policy;
    const sections = version === deps.current[0] ? (deps.sections ?? []) : [];
    const pages = toPages(version, { ...deps, sections });
    const formats = toFormats(version);
    app.get(path, ({ req }) => pages.notice(req.raw));
    app.get(`${path}/policy.json`, ({ req }) => formats.json(req.raw));
    app.get(`${path}/policy.jsonld`, ({ req }) => formats.dpv(req.raw));
    app.get(`${path}/tilt.json`, ({ req }) => formats.tilt(req.raw));
    app.get(`${path}/article-30`, ({ req }) => pages.article30(req.raw));
    app.get(`${path}/article-30.json`, ({ req }) => formats.article30(req.raw));
    app.get(`${path}/article-30.csv`, ({ req }) => formats.article30Csv(req.raw));
    for (const section of sections) {
      app.get(`${path}/${section.name}`, ({ req }) => pages.section(section, req.raw));
      app.get(`${path}/${section.name}.json`, () => pages.sectionJson(section));
    }
    app.get(`${path}/versions`, ({ req }) => pages.versions(req.raw));
    app.get(`${path}/versions/:hash`, ({ req }) => pages.version(req.raw, req.param("hash")));
    app.get(`${path}/versions/:before/:after`, ({ req }) =>
      pages.difference(req.raw, req.param("before"), req.param("after")),
    );
  }
  app.get("/abide/page.css", async ({ req }) => toAnswer(req.raw, await readPageCss()));
  app.get("/abide/console.css", async ({ req }) => toAnswer(req.raw, await readConsoleCss()));
  app.get("/abide/fonts/:file", async ({ req, notFound }) => {
    const font = await readFont(req.param("file"));
    return font ? toAnswer(req.raw, font) : notFound();
  });
  return app;
}

function toAnswer(request: Request, { bytes, type, etag }: Asset): Response {
  const headers = {
    "content-type": type,
    etag,
    "cache-control": type === "font/woff2" ? "public, max-age=2592000" : "public, max-age=300",
    "x-content-type-options": "nosniff",
  };
  return request.headers.get("if-none-match") === etag
    ? new Response(null, { status: 304, headers })
    : new Response(bytes, { headers });
}
