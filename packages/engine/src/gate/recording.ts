import type { Visitor } from "./visit.ts";
import { recordPending, type ChooseOptions } from "./choose.ts";
import { toCookie, toSetCookie } from "./cookie.ts";

/** Records refusals that were made while the store was down. */
export interface Recording {
  /** The visitor from then on and the `Set-Cookie` line for it; undefined where nothing waits, or the store still cannot. */
  readonly record: (
    visitor: Visitor,
    own: string,
  ) => Promise<{ readonly visitor: Visitor; readonly cookie: string } | undefined>;
}

/** While the store is down, one request in two seconds tries it; the others must not wait for it. */
const pause = 2_000;

export function createRecording(options: ChooseOptions): Recording {
  let failed = -Infinity;
  return {
    record: async (visitor, own) => {
      const { kept } = visitor;
      if (!kept?.pending || options.clock().getTime() - failed < pause) return undefined;
      try {
        const recorded = await recordPending(kept, own, options);
        const cookie = toSetCookie(await toCookie(recorded, options.cookieSigner), own, visitor.visit);
        return { visitor: { ...visitor, kept: recorded }, cookie };
      } catch {
        failed = options.clock().getTime();
        return undefined;
      }
    },
  };
}
