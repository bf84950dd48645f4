import { decodeHTMLStrict } from "entities/decode";
import { utf8 } from "./charset.ts";
import { elements } from "./elements.ts";
import { encode } from "./pass.ts";
import { createAdditions, toPassing, type PageContext, type RewriteOptions, type Rewriter } from "./rewrite.ts";
import { join } from "./site-page.ts";
import { toTag, type Syntax } from "./tag.ts";
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
  const passing = toPassing(context, options);
  const additions = createAdditions(context, options, passing);
  let charset = utf8;
  let decoder = utf8.decoder();
  const toText = (bytes: Uint8Array): string => decoder.decode(bytes);
  const tokens = new XmlTokenizer(toText);
  const syntax: Syntax = { decode: (text) => decode(text, tokens.entities), escape: escapeXml };
  let pieces: Uint8Array[] = [];
  /** Up to where the tokenizer's bytes are in `pieces`, or dropped. */
  let done = 0;
  let isFirst = true;
  let rooted = false;
  let guarded = context.frame === undefined;
  let closed = guarded;
  /** Depth of the element that does not leave, with all in it. */
  let dropped = Infinity;

  const keep = (to: number): void => {
    if (to > done) pieces.push(tokens.bytes.subarray(done, to));
    done = Math.max(done, to);
  };
  const put = (html: string): void => {
    if (html !== "") pieces.push(encode(toXml(html), charset));
  };
  const putGuard = (at: number): void => {
    if (guarded) return;
    guarded = true;
    keep(at);
    put(additions.opening);
  };
  const putClosing = (at: number): void => {
    if (closed) return;
    closed = true;
    keep(at);
    // The guard imports it by this id.
    put(additions.closing({ type: "text/plain", id: "abide-module" }));
  };
  /** An element without content that something is put into: it gets an end tag of its own. */
  const open = (): void => {
    if (!tokens.selfClosing) return;
    keep(tokens.to - 2);
    pieces.push(encode(">", charset));
    done = tokens.to;
  };
  const close = (): void => {
    if (tokens.selfClosing) pieces.push(encode(`</${tokens.name}>`, charset));
  };

  const readStart = (): void => {
    const { localName, depth, selfClosing } = tokens;
    if (depth === 1) {
      rooted = true;
      if (!selfClosing) return;
      open();
      putGuard(tokens.to);
      return close();
    }
    const isHead = depth === 2 && localName === "head" && !selfClosing;
    if (!isHead) putGuard(tokens.from);
    changeElement();
    if (isHead) putGuard(tokens.to);
    if (depth !== 2 || localName !== "body" || additions.banner === "") return;
    open();
    keep(tokens.to);
    put(additions.banner);
    if (selfClosing) putClosing(tokens.to);
    close();
  };
  const changeElement = (): void => {
    const { localName, depth, selfClosing } = tokens;
    const change = Object.hasOwn(elements, localName) ? elements[localName] : undefined;
    if (!change) return;
    const { tag, edits } = toTag(tokens, toText, syntax);
    const outcome = change(tag, passing);
    if (outcome === "gone" || (typeof outcome === "object" && "instead" in outcome)) {
      keep(tokens.from);
      done = tokens.to;
      if (typeof outcome === "object") put(additions.instead(outcome.instead));
      if (!selfClosing) dropped = depth;
      return;
    }
    // Speculation rules: their text may be in pieces here, so that they do not leave as such.
    if (typeof outcome === "object") tag.set("type", "text/plain");
    for (const { from, to, text } of edits.toSorted((a, b) => a.from - b.from)) {
      keep(from);
      pieces.push(encode(text, charset));
      done = to;
    }
  };
  const read = (kind: XmlKind): void => {
    if (tokens.depth >= dropped) {
      done = tokens.to;
      if (kind === "end" && tokens.depth === dropped) dropped = Infinity;
      return;
    }
    if (
      kind === "instruction" &&
      tokens.depth === 0 &&
      transforms(toText(tokens.bytes.subarray(tokens.from, tokens.to)))
    ) {
      const hint = "xml-stylesheet";
      passing.note({ kind: "hint", key: [hint], detail: { hint, page: passing.page.pathname } });
      keep(tokens.from);
      done = tokens.to;
    } else if (kind === "start") readStart();
    else if (kind === "end") {
      putGuard(tokens.from);
      if (tokens.depth === 1 || (tokens.depth === 2 && tokens.localName === "body")) putClosing(tokens.from);
    } else if (
      rooted &&
      (kind === "cdata" || (kind === "text" && /\S/.test(toText(tokens.bytes.subarray(tokens.from, tokens.to)))))
    ) {
      // What looks like text may be an entity.
      putGuard(tokens.from);
    }
  };
  const run = (): Uint8Array => {
    done = tokens.to;
    for (let kind = tokens.next(); kind !== "more"; kind = tokens.next()) read(kind);
    keep(tokens.to);
    const taken = join(pieces);
    pieces = [];
    return taken;
  };

  return {
    write: (chunk, told = charset) => {
      if (told !== charset) {
        charset = told;
        decoder = told.decoder();
      }
      const marked = isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
      isFirst &&= chunk.length === 0;
      // The mark is no text, and stays first.
      if (marked) pieces.push(chunk.subarray(0, 3));
      tokens.write(marked ? chunk.subarray(3) : chunk);
      return run();
    },
    end: () => {
      tokens.end();
      return run();
    },
    placeholders: () => passing.placeholders,
    hasRoot: () => rooted,
  };
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
