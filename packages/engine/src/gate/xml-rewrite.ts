import { decodeHTMLStrict } from "entities/decode";
import { utf8, type Charset } from "./charset.ts";
import { elements, type Passing } from "./elements.ts";
import { encode } from "./pass.ts";
import {
  createAdditions,
  toPassing,
  type Additions,
  type PageContext,
  type RewriteOptions,
  type Rewriter,
} from "./rewrite.ts";
import { join } from "../http/body.ts";
import { CurrentTag } from "./tag.ts";
import { escapeXml, toXml } from "./to-xml.ts";
import { toCharacter, XmlTokenizer, type XmlKind } from "./xml-tokenizer.ts";

/** A page in XML that is rewritten as it comes. */
export interface XmlRewriter extends Rewriter {
  /** Whether the first element has been read: what stands before it can keep a page from leaving, and nothing of the page runs till then. */
  readonly hasRoot: () => boolean;
}

/**
 * Rewrites a page of `application/xhtml+xml` chunk by chunk. An element counts by its name without prefix, in whatever namespace: to follow
 * these, a page's own entities would have to be followed as well.
 */
export function createXmlRewriter(context: PageContext, options: RewriteOptions): XmlRewriter {
  const pass = new XmlPass(context, options);
  return {
    write: (chunk, charset) => pass.write(chunk, charset),
    end: () => pass.end(),
    hasRoot: () => pass.hasRoot,
  };
}

