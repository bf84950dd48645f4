import { brotliCompressSync, constants } from "node:zlib";
import type { Page } from "playwright-core";
import type { Candidate } from "../../packages/gate/src/vectors/test-observe.ts";
import { toPage } from "../../packages/gate/src/vectors/test-page.ts";
import { vectors } from "../../packages/gate/src/vectors/test-vectors.ts";

/** A consent manager as a site installs it, with where its banner and buttons are. */
export interface Manager extends Candidate<Page> {
  readonly version: string;
  /** The box of its banner, as a selector; none where there is no banner. */
  readonly banner?: string;
  /** Paths of scripts that it loads and that the banner does not wait for. */
  readonly afterBanner?: RegExp;
  readonly close?: () => Promise<void>;
}

export interface Peer {
  readonly name: string;
  readonly version: string;
  /** What its documentation puts into the page's head. */
  readonly head: string;
  readonly files: { readonly [path: string]: string };
  readonly banner: string;
  readonly reject: string;
}

const prose = `<p>${"A guide is written once, by somebody who knows the work, and shows up where it helps. ".repeat(8)}</p>`;

/** The page of a shop with what the address asks for: some of the vectors, or plain text. */
export function toHtml(url: URL, head = ""): string {
  const ids = url.searchParams.getAll("id");
  return toPage(
    vectors.filter(({ id }) => ids.includes(id)),
    `<meta name="viewport" content="width=device-width">${head}`,
    ids.length > 0 ? "" : `<main>${prose.repeat(12)}</main>`,
  );
}

/** A peer, on a site that sends its files as a good host does: compressed, and cached for a year. */
export function fromPeer({ name, version, head, files, banner, reject }: Peer): Manager {
  const packed = new Map<string, Buffer>();
  return {
    name,
    version,
    banner,
    fetch(request) {
      const url = new URL(request.url);
      if (url.pathname === "/page") return pack(toHtml(url, head), "text/html");
      const file = files[url.pathname];
      if (file === undefined) return new Response("Not found.", { status: 404 });
      const body = packed.get(url.pathname) ?? compress(file);
      packed.set(url.pathname, body);
      return new Response(new Uint8Array(body), {
        headers: {
          "Content-Type": url.pathname.endsWith(".css") ? "text/css" : "text/javascript",
          "Content-Encoding": "br",
          "Cache-Control": "public, max-age=31536000, immutable",
        },
      });
    },
    refuse: (page) => press(page, reject),
  };
}

export async function press(page: Page, button: string): Promise<void> {
  await page.waitForSelector(button, { state: "visible", timeout: 20_000 });
  await page.click(button);
  await page.waitForTimeout(1_000);
}

export function compress(text: string, quality = 11): Buffer {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}

function pack(html: string, type: string): Response {
  return new Response(new Uint8Array(compress(html, 5)), {
    headers: { "Content-Type": `${type}; charset=utf-8`, "Content-Encoding": "br" },
  });
}

/** `response`, compressed as the peers' are. */
export async function repack(response: Response): Promise<Response> {
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("text/") || response.body === null) return response;
  const body = compress(await response.text(), type.startsWith("text/html") ? 5 : 11);
  const headers = new Headers(response.headers);
  headers.set("content-encoding", "br");
  headers.delete("content-length");
  return new Response(new Uint8Array(body), { status: response.status, headers });
}
