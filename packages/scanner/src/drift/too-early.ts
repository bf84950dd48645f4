import type { Rule } from "./rule.ts";
import { findForbidden } from "./forbidden.ts";

/** Optional trackers that ran before there was a choice. */
export const findTooEarly: Rule = (matched) =>
  findForbidden(
    matched,
    "no-choice",
    "too-early",
    "Take it out of the page and let the gate load it once it is allowed.",
  );
