import { colours } from "./colours.ts";

/** A piece of a mail's body, read strictly: a tag with its attributes, or text. */
export type Piece =
  | { readonly kind: "open"; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

export interface MarkupRules {
  /** Whether there may be pictures: the host of each learns that the mail was opened. */
  readonly pictures: boolean;
  /** Makes an address of a path of the site. Default: paths stay as they are. */
  readonly origin?: string | undefined;
}

/** A template wrote something that no mail may carry. */
export class MarkupError extends Error {
  override readonly name = "MarkupError";
}

/** The elements that a body may be made of. Others are refused: scripts, forms, frames, styles of the whole page. */
const elements = new Set(
  "a b blockquote br code div em h1 h2 h3 h4 hr i img li ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul".split(
    " ",
  ),
);
const empty = new Set(["br", "hr", "img"]);
const attributes = new Set(
  "align alt bgcolor border cellpadding cellspacing class colspan dir height href lang role rowspan scope src start style title valign width".split(
    " ",
  ),
);

/**
 * The pieces of `source`, or a MarkupError. A strict reading, with one way to write each thing: whatever a mail program could read in
 * another way than we do is not sent. Names that are not on the list, and addresses that are neither http, mailto nor tel, neither.
 */
export function readMarkup(source: string, { pictures, origin }: MarkupRules): Piece[] {
  const pieces: Piece[] = [];
  const opened: string[] = [];
  const pattern = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*="[^"]*")*)\s*\/?>|([^<]+)|[^]/gy;
  for (const [found, slash, name, given = "", text] of source.matchAll(pattern)) {
    if (text !== undefined) {
      pieces.push({ kind: "text", text: toDecoded(text) });
      continue;
    }
    if (name === undefined) throw new MarkupError(`The template writes "${found}" where no tag of a mail begins.`);
    if (!elements.has(name)) throw new MarkupError(`The template writes <${name}>, which no mail may carry.`);
    if (slash === "/") {
      // One end tag too many would end the frame around it.
      if (opened.pop() !== name)
        throw new MarkupError(`The template ends <${name}>, which is not the one that is open.`);
      pieces.push({ kind: "close", name });
      continue;
    }
    if (name === "img" && !pictures)
      throw new MarkupError("The template has a picture, and this mail is transactional.");
    const own = new Map<string, string>();
    for (const [, attribute, value] of given.matchAll(/([a-z][a-z0-9-]*)="([^"]*)"/g)) {
      own.set(attribute!, toAttribute(name, attribute!, toDecoded(value!), origin));
    }
    if (name === "a" && !own.has("style")) own.set("class", "a-accent").set("style", `color:${colours.accent}`);
    pieces.push({ kind: "open", name, attributes: own });
    if (!empty.has(name)) opened.push(name);
  }
  if (opened.length > 0) throw new MarkupError(`The template leaves <${opened.at(-1)}> open.`);
  return pieces;
}

function toAttribute(element: string, name: string, value: string, origin: string | undefined): string {
  if (!attributes.has(name))
    throw new MarkupError(`The template writes ${name} on <${element}>, which no mail may carry.`);
  const path = /^\/(?![/\\])[^\s\\]*$/.test(value);
  if (name === "href") {
    if (path) return origin === undefined ? value : new URL(value, origin).href;
    // A browser would read "java\nscript:" as well; a URL is written out as it was understood.
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url && ["https:", "http:", "mailto:", "tel:"].includes(url.protocol)) return url.href;
    throw new MarkupError("The template links to something that is neither a page, an address nor a telephone number.");
  }
  if (name === "src") {
    if (!path) throw new MarkupError("The template shows a picture that is not the site's own: name it by its path.");
    return origin === undefined ? value : new URL(value, origin).href;
  }
  // A style that loads something tells its host that the mail was opened; one that leaves its place could hide the unsubscribe link.
  if (
    name === "style" &&
    /(?:url|src|image(?:-set)?)\s*\(|expression|@|\\|<|position\s*:|behaviou?r|binding/i.test(value)
  ) {
    throw new MarkupError("The template has a style that loads something or leaves its place.");
  }
  return value;
}

