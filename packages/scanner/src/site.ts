import { fromStandIn } from "@abide/policy";
import { getDomain } from "tldts";

/**
 * The registrable domain of `host` by the Public Suffix List, its private part included: two customers of one hosting domain are
 * two sites. Addresses, single labels and names below `.localhost` stand for themselves.
 */
export function toSite(host: string): string {
  const name = fromStandIn(host.toLowerCase().replace(/^\.|\.$/g, ""));
  if (name.endsWith(".localhost")) return name;
  return getDomain(name, { allowPrivateDomains: true }) ?? name;
}

/** Whose something on `host` is for a visitor of `site`'s pages: `www.` and other subdomains of one site are one party. */
export function toParty(host: string, siteHost: string): "first" | "third" {
  return toSite(host) === toSite(siteHost) ? "first" : "third";
}

/** The host that `url` names, as the declaration knows it: a stand-in's name is turned back. Undefined where there is none. */
export function toHost(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  return /^(?:https?|wss?):$/.test(protocol) ? fromStandIn(hostname) : undefined;
}
