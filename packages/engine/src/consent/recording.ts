import { recordPending, type ChooseOptions } from "./choose.ts";
import { toCookie, toSetCookie, type Kept } from "./cookie.ts";

/** Records refusals that were made while the store was down. */
export interface Recording {
  /** The `Set-Cookie` line that says that it is recorded, or undefined where the store still cannot. */
  readonly record: (kept: Kept, own: string) => Promise<string | undefined>;
}

/** While the store is down, one request in two seconds tries it; the others must not wait for it. */
const pause = 2_000;

export function createRecording(options: ChooseOptions): Recording {
  let failed = -Infinity;
  return {
    record: async (kept, own) => {
      if (!kept.pending || options.clock().getTime() - failed < pause) return undefined;
      try {
        const recorded = await recordPending(kept, own, options);
        return toSetCookie(await toCookie(recorded, options.cookieSigner), own.startsWith("https:"));
      } catch {
        failed = options.clock().getTime();
        return undefined;
      }
    },
  };
}
