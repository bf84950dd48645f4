import { fromStandIn } from "@abide/policy";

/**
 * The registrable domain of `host`, approximately: its last two labels, or three where the last two look like a public suffix
 * ("co.uk", "com.au"). Addresses, single labels and names below `.localhost` stand for themselves. No copy of the Public Suffix
 * List is kept, so two customers of a hosting domain (`a.pages.example`, `b.pages.example`) count as one site.
 */
export function toSite(host: string): string {
  const name = fromStandIn(host.toLowerCase().replace(/^\.|\.$/g, ""));
  if (/^[\d.]+$|:|^\[/.test(name) || name.endsWith(".localhost")) return name;
  const labels = name.split(".");
  if (labels.length <= 2) return name;
  const [second, top] = labels.slice(-2) as [string, string];
  const suffix = top.length === 2 && /^(?:co|com|org|net|gov|gob|gouv|edu|ac|or|ne|go|gr|ltd|plc|me|nom)$/.test(second);
  return labels.slice(suffix ? -3 : -2).join(".");
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
