import { decodeHTMLAttribute } from "entities/decode";

/** A start tag where it was read: where in `bytes` its name and its attributes stand. */
export interface ReadTag {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly name: string;
  /** Of its attributes: where the name begins and ends, where the value begins and ends; -1 without a value. */
  readonly spans: readonly number[];
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
  /** Gives the attribute a value, beside or in place of the site's. */
  readonly set: (attribute: string, value: string) => void;
  /** Puts `text` at the beginning of the attribute's value. */
  readonly prepend: (attribute: string, text: string) => void;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The tag that `tokens` has just read. `toText` reads bytes in the page's encoding. */
export function toTag(
  tokens: ReadTag,
  toText: (bytes: Uint8Array) => string,
  { decode, escape }: Syntax = html,
): { readonly tag: Tag; readonly edits: readonly Edit[] } {
  const { bytes, spans, from, name } = tokens;
  const edits: Edit[] = [];
  const read = (at: number): string => {
    const [first, last] = [spans[at + 2]!, spans[at + 3]!];
    // A value that is missing behind its `=` has a beginning at most.
    if (last <= first) return "";
    const text = toAscii(bytes, first, last) ?? toText(bytes.subarray(first, last)).replaceAll("\0", "\ufffd");
    return text.includes("&") ? decode(text) : text;
  };
  const tag: Tag = {
    name,
    get: (attribute) => {
      const at = tokens.find(attribute);
      return at === -1 ? undefined : read(at);
    },
    set: (attribute, value) => {
      const at = tokens.find(attribute);
      if (at !== -1) return write(at, value, true);
      const end = from + 1 + name.length;
      edits.push({ from: end, to: end, text: ` ${attribute}="${escape(value, '"')}"` });
    },
    prepend: (attribute, text) => {
      const at = tokens.find(attribute);
      if (at !== -1) write(at, text, false);
    },
  };
  /** Writes into the attribute's value, or in its place. */
  const write = (at: number, value: string, isWhole: boolean): void => {
    const [nameEnd, first, last] = [spans[at + 1]!, spans[at + 2]!, spans[at + 3]!];
    if (first === -1 || last === -1) {
      // Without a value: one behind the name. An `=` that has none is left, as the name of nothing.
      edits.push({ from: nameEnd, to: nameEnd, text: `="${escape(value, '"')}" ` });
      return;
    }
    const quote = toQuote(bytes[first - 1]!);
    const text = escape(value, quote);
    edits.push({ from: first, to: isWhole ? last : first, text: quote === "" && text === "" ? `""` : text });
  };
  return { tag, edits };
}

/** The bytes as text where they are few and plain ASCII: most values are, and a decoder takes longer to begin than to decode. */
function toAscii(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (to - from > 200) return undefined;
  for (let at = from; at < to; at++) if (bytes[at]! > 0x7f || bytes[at] === 0) return undefined;
  return String.fromCharCode.apply(undefined, bytes.subarray(from, to) as unknown as number[]);
}

function toQuote(byte: number): "" | '"' | "'" {
  return byte === 0x22 ? '"' : byte === 0x27 ? "'" : "";
}

function escape(value: string, quote: "" | '"' | "'"): string {
  const marks = quote === "" ? /[&<>"'`=\s]/g : quote === "'" ? /[&']/g : /[&"]/g;
  return value.replace(marks, (mark) =>
    mark === "&" ? "&amp;" : mark === '"' ? "&quot;" : `&#${mark.charCodeAt(0)};`,
  );
}

const html: Syntax = { decode: decodeHTMLAttribute, escape };
