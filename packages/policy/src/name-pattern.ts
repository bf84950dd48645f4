/**
 * Whether `name` is what `pattern` declares, in which `*` is any run of characters, also none, and everything else is itself. In
 * time that grows with the name's length, whoever chose it. The gate has the same as regular expressions, which visitors load.
 *
 * @example matchesName("_ga_*", "_ga_HALDEN0000") // true
 */
export function matchesName(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === name;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop()!;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
