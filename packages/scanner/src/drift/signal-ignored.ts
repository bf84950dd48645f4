import type { Drift, Rule } from "./rule.ts";
import { findForbidden } from "./forbidden.ts";

/** Optional trackers that ran while the browser sent Global Privacy Control, and a published answer to it that the policy denies. */
export const findIgnoredSignal: Rule = (matched) => {
  const { policy, gpc } = matched;
  if (policy.signals.gpc === "ignore") return [];
  const running = findForbidden(
    matched,
    "signal",
    "signal-ignored",
    "Take the signal (the header Sec-GPC) for a refusal, also of what was accepted before it was on.",
  );
  const published: Drift[] =
    gpc === false
      ? [
          {
            kind: "signal-ignored",
            name: "/.well-known/gpc.json",
            trackers: [],
            phases: ["signal"],
            says: "The policy honours Global Privacy Control, and /.well-known/gpc.json says that the site does not.",
            next: 'Publish { "gpc": true } there, or declare the signal as ignored.',
            evidence: [],
          },
        ]
      : [];
  return [...running, ...published];
};
