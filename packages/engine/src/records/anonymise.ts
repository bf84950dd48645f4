import type { CompiledActivity, ShapeKind } from "@abide/policy";

/**
 * What remains of `values` when their time is over and the declaration says "anonymise": of each kind of value what tells nobody
 * apart, and of free text nothing. It is a reduction, and no proof: whether a rare combination of what remains still points to
 * somebody depends on how many others share it, which is for whoever declares the fields to judge.
 */
export function toAnonymous(
  { fields }: CompiledActivity,
  values: { readonly [field: string]: unknown },
): { [field: string]: string } {
  const kept = Object.entries(values).flatMap(([name, value]): [string, string][] => {
    const field = Object.hasOwn(fields, name) ? fields[name]! : undefined;
    // A special category is never kept: what it says is too much even of nobody.
    if (!field || field.special !== undefined || typeof value !== "string") return [];
    const less = reduce(field.kind, value);
    return less === undefined ? [] : [[name, less]];
  });
  return Object.fromEntries(kept);
}

function reduce(kind: ShapeKind, value: string): string | undefined {
  switch (kind) {
    case "ip":
      return toNetwork(value);
    case "url":
      return URL.canParse(value) ? new URL(value).origin : undefined;
    case "date":
      return value.slice(0, 4);
    case "choice":
    case "country":
    case "number":
      return value;
    case "address":
    case "email":
    case "file":
    case "phone":
    case "text":
      return undefined;
  }
  return undefined;
}

/** The network that an address is in: the first 24 bits of an IPv4 address, the first 48 of an IPv6 address. */
function toNetwork(address: string): string | undefined {
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(address);
  if (v4) return `${v4[1]}.0/24`;
  if (!URL.canParse(`http://[${address}]/`)) return undefined;
  // In the form of the URL standard: lower case, the longest run of zeros as "::".
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  const all = [...groups, ...Array.from({ length: missing }, () => "0"), ...(tail ? tail.split(":") : [])];
  return `${all.slice(0, 3).join(":")}::/48`;
}
