import { join } from "../http/body.ts";
import { utf8, type Charset } from "./charset.ts";
import { noscriptElements, type Elements, type Outcome, type Passing } from "./elements.ts";
import { findElementName, nameCount } from "./element-name.ts";
import { CurrentTag } from "./tag.ts";
import { Tokenizer, type TokenKind } from "./tokenizer.ts";

/** Longest text of a script, in bytes, that is waited for to decide whether it leaves. A longer one does not. */
const longestHeld = 256 * 1024;

const encoder = new TextEncoder();

/** What stands around a token. */
export interface Around {
  /** Whether something is still to be put in that may stand at any token. */
  readonly isWaiting: () => boolean;
  readonly before: (kind: TokenKind) => string;
  readonly after: (kind: TokenKind) => string;
}

const nothing: Around = { isWaiting: () => false, before: () => "", after: () => "" };

/** Reads a page or a part of one, and carries out what becomes of its elements. */
export class Pass {
  readonly tokens = new Tokenizer();
  readonly #tag = new CurrentTag(this.tokens, (bytes) => this.#decode(bytes));
  readonly #passing: Passing;
  /** By the number of the name. */
  readonly #wanted: readonly (Elements[string] | undefined)[];
  #charset = utf8;
  /** Of `#charset`, once a text was read: of most pages none is. */
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #isFirst = true;
  /** Up to where the tokenizer's bytes are in `pieces`, or do not leave. */
  #done = 0;
  #pieces: Uint8Array[] = [];
  /** The text before the token ends with `<`. */
  #isAtLess = false;
  #held: { readonly stays: (text: string) => boolean; readonly pieces: Uint8Array[]; length: number } | undefined;
  #noscript: Pass | undefined;

  constructor(passing: Passing, elements: Elements) {
    this.#passing = passing;
    this.#wanted = toWanted(elements);
  }

