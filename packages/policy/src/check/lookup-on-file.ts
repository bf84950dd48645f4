import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A file is found by its record: nobody looks for a record by the exact bytes of a file. */
export const lookupOnFile: Rule = {
  code: "lookup-on-file",
  level: "error",
  source: "abide.policy/1",
  *find({ policy }) {
    for (const [activity, { fields }] of entries(policy.activities)) {
      for (const [field, { kind, lookup }] of entries(fields)) {
        if (kind !== "file" || lookup !== true) continue;
        yield {
          path: ["activities", activity, "fields", field, "lookup"],
          expected: "a field that is no file",
          received: "true",
          message: `The field "${field}" is a file, and records cannot be found by a file. Remove "lookup", or look up another field.`,
        };
      }
    }
  },
};
