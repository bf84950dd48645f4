import type { Compiled } from "@abide/policy";

/** Relations of a link by which a browser contacts a host ahead of time. */
export const hints = new Set(["dns-prefetch", "preconnect", "prefetch", "preload", "modulepreload", "prerender"]);

/** The address `href` where it leads to a host over http; undefined where it leads nowhere, or elsewhere. */
export function toAddress(href: string | undefined, base: URL): URL | undefined {
  const url = href === undefined ? null : URL.parse(href, base.href);
  return url?.protocol === "https:" || url?.protocol === "http:" ? url : undefined;
}

/** The first of `trackers` that declares `host`. */
export function findTracker(policy: Compiled, trackers: readonly string[], host: string): string | undefined {
  return trackers.find((key) =>
    Object.values(policy.trackers[key]?.hosts ?? {})
      .flat()
      .some((declared: string) => (declared.startsWith("*.") ? host.endsWith(declared.slice(1)) : host === declared)),
  );
}
