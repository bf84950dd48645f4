import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** The cookie that keeps the choice is not on the page that explains the cookies. */
export const choiceCookieUndeclared: Rule = {
  code: "choice-cookie-undeclared",
  level: "error",
  source: "ePrivacy 5(3); GDPR 13(1)",
  *find({ policy }) {
    const trackers = entries(policy.trackers);
    if (trackers.every(([, { necessary }]) => necessary !== undefined)) return;
    const declared = trackers.some(
      ([, { necessary, stores }]) =>
        necessary !== undefined && entries(stores).some(([, { kind, name }]) => kind === "cookie" && name === "abide"),
    );
    if (declared) return;
    yield {
      path: ["trackers"],
      expected: 'a strictly necessary tracker that stores the cookie "abide"',
      received: "none",
      message:
        'The choice about optional trackers is kept in the cookie "abide", which is not declared. Add it: import choiceCookie from @abide/policy/catalogue/choice and declare choice: choiceCookie({ purpose: … }).',
    };
  },
};
