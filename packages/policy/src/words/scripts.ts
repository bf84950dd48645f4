/**
 * Which code of the site's own may run, beside files from the site and from declared hosts.
 *
 * - `inline: "any"`: all that stands in the page or is put into it, as in a browser without Abide.
 * - `inline: "page"`: script elements that stand in the page as the site sent it; what is put in later needs their nonce, and
 *   handlers in attributes do not run.
 * - `inline: "none"`: files alone.
 * - `eval`: whether text may become code (`eval`, `new Function`, WebAssembly).
 */
export interface Scripts {
  /** Default: "any". */
  readonly inline?: (typeof inlineScripts)[number];
  /** Default: false. */
  readonly eval?: boolean;
}

export const inlineScripts = ["any", "page", "none"] as const;

/** What `scripts` permits, with the defaults filled in. A version from before it could be declared has none. */
export function toScripts(scripts: Scripts | undefined): Required<Scripts> {
  return { inline: scripts?.inline ?? "any", eval: scripts?.eval ?? false };
}

/** Hosts that pages may lead to, of other sites. `*.` in front stands for any subdomain. */
export type Outbound = "any" | readonly string[];
