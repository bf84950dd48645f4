import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A signal that the law of several states makes binding is ignored. */
export const gpcIgnored: Rule = {
  code: "gpc-ignored",
  level: "warning",
  source: "CCPA 1798.135(e); 11 CCR 7025",
  *find({ policy }) {
    if (policy.signals?.gpc !== "ignore") return;
    if (entries(policy.trackers).every(([, { necessary }]) => necessary !== undefined)) return;
    yield {
      path: ["signals", "gpc"],
      expected: '"refuse"',
      received: '"ignore"',
      message:
        "Global Privacy Control is ignored. California and other states make it binding: treat it as a refusal, or be sure that nobody there is addressed.",
    };
  },
};
