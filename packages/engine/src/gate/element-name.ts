/** The name of an element, with what has to be known of every tag. Each name of HTML is one object, so that none is looked up by its text. */
export interface ElementName {
  /** In small letters. */
  readonly text: string;
  /** Numbers of the names of HTML begin at 1; all others are 0. */
  readonly index: number;
  /** Its content is text up to its end tag, as a browser with scripting reads it. */
  readonly holdsText: boolean;
  /** Its start tag does not begin the body. */
  readonly inHead: boolean;
  /** It is never open. */
  readonly isVoid: boolean;
  /** It stays open where its end tag stands. */
  readonly isPage: boolean;
}

const toSet = (words: string): ReadonlySet<string> => new Set(words.split(" "));

const texts = toSet("title textarea style xmp iframe noembed noframes noscript script plaintext");
const heads = toSet("html head base basefont bgsound link meta title style script noscript noframes template");
const voids = toSet(
  "area base br col embed hr img input link meta param source track wbr basefont bgsound keygen frame",
);
const pages = toSet("html head body");
const others = toSet(
  "a abbr address article aside audio b bdi bdo big blockquote button canvas caption center cite code colgroup data datalist dd del " +
    "details dfn dialog dir div dl dt em fieldset figcaption figure font footer form frameset h1 h2 h3 h4 h5 h6 header hgroup i ins kbd " +
    "label legend li main map mark marquee math menu meter nav nobr object ol optgroup option output p picture pre progress q rp rt ruby " +
    "s samp search section select slot small span strike strong sub summary sup svg table tbody td tfoot th thead time tr tt u ul var video",
);

const toElementName = (text: string, index: number): ElementName => ({
  text,
  index,
  holdsText: texts.has(text),
  inHead: heads.has(text),
  isVoid: voids.has(text),
  isPage: pages.has(text),
});

const names: ReadonlyMap<string, ElementName> = new Map(
  [...new Set([...texts, ...heads, ...voids, ...pages, ...others])].map((text, i) => [
    text,
    toElementName(text, i + 1),
  ]),
);

/** How many numbers there are, that of the other names included. */
export const nameCount = names.size + 1;

export const templateName = names.get("template")!;

/** The name of an element of HTML; undefined for any other. */
export const findElementName = (text: string): ElementName | undefined => names.get(text);

/** Names by a hash of theirs: those of every other tag need not be made anew. */
const known: (ElementName | undefined)[] = Array.from({ length: 1024 });

/** The name in these bytes. */
export function readElementName(bytes: Uint8Array, from: number, to: number): ElementName {
  let hash = 0;
  for (let at = from; at < to; at++) hash = (hash * 31 + (bytes[at]! | 0x20)) & 1023;
  const name = known[hash];
  if (name !== undefined && isSame(bytes, from, to, name.text)) return name;
  // Longer ones are nobody's that anything depends on.
  const text = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 64)).map(toSmall));
  return (known[hash] = names.get(text) ?? toElementName(text, 0));
}

/** Whether the bytes are `text`, which is in small letters. */
export function isSame(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let at = from; at < to; at++) if (toSmall(bytes[at]!) !== text.charCodeAt(at - from)) return false;
  return true;
}

export function toSmall(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
