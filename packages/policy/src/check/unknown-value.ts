import { toHint, toName } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A term of a closed list is not on it. */
export const unknownValue: Rule = {
  code: "unknown-value",
  level: "error",
  source: "abide.policy/1",
  find: ({ problems }) =>
    problems.flatMap(({ code, path, expected, received, known }) => {
      const written = received.slice(1, -1);
      if (code !== "unknown-value") return [];
      const message = `${toName(path)} cannot be ${received}. ${toHint(written, known)}`;
      return [{ path, expected, received, message }];
    }),
};
