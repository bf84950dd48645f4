import { compare, type Compiled } from "@abide/policy";

/** Comparing takes a while and versions never change: one answer for each pair. */
const compared = new WeakMap<Compiled, WeakMap<Compiled, readonly (readonly string[])[]>>();

/** Paths of the changes that a person has to be asked about again. */
export function toMaterial(before: Compiled, after: Compiled): readonly (readonly string[])[] {
  if (before === after) return [];
  let answers = compared.get(before);
  if (!answers) compared.set(before, (answers = new WeakMap()));
  let paths = answers.get(after);
  if (!paths) {
    paths = compare(before, after)
      .changes.filter(({ material }) => material === "asks-again")
      .map(({ path }) => path);
    answers.set(after, paths);
  }
  return paths;
}

/** Whether a consent to `purpose`, given under `before`, still covers what `after` declares it to be. */
export function coversPurpose(before: Compiled, after: Compiled, purpose: string): boolean {
  if (!Object.hasOwn(before.purposes, purpose) || !Object.hasOwn(after.purposes, purpose)) return false;
  return !toMaterial(before, after).some(([kind = "", key]) => {
    switch (kind) {
      case "purposes":
        return key === purpose;
      // What runs on a device is asked for in the gate; what a page links to is no part of a consent.
      case "trackers":
      case "links":
      case "mail":
      case "optOuts":
      case "widgets":
        return false;
      // Another field, recipient or controller is something else to consent to, and so is what is unknown.
      default:
        return true;
    }
  });
}
