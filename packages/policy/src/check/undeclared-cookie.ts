import { covers, entries, toHint } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A field is read from a cookie that no tracker declares. */
export const undeclaredCookie: Rule = {
  code: "undeclared-cookie",
  level: "error",
  source: "ePrivacy 5(3)",
  *find({ policy }) {
    const declared = entries(policy.trackers).flatMap(([, { stores }]) =>
      entries(stores).flatMap(([, { kind, name }]) => (kind === "cookie" && name !== undefined ? [name] : [])),
    );
    for (const [activity, { fields }] of entries(policy.activities)) {
      for (const [field, { cookie }] of entries(fields)) {
        if (cookie === undefined || declared.some((name) => name === cookie || covers(name, cookie))) continue;
        yield {
          path: ["activities", activity, "fields", field, "cookie"],
          expected: "a cookie that a tracker stores",
          received: JSON.stringify(cookie),
          message: `The field "${field}" is read from the cookie "${cookie}", which no tracker declares. Add it to the "stores" of the tracker that sets it. ${toHint(cookie, declared)}`,
        };
      }
    }
  },
};
