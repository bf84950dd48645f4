/**
 * The loopback name that plays `host` in local work and tests: `px.ads-x.com` is played by `px-ads--x-com.localhost`. Browsers
 * resolve names below `.localhost` to this machine and nowhere else, so nothing real can hide behind one. A declared
 * `*.company.com` is played by the one subdomain `any.company.com`.
 */
export function toStandIn(host: string): string {
  return `${host.replace(/^\*\./, "any.").replaceAll("-", "--").replaceAll(".", "-")}.localhost`;
}

/** The host that a stand-in's name plays, or `host` itself where it is no stand-in. */
export function fromStandIn(host: string): string {
  const label = /^([^.]+)\.localhost$/.exec(host)?.[1];
  return label === undefined ? host : label.replace(/--|-/g, (mark) => (mark === "-" ? "." : "-"));
}
