import { compare, type Change, type Compiled } from "@abide/policy";

/**
 * The activities whose people a material change concerns, each with the changes that they are told of. Changes that only browsers notice
 * are not among them: there the banner asks again.
 */
export function toConcerned(before: Compiled, after: Compiled): Map<string, Change[]> {
  const concerned = new Map<string, Change[]>();
  const activities = Object.keys({ ...before.activities, ...after.activities });
  const serving = (purpose: string): string[] =>
    activities.filter((activity) =>
      [before, after].some(({ activities }) =>
        Object.values(activities[activity]?.fields ?? {}).some((field) => field.for.includes(purpose)),
      ),
    );
  for (const change of compare(before, after).changes) {
    if (change.material === false) continue;
    const [kind = "", key = ""] = change.path;
    for (const activity of toActivities(kind, key))
      concerned.set(activity, [...(concerned.get(activity) ?? []), change]);
  }
  return concerned;

  function toActivities(kind: string, key: string): readonly string[] {
    switch (kind) {
      case "activities":
        return [key];
      case "purposes":
        return serving(key);
      case "recipients":
        return activities.filter((activity) =>
          [before, after].some(({ recipients }) => Object.hasOwn(recipients[key]?.takes ?? {}, activity)),
        );
      case "mail":
        return [before, after].flatMap(({ mail }) => (mail[key] ? serving(mail[key].purpose) : []));
      case "links":
      case "optOuts":
      case "signals":
      case "trackers":
      case "widgets":
        return [];
      // Another controller concerns everybody, and so does a kind of change that is unknown here.
      default:
        return activities;
    }
  }
}
