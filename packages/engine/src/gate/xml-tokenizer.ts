import { AbideError } from "../http/error.ts";

/** What was read of an XML page: as in HTML, and an instruction (`<?…?>`). A comment is whatever else no element comes of, also CDATA. */
export type XmlKind = "start" | "end" | "text" | "cdata" | "comment" | "instruction" | "doctype" | "more";

/** Longest tag or instruction that is waited for, in bytes. Without an end, one that is never closed would fill memory. */
const longestTag = 1024 * 1024;
/** Longest document type that is waited for. */
const longestDoctype = 64 * 1024;

/**
 * Reads XML forward, a chunk at a time, in any encoding that holds ASCII as ASCII. It judges nothing but the document type: a browser
 * stops at the first error, so that what is read after one is read by nobody. Every byte belongs to exactly one token, `from` to `to`.
 */
export class XmlTokenizer {
  bytes: Uint8Array = new Uint8Array();
  from = 0;
  to = 0;
  /** Of a tag, as it is written. */
  name = "";
  /** The same without its prefix. */
  localName = "";
  selfClosing = false;
  /** Of a tag's attributes: where the name begins and ends, where the value begins and ends; -1 without a value. */
  readonly spans: number[] = [];
  /** How many elements are open, the one that has just been opened or closed among them. */
  depth = 0;
  /** Texts that the page has given names to. */
  readonly entities = new Map<string, string>();

  readonly #toText: (bytes: Uint8Array) => string;
  #ended = false;
  #hasRoot = false;
  /** Whether the element of the last token is closed as the next one is read. */
  #closes = false;
  /** What the rest of a comment or CDATA section ends with. */
  #until = "";
  #kind: "comment" | "cdata" = "comment";

  /** `toText` reads bytes in the page's encoding. */
  constructor(toText: (bytes: Uint8Array) => string) {
    this.#toText = toText;
  }

  /** Takes the next chunk, after `next` gave "more". */
  write(chunk: Uint8Array): void {
    const rest = this.bytes.subarray(this.to);
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    this.bytes = bytes;
    this.from = this.to = 0;
  }

  /** What is not there to its end now is there as it is. */
  end(): void {
    this.#ended = true;
  }

