import type { DraftPolicy } from "./draft.ts";
import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

type List = { readonly path: readonly string[]; readonly names: readonly (string | undefined)[] | undefined };

function toLists(policy: DraftPolicy): List[] {
  return [
    { path: ["languages"], names: policy.languages },
    { path: ["outbound"], names: policy.outbound === "any" ? [] : policy.outbound },
    ...entries(policy.activities).flatMap(([activity, { fields }]) =>
      entries(fields).map(([field, declared]): List => ({
        path: ["activities", activity, "fields", field, "for"],
        names: declared.for,
      })),
    ),
    ...entries(policy.recipients).flatMap(([recipient, declared]): List[] => [
      { path: ["recipients", recipient, "for"], names: declared.for },
      ...entries(declared.takes).map(([activity, fields]): List => ({
        path: ["recipients", recipient, "takes", activity],
        names: fields,
      })),
    ]),
  ];
}

/** A list names one thing twice, most often where something else was meant. */
export const repeatedName: Rule = {
  code: "repeated-name",
  level: "warning",
  source: "abide.policy/1",
  *find({ policy }) {
    for (const { path, names } of toLists(policy)) {
      for (const [i, name] of entries(names)) {
        if (names!.indexOf(name) === Number(i)) continue;
        yield {
          path: [...path, i],
          received: JSON.stringify(name),
          message: `"${name}" stands in this list twice. Remove one: a list says each thing once.`,
        };
      }
    }
  },
};
