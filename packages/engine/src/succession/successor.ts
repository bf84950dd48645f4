import type { Compiled, Version } from "@abide/policy";
import type { Versions } from "../policies/versions.ts";

/** The version in force that declares a recipient. */
export const findVersion = (versions: Versions, recipient: string): Version | undefined =>
  versions.current.find(({ policy }) => Object.hasOwn(policy.recipients, recipient));

/** The fields of an activity that go to the successor: those that it takes, and that may serve a purpose which it goes on with. */
export function toFields(policy: Compiled, recipient: string, activity: string): string[] {
  const { takes, for: purposes } = policy.recipients[recipient]!;
  const taken = takes && Object.hasOwn(takes, activity) ? takes[activity]! : [];
  const { fields } = policy.activities[activity]!;
  return taken.filter((field) => fields[field]!.for.some((purpose) => purposes.includes(purpose)));
}
