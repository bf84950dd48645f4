import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { positions } from "./positions/all.ts";
import { posts } from "./posts/all.ts";
import { toAudienceScript } from "./audience.ts";
import { blog } from "./pages/blog.ts";
import { careers } from "./pages/careers.ts";
import { contact } from "./pages/contact.ts";
import { home } from "./pages/home.ts";
import { type Page, toResponse } from "./pages/layout.ts";
import { newsletter } from "./pages/newsletter.ts";
import { notFound } from "./pages/not-found.ts";
import { article, type ReadComments } from "./pages/post.ts";
import { position } from "./pages/position.ts";
import { product } from "./pages/product.ts";
import { terms } from "./pages/terms.ts";
import { trust } from "./pages/trust.ts";
import type { PageVisit } from "./pages/visit.ts";

export type Site = (request: Request, visit: PageVisit) => Promise<Response>;

const files: readonly (readonly [path: string, type: string])[] = [
  ["site.css", "text/css; charset=utf-8"],
  ["schibsted-grotesk.woff2", "font/woff2"],
  ["icon.svg", "image/svg+xml"],
];

export interface SiteOptions {
  readonly comments: ReadComments;
  readonly clock?: () => Date;
}

/** The website of Halden Software: pages, their files, and the answer to our audience measurement. */
export async function createSite({ comments, clock = () => new Date() }: SiteOptions): Promise<Site> {
  const assets = new Map<string, { readonly type: string; readonly body: Uint8Array<ArrayBuffer> }>();
  for (const [name, type] of files) {
    const body = new Uint8Array(await readFile(new URL(`assets/${name}`, import.meta.url)));
    assets.set(`/assets/${name}`, { type, body });
  }
  // Where browsers look for it on a page that names none, as Abide's own do not.
  assets.set("/favicon.ico", assets.get("/assets/icon.svg")!);
  const toNamed = (path: string) => {
    const { body } = assets.get(path)!;
    return `${path}?v=${createHash("sha256").update(body).digest("hex").slice(0, 12)}`;
  };
  const named = { css: toNamed("/assets/site.css") };

  return async (request, visit) => {
    const url = new URL(request.url);
    const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, "") : url.pathname;
    if (path === "/audience/hit") return new Response(null, { status: request.method === "POST" ? 204 : 405 });
    if (request.method !== "GET" && request.method !== "HEAD")
      return new Response("This address can only be read.\n", { status: 405, headers: { Allow: "GET, HEAD" } });

    const asset = assets.get(path);
    if (asset) {
      const cache = url.searchParams.has("v") ? "public, max-age=31536000, immutable" : "public, max-age=3600";
      return new Response(asset.body, { headers: { "Content-Type": asset.type, "Cache-Control": cache } });
    }
    if (path === "/audience.js")
      return new Response(toAudienceScript(visit.version.policy), {
        headers: { "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=3600" },
      });
    if (path === "/robots.txt")
      return new Response("User-agent: *\nDisallow: /console\nAllow: /\n", {
        headers: { "Content-Type": "text/plain; charset=utf-8" },
      });
    const day = clock().toISOString().slice(0, 10);
    return toResponse(await toPage(path, url, visit, comments, day), named);
  };
}

async function toPage(path: string, url: URL, visit: PageVisit, comments: ReadComments, day: string): Promise<Page> {
  switch (path) {
    case "/":
      return home();
    case "/product":
      return product();
    case "/blog":
      return blog();
    case "/careers":
      return careers(url.searchParams, day);
    case "/contact":
      return contact(visit, url.searchParams.get("topic"));
    case "/newsletter":
      return newsletter(visit);
    case "/trust":
      return trust();
    case "/terms":
      return terms();
    default: {
      const post = posts.find(({ slug }) => path === `/blog/${slug}`);
      if (post) return article(post, visit, comments);
      const opening = positions.find(({ slug }) => path === `/careers/${slug}`);
      return opening ? position(opening, visit, day) : notFound();
    }
  }
}
