import ipaddr from "ipaddr.js";

/** Azure's services for its machines answer at a public address, and only from inside. */
const inside: ReadonlySet<string> = new Set(["168.63.129.16"]);

/**
 * Whether `address` leads anywhere but to the public internet: to this machine, into a private network, to the metadata service of a
 * cloud. Every form that an operating system takes for an address is seen through (`0177.0.0.1`, `2130706433`, `::ffff:10.0.0.1`).
 * What cannot be read as an address is private: unknown denies.
 *
 * It is an address that has to be asked about, and at the moment of connecting: a name may lead elsewhere at the next look-up.
 */
export function isPrivateAddress(address: string): boolean {
  const parsed = parse(address);
  if (!parsed) return true;
  if (parsed instanceof ipaddr.IPv6) {
    // IPv4 by way of a NAT64 gateway (RFC 6052): how a host that has no IPv6 is reached from a network that has nothing else.
    if (parsed.range() === "rfc6052") return isPrivateAddress(parsed.toByteArray().slice(12).join("."));
    // Global unicast is what IANA gives out of 2000::/3. A list of exceptions would have to be kept up to date.
    return parsed.range() !== "unicast" || parsed.parts[0]! >> 13 !== 1;
  }
  return parsed.range() !== "unicast" || inside.has(parsed.toString());
}

/** Whether `address` leads to this machine itself. */
export function isLoopback(address: string): boolean {
  const range = parse(address)?.range();
  // The unspecified address listens everywhere, and connects to the machine itself.
  return range === "loopback" || range === "unspecified";
}

/** `address` in the one form that it is compared by: IPv4 in IPv6 as IPv4. Undefined where it is none. */
export function toPlain(address: string): string | undefined {
  return parse(address)?.toString();
}

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
}
