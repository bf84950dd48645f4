import { isChoiceCookie } from "@abide/policy";
import { aboutBytes } from "../http/about-bytes.ts";
import { toExpirations } from "./cookies.ts";
import { findTracker, hints, toAddress } from "./hosts.ts";
import type { Violation } from "./violations.ts";
import type { Visitor } from "./visit.ts";

/** Headers by which a browser keeps an order of the site's beyond the page, or contacts hosts with no page around it. */
const beyond = ["nel", "report-to", "speculation-rules"];

/**
 * Takes out of the site's own headers what would have the browser contact a host on its own, past the page's rules: reports,
 * hints, and links fetched ahead of time. What it clears may not include the visitor's choice.
 */
export function filterHeaders(
  headers: Headers,
  request: Request,
  visitor: Visitor,
  note: (violation: Violation) => void,
): void {
  const { visit } = visitor;
  const page = new URL(request.url);
  const isOwn = (address: string) => URL.canParse(address, page.href) && new URL(address, page).origin === page.origin;
  const gone = (header: string) => note({ kind: "header", key: [header], detail: { header, page: page.pathname } });
  const filter = (name: string, change: (value: string) => string) => {
    const value = headers.get(name);
    if (value === null) return;
    const changed = change(value);
    if (changed === value) return;
    gone(name);
    if (changed === "") headers.delete(name);
    else headers.set(name, changed);
  };
  for (const name of beyond) filter(name, () => "");
  const items = (value: string) => value.match(/(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<]|["<])+/g) ?? [];
  const list = (value: string, stays: (item: string) => boolean) => {
    const all = items(value);
    const kept = all.filter(stays);
    return kept.length === all.length ? value : kept.map((item) => item.trim()).join(", ");
  };
  filter("reporting-endpoints", (value) => list(value, (item) => isOwn(/"([^"]*)"/.exec(item)?.[1] ?? "//")));
  filter("link", (value) =>
    list(value, (item) => {
      const address = /<([^>]*)>/.exec(item)?.[1]?.trim() ?? "";
      const rel = /;\s*rel\s*=\s*("[^"]*"|[^\s;]+)/i.exec(item)?.[1] ?? "";
      const words = rel.replaceAll('"', "").toLowerCase().split(/\s+/);
      if (!words.some((word) => hints.has(word)) || isOwn(address)) return true;
      const url = toAddress(address, page);
      return url !== undefined && findTracker(visit.version.policy, visit.permitted, url.hostname) !== undefined;
    }),
  );
  for (const name of ["content-security-policy", "content-security-policy-report-only"]) {
    filter(name, (value) =>
      value.replace(/(^|[;,])(\s*report-uri\s)([^;,]*)/gi, (whole, start: string, _, addresses: string) =>
        addresses.trim().split(/\s+/).every(isOwn) ? whole : start,
      ),
    );
  }
  filterCleared(headers, page, visitor);
}

/** Takes cookies out of what the site has the browser clear, and expires each by itself, but for the choice. */
function filterCleared(headers: Headers, page: URL, visitor: Visitor): void {
  const cleared = headers.get("clear-site-data");
  if (cleared === null || !/"(?:cookies|\*)"/.test(cleared)) return;
  const kinds = new Set(cleared.match(/"[^"]*"/g));
  if (kinds.delete('"*"')) for (const kind of ["cache", "storage"]) kinds.add(`"${kind}"`);
  kinds.delete('"cookies"');
  if (kinds.size > 0) headers.set("clear-site-data", [...kinds].join(", "));
  else headers.delete("clear-site-data");
  // Each by itself, but for the choice.
  const names = new Set(visitor.cookies.map(([name]) => name).filter((name) => !isChoiceCookie(name)));
  const lines = [...names].flatMap((name) => toExpirations(name, page, [page.pathname]));
  for (const line of lines.slice(0, 150)) headers.append("set-cookie", line);
}

/** Ours beside the site's own: where both have a policy, a browser obeys both, so nothing that the site closed is opened. */
export function addHeaders(headers: Headers, ours: { readonly [name: string]: string }): void {
  const kept = ["content-security-policy", "permissions-policy", "reporting-endpoints"];
  for (const [name, value] of Object.entries(ours)) {
    if (kept.includes(name.toLowerCase())) headers.append(name, value);
    else if (!(name === "Referrer-Policy" && isSilent(headers.get(name)))) headers.set(name, value);
  }
}

/** A site that says less of where its visitors come from goes on doing so. */
function isSilent(policy: string | null): boolean {
  return policy !== null && /(?:^|,)\s*(?:no-referrer|same-origin|strict-origin)\s*$/i.test(policy);
}

/** The page depends on the choice, so nobody else's cache may hold it and this visitor's asks each time. */
export function keepPrivate(headers: Headers): void {
  const stricter = /no-store/i.test(headers.get("cache-control") ?? "");
  headers.set("cache-control", stricter ? "private, no-store" : "private, no-cache");
  headers.delete("expires");
  addVary(headers, ["Cookie", "Sec-GPC", "DNT", "Accept-Language"]);
}

/** Says that the answer is another one where these headers of the request are others. */
export function addVary(headers: Headers, names: readonly string[]): void {
  for (const name of names) {
    const vary = headers.get("vary") ?? "";
    if (
      vary.trim() !== "*" &&
      !vary
        .toLowerCase()
        .split(/\s*,\s*/)
        .includes(name.toLowerCase())
    )
      headers.append("vary", name);
  }
}

/** Takes away what is said of a body as the site wrote it: another one leaves in its place. */
export function dropOriginal(headers: Headers): void {
  for (const name of ["content-encoding", "etag", "last-modified", ...aboutBytes]) headers.delete(name);
}
