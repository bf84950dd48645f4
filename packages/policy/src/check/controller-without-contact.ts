import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A controller that nobody can reach. */
export const controllerWithoutContact: Rule = {
  code: "controller-without-contact",
  level: "error",
  source: "GDPR 13(1)(a)",
  find: (draft) =>
    toProblems(
      draft,
      "controller-without-contact",
      () =>
        "Nobody can write to the controller. Give controller.contact: an e-mail address, a telephone number or a form.",
    ),
};
