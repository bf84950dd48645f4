import type { Page } from "playwright-core";
import { within } from "./settle.ts";

const files =
  /\.(?:pdf|zip|gz|tar|dmg|exe|msi|deb|docx?|xlsx?|pptx?|odt|ods|csv|ics|mp[34]|webm|mov|png|jpe?g|gif|svg|webp|avif|xml|rss|atom|json|jsonld|txt|tlog-proof)$/i;
const leaving = /(?:log|sign)[-_]?(?:out|off)|abmelden|ausloggen|unsubscribe|delete|remove/i;

/**
 * The pages that the open one links to, on the same origin: no files, no logouts, nothing that only a form reaches, and no
 * address of Abide's own interface. Of pages that differ only in numbers or in the query, two stand for all.
 */
export async function readLinks(page: Page): Promise<string[]> {
  const read = page.evaluate(`[...document.querySelectorAll("a[href]:not([download])")].map((link) => link.href)`);
  return ((await within(read, 5_000)) ?? []) as string[];
}

/** Of `hrefs`, those to visit, each once. */
export function toPages(hrefs: readonly string[], origin: string, known: readonly string[]): string[] {
  const pages: string[] = [];
  for (const href of hrefs) {
    if (!URL.canParse(href)) continue;
    const url = new URL(href);
    url.hash = "";
    if (url.origin !== origin || files.test(url.pathname) || leaving.test(url.pathname)) continue;
    if (url.pathname.startsWith("/abide/") || url.pathname.startsWith("/.well-known/")) continue;
    const all = [...known, ...pages];
    if (all.includes(url.href)) continue;
    const shape = toShape(url);
    if (all.filter((other) => toShape(new URL(other)) === shape).length >= 2) continue;
    pages.push(url.href);
  }
  return pages;
}

/** What pages of one listing have in common: `/blog/2026/17?page=3` is like `/blog/2025/4?page=1`. */
function toShape({ pathname, searchParams }: URL): string {
  const path = pathname.replace(/[0-9a-f]{12,}|\d+/gi, "#").replace(/\/$/, "");
  return `${path}?${[...searchParams.keys()].sort().join("&")}`;
}
