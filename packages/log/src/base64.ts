/** `bytes` in the standard base64 of RFC 4648, section 4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * The bytes that `text` stands for, or undefined. Only the one way of writing them is taken: decoders overlook white space,
 * missing padding and stray last bits, and a receipt altered there would still be read.
 */
export function parseBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : undefined;
}

/** `bytes` as text, or undefined where they are no UTF-8. A byte order mark is kept: it is a byte like any other. */
export function parseUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A size or an index in decimal as C2SP writes it, or undefined: digits only, no leading zero. */
export function parseDecimal(text: string): number | undefined {
  const value = Number(text);
  return /^(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}
