import { decodeHTMLAttribute } from "entities/decode";

/** A start tag where it was read: where in `bytes` its name and its attributes stand. */
export interface ReadTag {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly name: string;
  /** Of its attributes: where the name begins and ends, where the value begins and ends; -1 without a value. */
  readonly spans: ArrayLike<number>;
  /** Where `spans` begins to be about the attribute; -1 without it. */
  readonly find: (attribute: string) => number;
}

/** How values are written. */
export interface Syntax {
  /** The value of what is written. */
  readonly decode: (text: string) => string;
  /** `value` so that it stays one value in these quotes, or without any. */
  readonly escape: (value: string, quote: "" | '"' | "'") => string;
}

/** A start tag of the page, whose attributes can be read and written. What is not written leaves as the site wrote it. */
export interface Tag {
  readonly name: string;
  /** The attribute's value, with its character references decoded; undefined without the attribute. */
  readonly get: (attribute: string) => string | undefined;
  /** Whether the attribute is an address of the base's own host, as most are: that can be told without reading it as text. */
  readonly isRelative: (attribute: string) => boolean;
  /** Gives the attribute a value, beside or in place of the site's. */
  readonly set: (attribute: string, value: string) => void;
  /** Puts `text` at the beginning of the attribute's value. */
  readonly prepend: (attribute: string, text: string) => void;
}

/** What stands in place of the bytes from `from` to `to`. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function escape(value: string, quote: "" | '"' | "'"): string {
  const marks = quote === "" ? /[&<>"'`=\s]/g : quote === "'" ? /[&']/g : /[&"]/g;
  return value.replace(marks, (mark) =>
    mark === "&" ? "&amp;" : mark === '"' ? "&quot;" : `&#${mark.charCodeAt(0)};`,
  );
}

const html: Syntax = { decode: decodeHTMLAttribute, escape };

/** The start tag that `tokens` has just read, whichever that is: a page has thousands, and no object is made for each. */
export class CurrentTag implements Tag {
  readonly edits: Edit[] = [];
  readonly #tokens: ReadTag;
  readonly #toText: (bytes: Uint8Array) => string;
  readonly #syntax: Syntax;
  /** What was added last: the links of a page that lead away all get the same, and one text is looked up faster than equal ones. */
  #added = { attribute: "", value: "", text: "" };

  /** `toText` reads bytes in the page's encoding. */
  constructor(tokens: ReadTag, toText: (bytes: Uint8Array) => string, syntax = html) {
    this.#tokens = tokens;
    this.#toText = toText;
    this.#syntax = syntax;
  }

  get name(): string {
    return this.#tokens.name;
  }

  get(attribute: string): string | undefined {
    const { spans, bytes } = this.#tokens;
    const at = this.#tokens.find(attribute);
    if (at === -1) return undefined;
    const [first, last] = [spans[at + 2]!, spans[at + 3]!];
    // A value that is missing behind its `=` has a beginning at most.
    if (last <= first) return "";
    const text = toAscii(bytes, first, last) ?? this.#toText(bytes.subarray(first, last)).replaceAll("\0", "\ufffd");
    return text.includes("&") ? this.#syntax.decode(text) : text;
  }

  isRelative(attribute: string): boolean {
    const { spans, bytes } = this.#tokens;
    const at = this.#tokens.find(attribute);
    return at !== -1 && isRelative(bytes, spans[at + 2]!, spans[at + 3]!);
  }

  set(attribute: string, value: string): void {
    const at = this.#tokens.find(attribute);
    if (at !== -1) return this.#write(at, value, true);
    const end = this.#tokens.from + 1 + this.name.length;
    if (attribute !== this.#added.attribute || value !== this.#added.value) {
      this.#added = { attribute, value, text: ` ${attribute}="${this.#syntax.escape(value, '"')}"` };
    }
    this.edits.push({ from: end, to: end, text: this.#added.text });
  }

  prepend(attribute: string, text: string): void {
    const at = this.#tokens.find(attribute);
    if (at !== -1) this.#write(at, text, false);
  }

  /** Writes into the attribute's value, or in its place. */
  #write(at: number, value: string, isWhole: boolean): void {
    const { spans, bytes } = this.#tokens;
    const [nameEnd, first, last] = [spans[at + 1]!, spans[at + 2]!, spans[at + 3]!];
    if (first === -1 || last === -1) {
      // Without a value: one behind the name. An `=` that has none is left, as the name of nothing.
      this.edits.push({ from: nameEnd, to: nameEnd, text: `="${this.#syntax.escape(value, '"')}" ` });
      return;
    }
    const quote = toQuote(bytes[first - 1]!);
    const text = this.#syntax.escape(value, quote);
    this.edits.push({ from: first, to: isWhole ? last : first, text: quote === "" && text === "" ? `""` : text });
  }
}

/**
 * Whether the bytes are an address that is relative, however it is read: it begins as a path, a query, a fragment or a word, and what
 * could give it a scheme or a host is not in it, nor what stands for another character.
 */
function isRelative(bytes: Uint8Array, from: number, to: number): boolean {
  if (to <= from) return false;
  const first = bytes[from]!;
  // "//elsewhere.example" has a host; with a reverse solidus the loop below finds it.
  const begins = first === 0x2f ? bytes[from + 1] !== 0x2f || to === from + 1 : /[\w.#?-]/.test(letters[first]!);
  if (!begins) return false;
  for (let at = from; at < to; at++) if (!relative[bytes[at]!]) return false;
  return true;
}

const letters = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
const relative = letters.map((letter) => /[^:\\&\0-\x1f\x7f-\xff]/.test(letter));

/** The bytes as text where they are few and plain ASCII: most values are, and a decoder takes longer to begin than to decode. */
function toAscii(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (to - from > 200) return undefined;
  for (let at = from; at < to; at++) if (bytes[at]! > 0x7f || bytes[at] === 0) return undefined;
  return String.fromCharCode.apply(undefined, bytes.subarray(from, to) as unknown as number[]);
}

function toQuote(byte: number): "" | '"' | "'" {
  return byte === 0x22 ? '"' : byte === 0x27 ? "'" : "";
}
