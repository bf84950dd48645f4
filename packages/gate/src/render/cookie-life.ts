import { toSeconds, type Stored } from "@abide/policy";

/** The longest that a cookie may live whose declaration says `life`, in seconds; 0 is the browser's session. */
export function toMost(life: Stored["life"]): number {
  return life === "session" ? 0 : (toSeconds(life) ?? Infinity);
}
