import { isSame, readElementName, templateName, toSmall, type ElementName } from "./element-name.ts";
import { createForeign } from "./foreign.ts";

/**
 * What the tokenizer has read: a start or end tag, text, a comment (also a doctype, and whatever else browsers skip), or nothing yet,
 * since the next token is not there to its end.
 */
export type TokenKind = "start" | "end" | "text" | "comment" | "more";

const less = 0x3c;
const greater = 0x3e;
const slash = 0x2f;
const bang = 0x21;
const question = 0x3f;
const dash = 0x2d;
const equals = 0x3d;
const double = 0x22;
const single = 0x27;
const bracket = 0x5d;

/** Longest tag that is waited for, in bytes. Without an end, one that is never closed would fill memory. */
const longestTag = 64 * 1024 * 1024;

// Where in a tag the next byte is (https://html.spec.whatwg.org/multipage/parsing.html#tokenization).
const inName = 0;
const beforeAttribute = 1;
const inAttribute = 2;
const afterAttribute = 3;
const beforeValue = 4;
const inDouble = 5;
const inSingle = 6;
const unquoted = 7;

/** Kinds of bytes that end a part of a tag. */
const blank = 1;
const slashed = 2;
const closing = 4;
const equal = 8;
const other = 16;
const kinds = Uint8Array.from({ length: 256 }, (_, byte) =>
  isBlank(byte) ? blank : byte === slash ? slashed : byte === greater ? closing : byte === equals ? equal : other,
);

/** By the place in a tag: the kinds of bytes that end it. All others change nothing, and are most of a page's. */
const ending = Uint8Array.of(
  blank | slashed | closing,
  closing | equal | other,
  blank | slashed | closing | equal,
  slashed | closing | equal | other,
  slashed | closing | equal | other,
  0,
  0,
  blank | closing,
);

/** What the rest of a comment ends with. */
type CommentEnd = "none" | "-->" | ">" | "]]>";

/** Where in a script element's text the next byte is: `<!--` escapes, and `<script` in what is escaped escapes `</script>` as well. */
type Escape = "none" | "escaped" | "double";

/**
 * Reads HTML forward, a chunk at a time, in any encoding that holds ASCII as ASCII. It keeps no more than a token that is not there to its
 * end, and agrees with browsers on where scripts, comments and texts end. Every byte belongs to exactly one token, `from` to `to`.
 *
 * @example
 * tokens.write(chunk);
 * for (let kind = tokens.next(); kind !== "more"; kind = tokens.next()) use(kind, tokens.bytes.subarray(tokens.from, tokens.to));
 */
export class Tokenizer {
  bytes: Uint8Array = new Uint8Array();
  from = 0;
  to = 0;
  /** Of a tag. */
  element: ElementName = templateName;
  selfClosing = false;
  /** Whether the tag is one of HTML, and not of SVG or MathML. */
  isHtml = true;
  /** How many numbers of `spans` are about the tag. */
  spanCount = 0;

  /** From the first token on that browsers put into the body, or that says that there are frames in its place. */
  inBody = false;
  hasFrames = false;

  readonly #foreign = createForeign();
  /** `bytes` with room behind it, where it is ours to write to. */
  #room: Uint8Array | undefined;
  #ended = false;
  /** The element whose text this is. */
  #text: ElementName | undefined;
  #escape: Escape = "none";
  #comment: CommentEnd = "none";
  #templates = 0;
  readonly #spans: number[] = [];
  // Of a tag that has not come to its end: where to go on.
  #scan = -1;
  #state = inName;
  #nameEnd = 0;

