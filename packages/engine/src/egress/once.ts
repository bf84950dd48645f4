import type { Guarding, Refusal } from "./guard.ts";

/**
 * What a guard tells of its refusals: each to `tell`, and the first of its kind to whoever runs the process. Somebody who tries on
 * a timer would fill the disk.
 */
export function toldOnce(tell: (refusal: Refusal) => void): Guarding["refused"] {
  const said = new Set<string>();
  return (refusal, { message, next = "" }) => {
    tell(refusal);
    const key = `${refusal.way} ${refusal.what}`;
    if (said.has(key) || said.size > 200) return;
    said.add(key);
    process.stderr.write(`${message}${refusal.by ? ` (${refusal.by})` : ""} ${next}\n`);
  };
}