  write(chunk: Uint8Array, around: Around, told: Charset = this.#charset): Uint8Array {
    if (told !== this.#charset) {
      this.#charset = told;
      this.#decoder = undefined;
    }
    let bytes = chunk;
    if (this.#isFirst && chunk.length > 0) {
      this.#isFirst = false;
      // The mark is no text, and stays first.
      if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) {
        this.#pieces.push(chunk.subarray(0, 3));
        bytes = chunk.subarray(3);
      }
    }
    this.tokens.write(bytes);
    this.#done = this.tokens.to;
    this.#run(around);
    return this.#take();
  }

  /** `closing`: what comes last where the page ends in the open. */
  end(around: Around, closing: () => string): Uint8Array {
    this.tokens.end();
    this.#run(around);
    if (this.#held) this.#release();
    if (this.#noscript) this.#pieces.push(this.#noscript.end(nothing, () => ""));
    // Inside a text or a comment that has no end it would be part of that.
    if (this.tokens.isOpen) this.#put(closing());
    // Half a tag: nothing of ours may become a part of it.
    if (this.tokens.isCut) this.#pieces.push(this.tokens.bytes.subarray(this.tokens.to));
    return this.#take();
  }

  #decode(bytes: Uint8Array): string {
    this.#decoder ??= this.#charset.decoder();
    return this.#decoder.decode(bytes);
  }

  #keep(to: number): void {
    if (to > this.#done) this.#pieces.push(this.tokens.bytes.subarray(this.#done, to));
    this.#done = to;
  }

  #put(text: string): void {
    if (text !== "") this.#pieces.push(encode(text, this.#charset));
  }

  #take(): Uint8Array {
    const taken = join(this.#pieces);
    this.#pieces = [];
    return taken;
  }

  #readStart(): Outcome {
    const { element, isHtml } = this.tokens;
    // In SVG they are other elements, but for scripts: there rules are not read, and so never leave as such.
    const isScript = !isHtml && element.text === "script";
    const change = this.#wanted[element.index];
    if ((!isHtml && !isScript) || !change) return "stays";
    const tag = this.#tag;
    const { edits } = tag;
    edits.length = 0;
    let outcome = change(tag, this.#passing);
    if (isScript) {
      if (typeof outcome === "object") tag.set("type", "text/plain");
      outcome = "stays";
    }
    if (outcome === "stays" && edits.length > 0) {
      if (edits.length > 1) edits.sort((a, b) => a.from - b.from);
      for (const { from, to, text } of edits) {
        this.#keep(from);
        this.#put(text);
        this.#done = to;
      }
    }
    return outcome;
  }

  /** Whether the token is a part of an element whose text is held or read by itself. */
  #readInside(kind: TokenKind): boolean {
    const isText = kind === "text" && this.tokens.text !== "";
    if (this.#held) {
      if (isText) this.#hold();
      else this.#release();
      return isText;
    }
    if (!this.#noscript) return false;
    this.#keep(this.tokens.from);
    if (isText) {
      this.#pieces.push(this.#noscript.write(this.tokens.bytes.slice(this.tokens.from, this.tokens.to), nothing));
      this.#done = this.tokens.to;
      return true;
    }
    this.#pieces.push(this.#noscript.end(nothing, () => ""));
    this.#noscript = undefined;
    return false;
  }

  /** Whether nothing depends on the token, as on most. */
  #isPlain(kind: TokenKind): boolean {
    const { element } = this.tokens;
    if (kind === "start") return this.#wanted[element.index] === undefined;
    return kind !== "end" || !element.isPage;
  }

  #read(kind: TokenKind, around: Around): void {
    if ((this.#held || this.#noscript) && this.#readInside(kind)) return;
    if (this.#isPlain(kind) && !around.isWaiting()) return;
    const text = around.before(kind);
    if (text !== "") {
      this.#keep(this.tokens.from);
      this.#put(text);
    }
    if (kind === "start") {
      const outcome = this.#readStart();
      if (outcome === "gone") {
        this.#keep(this.tokens.from);
        // Without this, `<<link …>script>` would become a script.
        if (this.#isAtLess) this.#put("<!---->");
        this.#done = this.tokens.to;
      } else if (typeof outcome === "object") {
        this.#keep(this.tokens.from);
        this.#held = { stays: outcome.stays, pieces: [], length: 0 };
        this.#hold();
      }
      if (this.tokens.text === "noscript") this.#noscript = new Pass(this.#passing, noscriptElements);
    }
    const behind = around.after(kind);
    if (behind !== "") {
      this.#keep(this.tokens.to);
      this.#put(behind);
    }
  }

  /** Keeps the token until it is known whether it leaves. */
  #hold(): void {
    this.#held!.length += this.tokens.to - this.tokens.from;
    if (this.#held!.length <= longestHeld)
      this.#held!.pieces.push(this.tokens.bytes.slice(this.tokens.from, this.tokens.to));
    this.#done = this.tokens.to;
  }

  /** At the end tag, which leaves in any case: alone it means nothing. */
  #release(): void {
    const [tag, ...text] = this.#held!.pieces;
    const stays = this.#held!.length <= longestHeld && this.#held!.stays(this.#decode(join(text)));
    if (stays) this.#pieces.push(tag!, ...text);
    // As a script of a type that nobody knows it stays where it stood, empty.
    else this.#put(`<script type="text/plain">`);
    this.#held = undefined;
  }

  #run(around: Around): void {
    for (let kind = this.tokens.next(); kind !== "more"; kind = this.tokens.next()) {
      this.#read(kind, around);
      this.#isAtLess = kind === "text" && this.tokens.bytes[this.tokens.to - 1] === 0x3c;
    }
    this.#keep(this.tokens.to);
  }
}

/** By the elements: two kinds, of which each page makes one anew. */
const wanted = new Map<Elements, readonly (Elements[string] | undefined)[]>();

function toWanted(elements: Elements): readonly (Elements[string] | undefined)[] {
  let list = wanted.get(elements);
  if (!list) {
    const made = Array.from<Elements[string] | undefined>({ length: nameCount });
    for (const [name, change] of Object.entries(elements)) made[findElementName(name)!.index] = change;
    wanted.set(elements, (list = made));
  }
  return list;
}

/** Short texts of ours as bytes: the same few stand in every page. */
const encoded = new Map<string, Uint8Array>();

/** Text of ours in the page's encoding: in one that is not UTF-8, with character references. */
export function encode(text: string, charset: Charset): Uint8Array {
  if (charset.label !== "utf-8") return encoder.encode(toAscii(text));
  if (text.length > 64) return encoder.encode(text);
  let bytes = encoded.get(text);
  if (!bytes) {
    if (encoded.size >= 1_000) encoded.clear();
    bytes = encoder.encode(text);
    encoded.set(text, bytes);
  }
  return bytes;
}

function toAscii(html: string): string {
  return html.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
}
