import type { Compiled, HostKind } from "@abide/policy";

/** Relations of a link by which a browser contacts a host ahead of time. */
export const hints = new Set(["dns-prefetch", "preconnect", "prefetch", "preload", "modulepreload", "prerender"]);

/** The address `href` where it leads to a host over http; undefined where it leads nowhere, or elsewhere. */
export function toAddress(href: string | undefined, base: URL): URL | undefined {
  const url = href === undefined ? null : URL.parse(href, base.href);
  return url?.protocol === "https:" || url?.protocol === "http:" ? url : undefined;
}

/** The first of `trackers` that declares `host`: for this `kind` of request, or, default, for any. */
export function findTracker(
  policy: Compiled,
  trackers: readonly string[],
  host: string,
  kind?: HostKind,
): string | undefined {
  return trackers.find((key) => {
    const hosts = policy.trackers[key]?.hosts ?? {};
    const declared: readonly string[] = kind === undefined ? Object.values(hosts).flat() : (hosts[kind] ?? []);
    return declared.some((one) => (one.startsWith("*.") ? host.endsWith(one.slice(1)) : host === one));
  });
}
