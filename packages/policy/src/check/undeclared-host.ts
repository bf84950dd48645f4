import { covers, entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A step of loading fetches from a host that the tracker does not declare. */
export const undeclaredHost: Rule = {
  code: "undeclared-host",
  level: "error",
  source: "ePrivacy 5(3)",
  *find({ policy }) {
    for (const [tracker, { hosts, load }] of entries(policy.trackers)) {
      for (const [i, step] of entries(load)) {
        const kind = "script" in step ? "script" : "image" in step ? "image" : undefined;
        if (kind === undefined) continue;
        const address = "script" in step ? step.script : "image" in step ? step.image : "";
        if (!URL.canParse(address)) continue; // a path of the site's own
        const { host } = new URL(address);
        if (entries(hosts?.[kind]).some(([, declared]) => covers(declared, host))) continue;
        yield {
          path: ["trackers", tracker, "load", i, kind],
          expected: `a host that hosts.${kind} declares`,
          received: JSON.stringify(host),
          message: `The tracker "${tracker}" loads from ${host}, which it does not declare, so the page's headers would block it. Add the host to hosts.${kind}.`,
        };
      }
    }
  },
};
