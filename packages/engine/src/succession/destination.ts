import type { CompiledActivity, Shape, Version } from "@abide/policy";
import type { Versions } from "../policies/versions.ts";
import type { RecordInput } from "../records/write.ts";
import type { Taken } from "../vault/files.ts";
import { toFileName, type SuccessionLine, type SuccessionManifest } from "./format.ts";

/** The names here of activities and their fields that were called otherwise there. */
export interface Renamed {
  readonly [activity: string]: { readonly activity: string; readonly fields?: { readonly [field: string]: string } };
}

/** The activity here that the records of one there become part of. */
export interface Destination {
  readonly activity: string;
  readonly declared: CompiledActivity;
  readonly version: Version;
  readonly shapes: { readonly [field: string]: { readonly shape: Shape } };
  readonly toField: (field: string) => string;
}

/** The destinations by the activities there, and the activities and fields that are not declared here: `contact.phone`. */
export function toDestinations(
  versions: Versions,
  { activities }: SuccessionManifest,
  renamed: Renamed,
): { readonly destinations: ReadonlyMap<string, Destination>; readonly missing: readonly string[] } {
  const destinations = new Map<string, Destination>();
  const missing: string[] = [];
  for (const [there, fields] of Object.entries(activities)) {
    const { activity, fields: names = {} } = Object.hasOwn(renamed, there) ? renamed[there]! : { activity: there };
    const version = versions.declaring(activity);
    if (!version) {
      missing.push(there);
      continue;
    }
    const declared = version.policy.activities[activity]!;
    const toField = (field: string) => (Object.hasOwn(names, field) ? names[field]! : field);
    const undeclared = fields.filter((field) => !Object.hasOwn(declared.fields, toField(field)));
    missing.push(...undeclared.map((field) => `${there}.${field}`));
    destinations.set(there, { activity, declared, version, shapes: versions.shapes(activity)!, toField });
  }
  return { destinations, missing };
}

/** The values of a record that are not as they are declared here, and those that are missing. */
export async function toProblems(
  { activity, declared, shapes, toField }: Destination,
  { id, values }: SuccessionLine,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [there, value] of Object.entries(values)) {
    const field = toField(there);
    const isFile = typeof value === "object" && value !== null && "in" in value;
    const wrong = isFile
      ? declared.fields[field]!.kind !== "file"
      : (await shapes[field]!.shape["~standard"].validate(value)).issues !== undefined;
    if (wrong) problems.push(`${activity}.${field} of ${id}`);
  }
  const missing = Object.entries(declared.fields).filter(
    ([name, field]) => !field.optional && field.source === "person" && !Object.keys(values).map(toField).includes(name),
  );
  return [...problems, ...missing.map(([name]) => `${activity}.${name} of ${id}`)];
}

/** The record that a line becomes here, with those of `files` that are its own, by their names in the part. */
export function toRecordInput(
  { id, at, language, values }: SuccessionLine,
  { activity, version, toField }: Destination,
  files: ReadonlyMap<string, Taken>,
): RecordInput {
  const toFile = (field: string) => files.get(toFileName(id, field));
  const fields = Object.entries(values).map(([field, value]) => [toField(field), toFile(field) ?? value] as const);
  const own = Object.keys(values).flatMap((field) => {
    const file = toFile(field);
    return file ? [{ field: toField(field), id: file.id, bytes: file.size }] : [];
  });
  // From a third party: the successor has it from us, and not from the person (GDPR 14).
  return {
    activity,
    version,
    at: new Date(at),
    source: "third-party",
    language,
    values: Object.fromEntries(fields),
    files: own,
  };
}