  /** Takes the next chunk, after `next` gave "more". */
  write(chunk: Uint8Array): void {
    const left = this.bytes.length - this.to;
    if (left === 0) {
      this.bytes = chunk;
      this.#room = undefined;
      if (this.#scan !== -1) this.#scan = 0;
      this.from = this.to = 0;
      return;
    }
    const length = this.bytes.length + chunk.length;
    if (this.#room && this.#room.length >= length) {
      // What has left shares these bytes, but none behind them.
      this.#room.set(chunk, this.bytes.length);
      this.bytes = this.#room.subarray(0, length);
      return;
    }
    const rest = this.bytes.subarray(this.to);
    this.#room = new Uint8Array((rest.length + chunk.length) * 2);
    this.#room.set(rest);
    this.#room.set(chunk, rest.length);
    this.bytes = this.#room.subarray(0, rest.length + chunk.length);
    this.#move(this.to);
  }

  /** What is not there to its end now is there as it is. */
  end(): void {
    this.#ended = true;
  }

  /** Whether a tag that stands here is a tag, and no part of a text or comment, of a template, or of SVG or MathML. */
  get isOpen(): boolean {
    return this.#text === undefined && this.#comment === "none" && this.#templates === 0 && !this.#foreign.inside;
  }

  /** The element whose text this is; "" where it is the page's own. */
  get text(): string {
    return this.#text?.text ?? "";
  }

  /** Of a tag, in small letters. */
  get name(): string {
    return this.element.text;
  }

  /** In a template, whose content is no part of the page. */
  get inTemplate(): boolean {
    return this.#templates > 0;
  }

  /** After the end: the page stops in the middle of a tag. `to` is where it begins. */
  get isCut(): boolean {
    return this.#ended && this.to < this.bytes.length;
  }

  /** Of a tag's attributes: where the name begins and ends, where the value begins and ends; -1 without a value. */
  get spans(): readonly number[] {
    return this.#spans;
  }

  next(): TokenKind {
    this.from = this.to;
    if (this.from >= this.bytes.length) return "more";
    if (this.#comment !== "none") return this.#readComment(this.from);
    const text = this.#text;
    if (text === undefined) return this.#readData();
    return text.text === "plaintext" ? this.#take("text", this.bytes.length) : this.#readText(text.text);
  }

  #move(by: number): void {
    this.from -= by;
    this.to -= by;
    if (this.#scan === -1) return;
    this.#scan -= by;
    this.#nameEnd -= by;
    for (let i = 0; i < this.spanCount; i++) if (this.#spans[i] !== -1) this.#spans[i]! -= by;
  }

  #take(kind: TokenKind, to: number): TokenKind {
    this.to = to;
    if (kind === "text" && !this.inBody && this.#text === undefined && this.#templates === 0) this.#findBody();
    return kind;
  }

  /** Ends the text before its first letter, which begins the body: blanks before it are the head's. */
  #findBody(): void {
    for (let at = this.from; at < this.to; at++) {
      if (isBlank(this.bytes[at]!)) continue;
      if (at === this.from) this.inBody = true;
      else this.to = at;
      return;
    }
  }

  #readData(): TokenKind {
    const { bytes, from } = this;
    if (this.#scan !== -1) return this.#readTag();
    const at = find(bytes, less, from);
    if (at === -1) return this.#take("text", bytes.length);
    if (at > from) return this.#take("text", at);
    const byte = bytes[at + 1];
    if (byte === undefined) return this.#ended ? this.#take("text", at + 1) : "more";
    if (isLetter(byte)) return this.#openTag(at + 1);
    if (byte === slash) {
      const second = bytes[at + 2];
      // At the end it is text; but what came behind it would be a comment.
      if (second === undefined) return "more";
      return isLetter(second) ? this.#openTag(at + 2) : this.#openComment(">", at + 2);
    }
    if (byte === bang) {
      const cdata = this.#foreign.holdsCdata;
      if (this.#startsWith(at, "<!--")) return this.#openComment("-->", at + 2);
      if (cdata && this.#startsWith(at, "<![CDATA[")) return this.#openComment("]]>", at + 9);
      const mayStart = this.#mayStart(at, "<!--") || (cdata && this.#mayStart(at, "<![CDATA["));
      return mayStart && !this.#ended ? "more" : this.#openComment(">", at + 2);
    }
    return byte === question ? this.#openComment(">", at + 1) : this.#take("text", at + 1);
  }

  #startsWith(at: number, text: string): boolean {
    if (at + text.length > this.bytes.length) return false;
    for (let i = 0; i < text.length; i++) if (this.bytes[at + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** Whether what is there of the bytes from `at` on could become `text`. */
  #mayStart(at: number, text: string): boolean {
    const length = Math.min(text.length, this.bytes.length - at);
    return length < text.length && this.#startsWith(at, text.slice(0, length));
  }

  #openComment(end: CommentEnd, at: number): TokenKind {
    this.#comment = end;
    return this.#readComment(at, true);
  }

  #readComment(at: number, opens = false): TokenKind {
    const { bytes } = this;
    const end = this.#comment;
    for (let close = bytes.indexOf(greater, at); close !== -1; close = bytes.indexOf(greater, close + 1)) {
      if (!this.#closes(close, at, opens)) continue;
      this.#comment = "none";
      return this.#take("comment", close + 1);
    }
    // What could be the beginning of the end stays; so does the beginning, which tells `<!-->` from `-->`.
    const kept = end === ">" ? 0 : opens && this.bytes.length - at < 8 ? bytes.length - this.from : 3;
    const to = this.#ended ? bytes.length : Math.max(bytes.length - kept, this.from);
    if (to > this.from) return this.#take("comment", to);
    if (opens) this.#comment = "none";
    return "more";
  }

  /** Whether the `>` at `close` ends the comment. `at`: where to look from, which is the `--` of `<!--` where it `opens`. */
  #closes(close: number, at: number, opens: boolean): boolean {
    const { bytes } = this;
    switch (this.#comment) {
      case "-->":
        if (bytes[close - 1] === dash) return close - 2 >= at && bytes[close - 2] === dash;
        return (
          bytes[close - 1] === bang &&
          close - 3 >= at + (opens ? 2 : 0) &&
          bytes[close - 2] === dash &&
          bytes[close - 3] === dash
        );
      case "]]>":
        return close - 2 >= at && bytes[close - 1] === bracket && bytes[close - 2] === bracket;
      case ">":
      case "none":
      default:
        return true;
    }
  }

  /** The text of an element up to its end tag. */
  #readText(name: string): TokenKind {
    const { bytes, from } = this;
    if (this.#scan !== -1) return this.#readTag();
    const script = name === "script";
    const endTag = `</${name}`;
    for (let at = from; ; at++) {
      at = script && this.#escape !== "none" ? this.#findEscaped(at) : bytes.indexOf(less, at);
      if (at === -1 || at >= bytes.length) return this.#take("text", bytes.length);
      if (bytes[at] === dash) {
        if (this.#startsWith(at, "-->")) this.#escape = "none";
        else if (this.#mayStart(at, "-->") && !this.#ended) return this.#before(at);
        continue;
      }
      const end = this.#endsWith(at, endTag);
      if (end === "more") return this.#before(at);
      if (end === "yes" && this.#escape !== "double") {
        if (at > from) return this.#take("text", at);
        return this.#openTag(at + 2);
      }
      if (!script) continue;
      if (end === "yes") this.#escape = "escaped";
      else if (this.#readEscape(at) === "more") return this.#before(at);
      // `<!-->` and `<!--->` escape nothing: the dashes of the beginning are those of the end.
      if (this.#startsWith(at, "<!--")) at++;
    }
  }

  /** Whether what stands at the `<` of a script's text escapes what comes behind it. */
  #readEscape(at: number): "told" | "more" {
    if (this.#escape === "none") {
      if (this.#startsWith(at, "<!--")) this.#escape = "escaped";
      else if (this.#mayStart(at, "<!--") && !this.#ended) return "more";
    } else if (this.#escape === "escaped") {
      const begin = this.#endsWith(at, "<script");
      if (begin === "more") return "more";
      if (begin === "yes") this.#escape = "double";
    }
    return "told";
  }

  /** The next `<` or `-`. */
  #findEscaped(at: number): number {
    const { bytes } = this;
    while (at < bytes.length && bytes[at] !== less && bytes[at] !== dash) at++;
    return at;
  }

  /** The text before `at`, behind which there is too little to tell what it is. */
  #before(at: number): TokenKind {
    return at > this.from ? this.#take("text", at) : "more";
  }

  /** Whether `tag` stands at `at` as a whole name, in letters of any size. */
  #endsWith(at: number, tag: string): "yes" | "no" | "more" {
    const { bytes } = this;
    for (let i = 0; i < tag.length; i++) {
      const byte = bytes[at + i];
      if (byte === undefined) return this.#ended ? "no" : "more";
      if (toSmall(byte) !== tag.charCodeAt(i)) return "no";
    }
    const after = bytes[at + tag.length];
    if (after === undefined) return this.#ended ? "no" : "more";
    return isBlank(after) || after === slash || after === greater ? "yes" : "no";
  }

  #openTag(at: number): TokenKind {
    this.#scan = at;
    this.#state = inName;
    this.spanCount = 0;
    return this.#readTag();
  }

  #readTag(): TokenKind {
    const { bytes } = this;
    const { length } = bytes;
    let at = this.#scan;
    let state = this.#state;
    for (;;) {
      if (state === inDouble || state === inSingle) {
        const quote = find(bytes, state === inDouble ? double : single, at);
        at = quote === -1 ? length : quote;
      } else {
        const ends = ending[state]!;
        while (at < length && (kinds[bytes[at]!]! & ends) === 0) at++;
      }
      if (at >= length) break;
      const byte = bytes[at]!;
      if (state === inName) this.#nameEnd = at;
      else if (state === inAttribute) this.#spans[this.spanCount - 3] = at;
      else if (state >= inDouble) this.#spans[this.spanCount - 1] = at;
      if (byte === greater && state !== inDouble && state !== inSingle) {
        this.selfClosing = state === beforeAttribute && bytes[at - 1] === slash;
        return this.#closeTag(at + 1);
      }
      state = this.#step(state, byte, at);
      at++;
    }
    this.#scan = at;
    this.#state = state;
    if (at - this.from > longestTag) throw new TypeError("A tag of the page has no end.");
    return "more";
  }

  /** Where in the tag one is behind `byte`, which ends the part that one is in and not the tag. */
  #step(state: number, byte: number, at: number): number {
    switch (state) {
      case inAttribute:
        return byte === equals ? beforeValue : byte === slash ? beforeAttribute : afterAttribute;
      case beforeAttribute:
        return this.#openAttribute(at);
      case afterAttribute:
        return byte === equals ? beforeValue : byte === slash ? beforeAttribute : this.#openAttribute(at);
      case beforeValue:
        this.#spans[this.spanCount - 2] = byte === double || byte === single ? at + 1 : at;
        return byte === double ? inDouble : byte === single ? inSingle : unquoted;
      default:
        return beforeAttribute;
    }
  }

  #openAttribute(at: number): number {
    const spans = this.#spans;
    const count = this.spanCount;
    spans[count] = at;
    spans[count + 1] = spans[count + 2] = spans[count + 3] = -1;
    this.spanCount = count + 4;
    return inAttribute;
  }

  #closeTag(to: number): TokenKind {
    const { bytes, from } = this;
    this.#scan = -1;
    const isEnd = bytes[from + 1] === slash;
    const name = readElementName(bytes, from + (isEnd ? 2 : 1), this.#nameEnd);
    this.element = name;
    this.to = to;
    if (isEnd) {
      this.#text = undefined;
      this.#escape = "none";
      if (name === templateName && this.#templates > 0 && !this.#foreign.endsForeign(name)) this.#templates--;
      this.#foreign.end(name);
      if (!this.inBody) this.inBody = beginsBody.has(name.text) && this.#templates === 0;
      return "end";
    }
    if (!this.inBody && this.#templates === 0 && !name.inHead) {
      this.inBody = true;
      this.hasFrames = name.text === "frameset";
    }
    this.isHtml = this.hasFrames || !this.#foreign.start(name, this.selfClosing, this.#toPlain);
    if (!this.isHtml) return "start";
    if (name === templateName) this.#templates++;
    else if (name.holdsText && (!this.hasFrames || name.text === "noframes")) this.#text = name;
    return "start";
  }

  /** The attribute as it is written. */
  readonly #toPlain = (attribute: string): string | undefined => {
    const at = this.find(attribute);
    if (at === -1) return undefined;
    const [from, to] = [this.#spans[at + 2]!, this.#spans[at + 3]!];
    return String.fromCharCode(...this.bytes.subarray(from, Math.min(to, from + 64)));
  };

  /** Where `spans` begins to be about the attribute; -1 without it. The first of several is the one that counts. */
  find(attribute: string): number {
    const spans = this.#spans;
    for (let i = 0; i < this.spanCount; i += 4) {
      if (isSame(this.bytes, spans[i]!, spans[i + 1]!, attribute)) return i;
    }
    return -1;
  }
}

/** End tags that begin the body. */
const beginsBody = new Set(["br", "body", "html"]);

/** How many bytes are looked at one by one, before the search that is faster over many. */
const near = 24;

/** Where `byte` stands next; -1 where it does not. */
function find(bytes: Uint8Array, byte: number, from: number): number {
  const end = Math.min(from + near, bytes.length);
  for (let at = from; at < end; at++) if (bytes[at] === byte) return at;
  return end === bytes.length ? -1 : bytes.indexOf(byte, end);
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d || byte === 0x0c;
}
