import { sha256 } from "./digest.ts";

/** Whether `id` can be the id of a record or of a person. Whatever else is asked for is not there, and the store need not be asked. */
export function isId(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

/** An id made of `parts`: the same for the same ones. */
export function toUuid(...parts: readonly string[]): string {
  const hash = sha256(new TextEncoder().encode(JSON.stringify(parts)));
  // Version 8 (RFC 9562): made in a way of our own.
  return toId(hash).replace(/^(.{14})./, (_, first: string) => `${first}8`);
}

/** The id that 16 bytes are. */
export function toId(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The bytes of ids, 16 for each. */
export function fromId(...ids: readonly string[]): Uint8Array {
  return Uint8Array.from(ids.join("").replaceAll("-", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
