import type { FileFacts } from "@abide/policy";
import { AbideError } from "../http/error.ts";
import type { Outgoing } from "./connector.ts";

/** Declared fields to what the vendor calls them. A field that is not in it, or whose name is undefined, is not sent. */
export type FieldMap<Target> = { readonly [field: string]: Target | undefined };

/** Names and values that are to be sent, in the order of the map. What was not given is left out. */
export function toMapped<Target>(
  map: FieldMap<Target>,
  outgoing: Outgoing,
): [target: Target, value: unknown, field: string][] {
  return Object.entries(map).flatMap(([field, target]): [Target, unknown, string][] => {
    const value = Object.hasOwn(outgoing.fields, field) ? outgoing.fields[field] : undefined;
    return target === undefined || value === undefined || value === null || value === ""
      ? []
      : [[target, value, field]];
  });
}

/** Declared fields that are sent. */
export function toNames(map: FieldMap<unknown>): string[] {
  return Object.keys(map).filter((field) => map[field] !== undefined);
}

/** The value as text. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(toText).join(", ");
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : `${value as number | boolean}`;
}

/** The value as JSON has it: numbers and truth as they are, everything else as text. */
export function toScalar(value: unknown): string | number | boolean {
  return typeof value === "number" || typeof value === "boolean" ? value : toText(value);
}

export function isFile(value: unknown): value is FileFacts {
  return typeof value === "object" && value !== null && "name" in value && "type" in value && "size" in value;
}

/** The bytes of the file in `field`, of at most `max`. */
export async function readFile(outgoing: Outgoing, field: string, max: number): Promise<File> {
  const { name, type, stream } = await outgoing.file(field);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const part of stream) {
    length += part.length;
    if (length > max)
      throw new AbideError("too-large", `A file is longer than the ${max} bytes that the recipient takes.`);
    parts.push(part as Uint8Array<ArrayBuffer>);
  }
  return new File(parts, name, { type });
}

/** What is sent as JSON: each value under its name, and of each file, of at most `max` bytes, what `give` makes of it. */
export async function toBody(
  map: FieldMap<string>,
  outgoing: Outgoing,
  max: number,
  give: (file: File, target: string) => Promise<object>,
): Promise<{ [target: string]: unknown }> {
  const body: { [target: string]: unknown } = {};
  for (const [target, value, field] of toMapped(map, outgoing)) {
    body[target] = isFile(value) ? await give(await readFile(outgoing, field, max), target) : toScalar(value);
  }
  return body;
}

/** `address` without a slash at its end, or an error that says what it should be. */
export function toEndpoint(address: string): string {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new AbideError("recipient-refused", "The endpoint of a recipient is not an address.", {
      next: "Give it as https://host.",
    });
  }
  return address.replace(/\/+$/, "");
}
