/**
 * The anchor of a declared thing: `purpose-support`, `field-contact:email`. It stays the same for as long as the key does. What
 * would not stand in an `id` is written as its code: two keys never share an anchor.
 */
export function toAnchor(
  kind: "activity" | "field" | "purpose" | "recipient" | "tracker" | "stored",
  ...keys: readonly string[]
): string {
  return `${kind}-${keys.map(toSafe).join(":")}`;
}

function toSafe(key: string): string {
  return key.replace(/[^A-Za-z0-9_-]/gu, (character) => `.${character.codePointAt(0)!.toString(16)}.`);
}
