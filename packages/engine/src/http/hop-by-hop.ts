const always: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Tells headers of one connection from those of the message (RFC 9110, 7.6.1): those that are so always, and those that `Connection`
 * names. Handed on, one could say where the body of another connection's message ends.
 */
export function createHopByHop(connection: string | null | undefined): (name: string) => boolean {
  const named = new Set((connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  return (name) => always.has(name.toLowerCase()) || named.has(name.toLowerCase());
}