/** The HTML of `pieces`; `toLink` gives links another address. */
export function toHtml(pieces: readonly Piece[], toLink: (href: string) => string = (href) => href): string {
  return pieces
    .map((piece) => {
      if (piece.kind === "text") return toEscaped(piece.text);
      if (piece.kind === "close") return `</${piece.name}>`;
      const given = [...piece.attributes].map(([name, value]) => {
        const shown = name === "href" && /^https?:/.test(value) ? toLink(value) : value;
        return ` ${name}="${toEscaped(shown)}"`;
      });
      return `<${piece.name}${given.join("")}>`;
    })
    .join("");
}

/** The text alternative of `pieces`, for people whose program shows no HTML, or who hear it read. */
export function toPlain(pieces: readonly Piece[], toLink: (href: string) => string = (href) => href): string {
  const text: Plain = { lines: [""], open: [] };
  for (const piece of pieces) {
    if (piece.kind === "text") write(text, piece.text);
    else if (piece.kind === "open") openElement(text, piece);
    else closeElement(text, piece.name, toLink);
  }
  return text.lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The text so far, and the elements that are open. */
interface Plain {
  readonly lines: string[];
  /** `from` is the line that an element begins on, `count` how many items a list has so far. */
  readonly open: { readonly name: string; readonly from: number; readonly href?: string; count: number }[];
}

/** Begins `gap` lines further down, unless there is that much space already. */
function goDown({ lines }: Plain, gap: number): void {
  if (lines.length === 1 && lines[0] === "") return;
  const before = lines.length - 1 - lines.findLastIndex((line) => line !== "");
  for (let more = before; more < gap; more++) lines.push("");
}

function write({ lines, open }: Plain, text: string): void {
  const kept = open.some(({ name }) => name === "pre" || name === "blockquote");
  const parts = (kept ? text : text.replace(/\s+/g, " ")).split("\n");
  for (const [at, part] of parts.entries()) {
    if (at > 0) lines.push("");
    lines[lines.length - 1] += lines.at(-1) === "" && !kept ? part.trimStart() : part;
  }
}

function openElement(text: Plain, { name, attributes }: Extract<Piece, { readonly kind: "open" }>): void {
  const { lines, open } = text;
  const gap = gaps[name];
  if (gap !== undefined) goDown(text, gap);
  const href = attributes.get("href");
  if (name === "br") lines.push("");
  if (name === "img") write(text, attributes.get("alt") ?? "");
  if (name === "hr") lines[lines.length - 1] = "---";
  if (name === "li") {
    const list = open.findLast((item) => item.name === "ul" || item.name === "ol");
    write(text, list?.name === "ol" ? `${++list.count}. ` : "- ");
  }
  if (empty.has(name)) return;
  open.push({ name, from: lines.length - 1, ...(href === undefined ? {} : { href }), count: 0 });
}

function closeElement(text: Plain, name: string, toLink: (href: string) => string): void {
  const { lines, open } = text;
  const own = open.pop();
  if (name === "th") lines[lines.length - 1] += ": ";
  if (name === "td") lines[lines.length - 1] = `${lines.at(-1)!.trimEnd()} `;
  if (name === "a" && own?.href !== undefined) {
    const [href, said] = [own.href.replace(/^(?:mailto|tel):/, ""), lines.slice(own.from).join("\n").trim()];
    // An address that is said already is not said twice.
    if (!said.endsWith(href)) write(text, `: ${/^https?:/.test(own.href) ? toLink(own.href) : href}`);
  }
  if (name === "blockquote") {
    for (let at = own!.from; at < lines.length; at++)
      if (lines[at] !== "" || at < lines.length - 1) lines[at] = `> ${lines[at]}`;
  }
  const gap = gaps[name];
  if (gap !== undefined) goDown(text, gap);
}

/** How many line breaks stand before and after an element. */
const gaps: { readonly [name: string]: number } = {
  blockquote: 2,
  div: 1,
  h1: 2,
  h2: 2,
  h3: 2,
  h4: 2,
  hr: 2,
  img: 1,
  li: 1,
  ol: 2,
  p: 2,
  pre: 2,
  table: 2,
  tr: 1,
  ul: 2,
};

const named: { readonly [name: string]: string } = { amp: "&", apos: "'", gt: ">", lt: "<", nbsp: "\u00a0", quot: '"' };

function toDecoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[(name as string).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : "\ufffd";
  });
}

export function toEscaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
