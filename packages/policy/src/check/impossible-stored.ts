import type { DraftStored } from "./draft.ts";
import { toShown } from "./read.ts";
import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

function* toContradictions(item: DraftStored): Iterable<[name: keyof DraftStored, message: string]> {
  if (item.kind === undefined) return;
  if (item.kind === "cookie") {
    if (item.life === "until-deleted")
      yield ["life", 'a cookie ends with the session or after a time. Say "session" or give a duration.'];
    return;
  }
  if (item.kind === "session" && item.life !== undefined && item.life !== "session") {
    yield ["life", 'session storage ends with the session. Say "session".'];
  }
  if (item.httpOnly === true)
    yield ["httpOnly", "only a cookie can be out of a script's reach. Remove it, or make it a cookie."];
  if (item.path !== undefined) yield ["path", "only a cookie has a path. Remove it, or make it a cookie."];
}

/** Something that no browser could store as it is declared. */
export const impossibleStored: Rule = {
  code: "impossible-stored",
  level: "error",
  source: "RFC 6265bis; HTML: Web storage",
  *find({ policy }) {
    for (const [tracker, { stores }] of entries(policy.trackers)) {
      for (const [i, item] of entries(stores)) {
        for (const [name, message] of toContradictions(item)) {
          yield {
            path: ["trackers", tracker, "stores", i, name],
            received: toShown(item[name]),
            message: `"${item.name ?? i}" of the tracker "${tracker}": ${message}`,
          };
        }
      }
    }
  },
};