class XmlPass {
  readonly passing: Passing;
  hasRoot = false;
  readonly #additions: Additions;
  readonly #tokens = new XmlTokenizer((bytes) => this.#toText(bytes));
  readonly #tag = new CurrentTag(this.#tokens, (bytes) => this.#toText(bytes), {
    decode: (text) => decode(text, this.#tokens.entities),
    escape: escapeXml,
  });
  #charset = utf8;
  #decoder = utf8.decoder();
  #pieces: Uint8Array[] = [];
  /** Up to where the tokenizer's bytes are in `pieces`, or dropped. */
  #done = 0;
  #isFirst = true;
  #guarded: boolean;
  #closed: boolean;
  /** Depth of the element that does not leave, with all in it. */
  #dropped = Infinity;

  constructor(context: PageContext, options: RewriteOptions) {
    this.passing = toPassing(context, options);
    this.#additions = createAdditions(context, options, this.passing);
    this.#guarded = this.#closed = context.frame === undefined;
  }

  write(chunk: Uint8Array, told: Charset = this.#charset): Uint8Array {
    if (told !== this.#charset) {
      this.#charset = told;
      this.#decoder = told.decoder();
    }
    const marked = this.#isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    this.#isFirst &&= chunk.length === 0;
    // The mark is no text, and stays first.
    if (marked) this.#pieces.push(chunk.subarray(0, 3));
    this.#tokens.write(marked ? chunk.subarray(3) : chunk);
    return this.#run();
  }

  end(): Uint8Array {
    this.#tokens.end();
    return this.#run();
  }

  #run(): Uint8Array {
    const tokens = this.#tokens;
    this.#done = tokens.to;
    for (let kind = tokens.next(); kind !== "more"; kind = tokens.next()) this.#read(kind);
    this.#keep(tokens.to);
    const taken = join(this.#pieces);
    this.#pieces = [];
    return taken;
  }

  #toText(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes);
  }

  /** The token as text. */
  get #token(): string {
    return this.#toText(this.#tokens.bytes.subarray(this.#tokens.from, this.#tokens.to));
  }

  #keep(to: number): void {
    if (to > this.#done) this.#pieces.push(this.#tokens.bytes.subarray(this.#done, to));
    this.#done = Math.max(this.#done, to);
  }

  #write(xml: string): void {
    this.#pieces.push(encode(xml, this.#charset));
  }

  #put(html: string): void {
    if (html !== "") this.#write(toXml(html));
  }

  #putGuard(at: number): void {
    if (this.#guarded) return;
    this.#guarded = true;
    this.#keep(at);
    this.#put(this.#additions.opening);
  }

  #putClosing(at: number): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#keep(at);
    // The guard imports it by this id.
    this.#put(this.#additions.closing({ type: "text/plain", id: "abide-module" }));
  }

  #read(kind: XmlKind): void {
    const { depth, localName, from, to } = this.#tokens;
    if (depth >= this.#dropped) {
      this.#done = to;
      if (kind === "end" && depth === this.#dropped) this.#dropped = Infinity;
      return;
    }
    if (kind === "start") return this.#readStart();
    if (kind === "end") {
      this.#putGuard(from);
      if (depth === 1 || (depth === 2 && localName === "body")) this.#putClosing(from);
    } else if (kind === "instruction" && depth === 0 && transforms(this.#token)) {
      const hint = "xml-stylesheet";
      this.passing.note({ kind: "hint", key: [hint], detail: { hint, page: this.passing.page.pathname } });
      this.#keep(from);
      this.#done = to;
    } else if (this.hasRoot && (kind === "cdata" || (kind === "text" && /\S/.test(this.#token)))) {
      // What looks like text may be an entity.
      this.#putGuard(from);
    }
  }

  #readStart(): void {
    const { localName, depth, selfClosing, from, to } = this.#tokens;
    if (depth === 1) {
      this.hasRoot = true;
      // Otherwise the guard waits for what comes next, which may be the head.
      if (selfClosing) this.#fill(() => this.#putGuard(to));
      return;
    }
    const isHead = depth === 2 && localName === "head" && !selfClosing;
    if (!isHead) this.#putGuard(from);
    this.#change();
    if (isHead) this.#putGuard(to);
    if (depth !== 2 || localName !== "body" || this.#additions.banner === "") return;
    this.#fill(() => {
      this.#keep(to);
      this.#put(this.#additions.banner);
      if (selfClosing) this.#putClosing(to);
    });
  }

  /** Has `put` put something into the element that begins here. One without content gets an end tag of its own. */
  #fill(put: () => void): void {
    const { selfClosing, name, to } = this.#tokens;
    if (!selfClosing) return put();
    this.#keep(to - 2);
    this.#write(">");
    this.#done = to;
    put();
    this.#write(`</${name}>`);
  }

  #change(): void {
    const { localName, depth, selfClosing, from, to } = this.#tokens;
    const change = Object.hasOwn(elements, localName) ? elements[localName] : undefined;
    if (!change) return;
    const tag = this.#tag;
    tag.edits.length = 0;
    const outcome = change(tag, this.passing);
    if (outcome === "gone") {
      this.#keep(from);
      this.#done = to;
      if (!selfClosing) this.#dropped = depth;
      return;
    }
    // Speculation rules: their text may be in pieces here, so that they do not leave as such.
    if (typeof outcome === "object") tag.set("type", "text/plain");
    for (const edit of tag.edits.toSorted((a, b) => a.from - b.from)) {
      this.#keep(edit.from);
      this.#write(edit.text);
      this.#done = edit.to;
    }
  }
}

/** An attribute's value, with the references of XML, of HTML, and of the page itself. */
function decode(text: string, entities: ReadonlyMap<string, string>): string {
  return text
    .replace(/[\t\n\r]/g, " ")
    .replace(/&(?:#x([\da-f]+)|#(\d+)|([^;&#]+));/gi, (whole, hex: string | undefined, decimal: string, name: string) =>
      name === undefined
        ? toCharacter(hex === undefined ? Number(decimal) : parseInt(hex, 16))
        : (entities.get(name) ?? decodeHTMLStrict(whole)),
    );
}

/** Whether the instruction has the page turned into another one, by a style sheet that is none of CSS: the guard would not be in that. */
function transforms(instruction: string): boolean {
  if (!/^<\?xml-stylesheet\s/.test(instruction)) return false;
  const types = [...instruction.matchAll(/\btype\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
  return types.some(([, double, single]) => (double ?? single) !== "text/css");
}
