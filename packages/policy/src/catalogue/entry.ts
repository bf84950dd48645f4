import { toSeconds } from "../words/storage.ts";
import type { Duration } from "../words/storage.ts";
import type { Text } from "../words/text.ts";
import type { Tracker } from "../words/tracker.ts";

/** What a site says about a known tracker: the purpose it serves here, and who runs it. */
export interface Entry<Purposes extends string> {
  readonly purpose: Purposes;
  /** Key of the recipient that runs it. */
  readonly recipient: string;
  /**
   * The longest that anything of it may live, where the site allows it less than the catalogue does. It holds for the site's own cookies.
   * What a vendor keeps for its own domain lives as long as the vendor says.
   */
  readonly duration?: Duration;
  /** What it does on this site, where that is more than the catalogue's sentence. */
  readonly says?: Text;
}

/**
 * The same for what a site may need to work at all: paying, telling people from bots, the fonts and libraries of its pages. Whether it
 * is strictly necessary is for the site to say, and to answer for; without a reason it waits for the visitor's choice.
 */
export interface ServiceEntry<Purposes extends string> extends Entry<Purposes> {
  readonly necessary?: Text;
}

/** The member `necessary` where the site gives a reason. */
export function toNecessary({ necessary }: { readonly necessary?: Text }): { readonly necessary?: Text } {
  return necessary === undefined ? {} : { necessary };
}

/** The tracker, with its cookies and its duration held to what the site allows: one that is shortened here alone would outlive the other. */
export function toHeld<Purposes extends string>(
  { duration }: Pick<Entry<Purposes>, "duration">,
  tracker: Tracker<Purposes>,
): Tracker<Purposes> {
  if (duration === undefined) return tracker;
  const most = toSeconds(duration)!;
  let longest = duration;
  const stores = tracker.stores.map((stored) => {
    const { life, party } = stored;
    if (life === "session" || life === "until-deleted" || toSeconds(life)! <= most) return stored;
    if (party === "first") return { ...stored, life: duration };
    if (toSeconds(life)! > toSeconds(longest)!) longest = life;
    return stored;
  });
  return { ...tracker, duration: longest, stores };
}
