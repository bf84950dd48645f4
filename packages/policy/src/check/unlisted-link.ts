import type { DraftPolicy } from "./draft.ts";
import { covers, entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A page that the policy itself points to is on a host to which the site's pages may not lead. */
export const unlistedLink: Rule = {
  code: "unlisted-link",
  level: "warning",
  source: "WICG Connection Allowlists",
  *find({ policy }) {
    const { outbound } = policy;
    if (outbound === undefined || outbound === "any") return;
    for (const { path, address } of toAddresses(policy)) {
      if (address === undefined || !URL.canParse(address)) continue; // a path of the site's own
      const { host } = new URL(address);
      if (entries(outbound).some(([, listed]) => covers(listed, host))) continue;
      yield {
        path,
        expected: "a host that outbound lists",
        received: JSON.stringify(host),
        message: `The policy links to ${host}, which "outbound" does not list: browsers that know Connection-Allowlist will not follow the link. Add the host to outbound.`,
      };
    }
  },
};

/** Every address that the published notice links to. */
function toAddresses(policy: DraftPolicy): { path: readonly string[]; address: string | undefined }[] {
  return [
    { path: ["controller", "authority", "url"], address: policy.controller?.authority?.url },
    ...(["links", "optOuts"] as const).flatMap((kind) =>
      entries(policy[kind]).map(([key, { href }]) => ({ path: [kind, key, "href"], address: href })),
    ),
    ...entries(policy.recipients).map(([key, recipient]) => ({
      path: ["recipients", key, "policy"],
      address: recipient.policy,
    })),
    ...entries(policy.trackers).flatMap(([key, tracker]) =>
      (["policy", "optOut"] as const).map((name) => ({ path: ["trackers", key, name], address: tracker[name] })),
    ),
  ];
}
