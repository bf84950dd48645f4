/**
 * `text` as one line of a mail's head: a line break in a name would begin a header of its own, and a mark that turns text round
 * would make another address of it.
 */
export function toHeaderText(text: unknown, most: number): string {
  const line = (typeof text === "string" ? text : "")
    .toWellFormed()
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  // By code points: half of a pair would be no character.
  return Array.from(line).slice(0, most).join("");
}

/** `text` with one kind of line break, and nothing invisible beside it. */
export function toText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
}

/** Whether `address` is one and nothing beside: what a mail program would read a second one from is refused. */
export function isAddress(address: string): boolean {
  return /^[^\s"(),:;<>@[\\\]\p{C}]{1,64}@[^\s"(),:;<>@[\\\]\p{C}]{1,255}$/u.test(address);
}

/** The part of an address behind the @. */
export function toDomain(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** A Content-Disposition that offers `name` for saving (RFC 6266): in ASCII for everybody, and as it is (RFC 8187) where it differs. */
export function toDisposition(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^ -~]/gu, "_")
    .replace(/["\\%]/g, "_");
  if (plain === name) return `attachment; filename="${plain}"`;
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
