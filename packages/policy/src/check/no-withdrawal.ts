import type { DraftPolicy } from "./draft.ts";
import { entries, member, toUses } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Whether what uses the purpose at `path` brings a way to withdraw: the choice centre, or a mail's unsubscribe link. */
function leadsOut(policy: DraftPolicy, [kind, name]: readonly string[]): boolean {
  if (kind === "trackers") {
    const tracker = member(policy.trackers, name);
    return tracker !== undefined && tracker.necessary === undefined;
  }
  return kind === "mail" && member(policy.mail, name)?.optOut === "unsubscribe-link";
}

/** A consent that could not be withdrawn as easily as it is given. */
export const noWithdrawal: Rule = {
  code: "no-withdrawal",
  level: "error",
  source: "GDPR 7(3)",
  *find({ policy }) {
    const uses = toUses(policy).filter(({ path }) => path[0] !== "recipients");
    for (const [purpose, { basis, withdrawal }] of entries(policy.purposes)) {
      if (basis !== "consent" || withdrawal !== undefined) continue;
      const served = uses.filter((use) => use.purpose === purpose);
      // What nothing serves nobody consents to; that is another rule's.
      if (served.length === 0 || served.some(({ path }) => leadsOut(policy, path))) continue;
      yield {
        path: ["purposes", purpose, "withdrawal"],
        expected: "a path",
        received: "nothing",
        message: `A consent to "${purpose}" could not be withdrawn: no optional tracker and no promotional mail serves it, so neither the choice centre nor an unsubscribe link leads out. Give the path where it is withdrawn: withdrawal: "/privacy/…".`,
      };
    }
  },
};
