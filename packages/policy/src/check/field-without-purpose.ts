import { entries, toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

const toMessage = (field: string): string =>
  `The field "${field}" serves no purpose. Name the purposes it may serve in "for", or do not collect it.`;

/** A field that is collected for nothing. */
export const fieldWithoutPurpose: Rule = {
  code: "field-without-purpose",
  level: "error",
  source: "GDPR 5(1)(b)",
  *find(draft) {
    yield* toProblems(draft, "field-without-purpose", ({ path }) => toMessage(path.at(-2)!));
    for (const [activity, { fields }] of entries(draft.policy.activities)) {
      for (const [field, declared] of entries(fields)) {
        if (declared.for?.length !== 0) continue;
        yield {
          path: ["activities", activity, "fields", field, "for"],
          expected: "at least one purpose",
          received: "an empty list",
          message: toMessage(field),
        };
      }
    }
  },
};
