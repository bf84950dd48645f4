import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Promotional mail that cannot be stopped. */
export const promotionalWithoutOptOut: Rule = {
  code: "promotional-without-opt-out",
  level: "error",
  source: "GDPR 21(2); ePrivacy 13(2)",
  find: (draft) =>
    toProblems(
      draft,
      "promotional-without-opt-out",
      ({ path }) =>
        `Nobody could stop the mail "${path.at(-2)}". Promotional mail carries a way out: optOut: "unsubscribe-link".`,
    ),
};
