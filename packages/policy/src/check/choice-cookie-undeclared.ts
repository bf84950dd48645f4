import { choiceCookieNames } from "../choice-cookie.ts";
import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

const names = Object.values(choiceCookieNames);
const spelt = names.map((name) => `"${name}"`);

/** The cookie that keeps the choice is not on the page that explains the cookies: under the one name or the other. */
export const choiceCookieUndeclared: Rule = {
  code: "choice-cookie-undeclared",
  level: "error",
  source: "ePrivacy 5(3); GDPR 13(1)",
  *find({ policy }) {
    const trackers = entries(policy.trackers);
    if (trackers.every(([, { necessary }]) => necessary !== undefined)) return;
    const declared = trackers
      .filter(([, { necessary }]) => necessary !== undefined)
      .flatMap(([, { stores }]) => entries(stores).map(([, stored]) => stored))
      .filter(({ kind }) => kind === "cookie")
      .map(({ name }) => name);
    if (names.every((name) => declared.includes(name))) return;
    const some = names.filter((name) => declared.includes(name));
    yield {
      path: ["trackers"],
      expected: `a strictly necessary tracker that stores the cookies ${spelt.join(" and ")}`,
      received: some.length === 0 ? "none" : `only "${some[0]}"`,
      message: `The choice about optional trackers is kept in the cookie ${spelt[0]} over https, and in ${spelt[1]} without it; they are not both declared. Add them: import choiceCookie from @abide/policy/catalogue/choice and declare choice: choiceCookie({ purpose: … }).`,
    };
  },
};
