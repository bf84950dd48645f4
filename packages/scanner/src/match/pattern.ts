/** Whether `host` is what `pattern` declares; `*.` in front stands for any subdomain, and not for the domain itself. */
export function fitsHost(pattern: string, host: string): boolean {
  const declared = pattern
    .toLowerCase()
    .replace(/^\w+:\/\//, "")
    .split(/[/:]/)[0]!;
  return declared.startsWith("*.") ? host.endsWith(declared.slice(1)) : host === declared;
}

/** Whether a cookie of `host` is one of `domain`, with or without a dot in front. */
export function fitsDomain(domain: string, host: string): boolean {
  const declared = domain.toLowerCase().replace(/^\./, "");
  return host === declared || host.endsWith(`.${declared}`);
}
