import type { Rule } from "./rule.ts";
import { findForbidden } from "./forbidden.ts";

/** Optional trackers that ran although everything was refused. */
export const findRefusedButRuns: Rule = (matched) =>
  findForbidden(matched, "refused", "refused-but-runs", "Find what loads it beside the gate, and take that out.");
