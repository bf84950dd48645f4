import { sha256 } from "../store/digest.ts";

/** An id made of `parts`: the same for the same ones. */
export function toUuid(...parts: readonly string[]): string {
  const hash = sha256(new TextEncoder().encode(JSON.stringify(parts)));
  const hex = Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3})(.{4})(.{12})$/, "$1-$2-8$3-$4-$5");
}
