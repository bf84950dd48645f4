interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** A nonce for one answer: 128 random bits in base64. */
export function createNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

/** The attributes of a script element of the page with `nonce`, where it is inline: a script in a file is let in by its host. */
export function lendNonce(attributes: readonly Attribute[], nonce: string): readonly Attribute[] {
  if (attributes.some(({ name }) => name === "src")) return attributes;
  return [...attributes.filter(({ name }) => name !== "nonce"), { name: "nonce", value: nonce }];
}