  next(): XmlKind {
    const { bytes } = this;
    this.from = this.to;
    if (this.#closes) this.depth--;
    this.#closes = false;
    if (this.from >= bytes.length) return "more";
    if (this.#until !== "") return this.#readUntil(this.from);
    const at = bytes.indexOf(less, this.from);
    if (at === -1) return this.#take("text", bytes.length);
    if (at > this.from) return this.#take("text", at);
    // Nine bytes tell all of them apart.
    if (bytes.length - at < 9 && !this.#ended && bytes.indexOf(greater, at) === -1) return "more";
    if (this.#startsWith(at, "<!--")) return this.#open("comment", "-->", at + 4);
    if (this.#startsWith(at, "<![CDATA[")) return this.#open("cdata", "]]>", at + 9);
    if (this.#startsWith(at, "<?")) return this.#readWhole("instruction", this.#find("?>", at + 2));
    if (this.#startsWith(at, "<!DOCTYPE") && !this.#hasRoot) return this.#readDoctype(at);
    // What else begins so is an error, at which browsers stop.
    if (this.#startsWith(at, "<!")) return this.#readWhole("comment", this.#find(">", at));
    return this.#readTag(at);
  }

  /** Where `spans` begins to be about the attribute; -1 without it. */
  find(attribute: string): number {
    const { spans } = this;
    for (let i = 0; i < spans.length; i += 4) {
      const [from, to] = [spans[i]!, spans[i + 1]!];
      if (to - from === attribute.length && this.#startsWith(from, attribute)) return i;
    }
    return -1;
  }

  #take(kind: XmlKind, to: number): XmlKind {
    this.to = to;
    return kind;
  }

  #open(kind: "comment" | "cdata", until: string, at: number): XmlKind {
    this.#kind = kind;
    this.#until = until;
    return this.#readUntil(at);
  }

  /** The rest of a comment or CDATA section, as far as it is there. */
  #readUntil(at: number): XmlKind {
    const end = this.#find(this.#until, at);
    if (end !== -1) {
      this.#until = "";
      return this.#take(this.#kind, end);
    }
    const to = this.#ended ? this.bytes.length : Math.max(at, this.bytes.length - 2);
    return to > this.from ? this.#take(this.#kind, to) : "more";
  }

  /** A token that ends at `end`; -1 where that is not there yet. */
  #readWhole(kind: XmlKind, end: number): XmlKind {
    if (end !== -1) return this.#take(kind, end);
    if (this.#ended) return this.#take("text", this.bytes.length);
    if (this.bytes.length - this.from > longestTag) throw new TypeError("A tag of the page has no end.");
    return "more";
  }

  #readDoctype(at: number): XmlKind {
    const end = readDoctype(this.#toText(this.bytes.subarray(at, at + longestDoctype)), this.entities);
    if (end === undefined) {
      if (!this.#ended && this.bytes.length - at < longestDoctype) return "more";
      throw new AbideError(
        "bad-gateway",
        "The page's document type declares more than texts. What it declares could put anything into the page, past the guard.",
        { next: "Leave the declarations out, or write the page as text/html." },
      );
    }
    // In the page's encoding, so that bytes are counted and not letters.
    const text = this.#toText(this.bytes.subarray(at)).slice(0, end);
    let to = at;
    for (let closing = text.split(">").length - 1; closing > 0; closing--) to = this.bytes.indexOf(greater, to) + 1;
    return this.#take("doctype", to);
  }

  #readTag(at: number): XmlKind {
    const { bytes, spans } = this;
    const isEnd = bytes[at + 1] === slash;
    spans.length = 0;
    const first = at + (isEnd ? 2 : 1);
    let end = first;
    while (end < bytes.length && !isBlank(bytes[end]!) && bytes[end] !== slash && bytes[end] !== greater) end++;
    const nameEnd = end;
    for (; end < bytes.length && bytes[end] !== greater;) end = this.#readAttribute(end);
    if (end >= bytes.length) return this.#readWhole("start", -1);
    this.name = String.fromCharCode(...bytes.subarray(first, Math.min(nameEnd, first + 256)));
    this.localName = this.name.slice(this.name.indexOf(":") + 1);
    this.selfClosing = bytes[end - 1] === slash;
    this.#hasRoot = true;
    if (!isEnd) this.depth++;
    this.#closes = isEnd || this.selfClosing;
    return this.#take(isEnd ? "end" : "start", end + 1);
  }

  /** Behind what stands at `at` in a tag: a blank, or an attribute. Behind the last byte where its end is not there. */
  #readAttribute(at: number): number {
    const { bytes, spans } = this;
    if (isBlank(bytes[at]!) || bytes[at] === slash) return at + 1;
    let end = at;
    while (end < bytes.length && !isBlank(bytes[end]!) && bytes[end] !== equals && bytes[end] !== greater) end++;
    const nameEnd = end;
    while (end < bytes.length && isBlank(bytes[end]!)) end++;
    if (bytes[end] !== equals) {
      spans.push(at, nameEnd, -1, -1);
      return nameEnd;
    }
    end++;
    while (end < bytes.length && isBlank(bytes[end]!)) end++;
    const quote = bytes[end];
    if (quote !== double && quote !== single) return end;
    const close = bytes.indexOf(quote, end + 1);
    if (close === -1) return bytes.length;
    spans.push(at, nameEnd, end + 1, close);
    return close + 1;
  }

  #startsWith(at: number, text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.bytes[at + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** Behind the next `text`; -1 where there is none. */
  #find(text: string, from: number): number {
    for (let at = this.bytes.indexOf(text.charCodeAt(0), from); at !== -1;) {
      if (this.#startsWith(at, text)) return at + text.length;
      at = this.bytes.indexOf(text.charCodeAt(0), at + 1);
    }
    return -1;
  }
}

/**
 * Behind the document type at the beginning of `text`; undefined where it is not there to its end, or declares something that could be
 * markup: only plain texts are let pass (into `entities`), and what has no effect in browsers. An attribute's default, for one, could
 * make a hint of a link that has none.
 */
function readDoctype(text: string, entities: Map<string, string>): number | undefined {
  const head = /^<!DOCTYPE\s(?:[^"'[>]|"[^"]*"|'[^']*')*([[>])/.exec(text);
  if (!head) return undefined;
  if (head[1] === ">") return head[0].length;
  const declared =
    /\s+|<!--[^]*?-->|<\?(?!xml-stylesheet)[^]*?\?>|<!(?:ELEMENT|NOTATION)\s(?:[^"'<>]|"[^"]*"|'[^']*')*>|<!ENTITY\s+([^\s%"'<>&]+)\s+(?:"([^"]*)"|'([^']*)')\s*>/y;
  declared.lastIndex = head[0].length;
  let at = head[0].length;
  for (let match = declared.exec(text); match; match = declared.exec(text)) {
    at = declared.lastIndex;
    if (match[1] === undefined) continue;
    const value = (match[2] ?? match[3]!).replace(/&#(?:x([\da-f]+)|(\d+));/gi, (_, hex: string, decimal: string) =>
      toCharacter(hex === undefined ? Number(decimal) : parseInt(hex, 16)),
    );
    if (/[<&%]/.test(value)) return undefined;
    // The first of a name counts.
    if (!entities.has(match[1])) entities.set(match[1], value);
  }
  const end = /^\]\s*>/.exec(text.slice(at));
  return end ? at + end[0].length : undefined;
}

/** The character, or nothing where there is none of this number. */
export function toCharacter(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

const less = 0x3c;
const greater = 0x3e;
const slash = 0x2f;
const equals = 0x3d;
const double = 0x22;
const single = 0x27;

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d;
}
