/** How many bytes of a page are looked at for what it says of its encoding. */
export const scanned = 1024;

/** How a page's bytes are read, and what is said of them when they leave. */
export interface Charset {
  /** For `Content-Type`. */
  readonly label: string;
  /** ASCII is not ASCII in it, so that it leaves as UTF-8. */
  readonly transcoded: boolean;
  readonly decoder: () => InstanceType<typeof TextDecoder>;
}

export const utf8: Charset = { label: "utf-8", transcoded: false, decoder: () => new TextDecoder() };

/** By label, of those that browsers know, of which there is an end. */
const charsets = new Map([["utf-8", utf8]]);

/**
 * The encoding of this label, or undefined where browsers know none of that name. One that browsers refuse to read throws.
 */
export function findCharset(label: string): Charset | undefined {
  const name = label.trim().toLowerCase();
  if (/^(?:replacement|hz-gb-2312|csiso2022kr|iso-2022-(?:kr|cn|cn-ext))$/.test(name)) {
    throw new TypeError(`Browsers do not read ${name}.`);
  }
  const known = charsets.get(name);
  if (known) return known;
  try {
    const { encoding } = new TextDecoder(name);
    const transcoded = /^utf-16|^iso-2022-jp$/.test(encoding);
    const charset = {
      label: transcoded ? "utf-8" : encoding,
      transcoded,
      decoder: () => new TextDecoder(encoding),
    };
    charsets.set(name, charset);
    return charset;
  } catch {
    return undefined;
  }
}

/** The encoding that the page's first bytes tell, whatever else is said of it. */
export function findMark(bytes: Uint8Array): Charset | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return utf8;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return findCharset("utf-16be");
  return bytes[0] === 0xff && bytes[1] === 0xfe ? findCharset("utf-16le") : undefined;
}

/** The encoding of a page that no header names: by its mark, by its own `<meta>`, as UTF-8 where it is, else as windows-1252. */
export function sniff(bytes: Uint8Array): Charset {
  const marked = findMark(bytes) ?? prescan(bytes.subarray(0, scanned));
  if (marked) return marked;
  try {
    // The last character may be cut.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return utf8;
  } catch {
    return findCharset("windows-1252")!;
  }
}

/** The same of a page in XML, which is UTF-8 where it does not say otherwise: https://www.w3.org/TR/xml/#charencoding */
export function sniffXml(bytes: Uint8Array): Charset {
  const declaration = String.fromCharCode(...bytes.subarray(0, 200));
  const label = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(declaration)?.[1];
  const charset = findMark(bytes) ?? (label === undefined ? undefined : findCharset(label));
  // One that could be read here is not in UTF-16.
  return charset && !(charset.transcoded && findMark(bytes) === undefined) ? charset : utf8;
}

/** What the page says of its encoding: https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding */
function prescan(bytes: Uint8Array): Charset | undefined {
  const text = String.fromCharCode(...bytes);
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== "<") continue;
    if (text.startsWith("<!--", at)) {
      const end = text.indexOf("-->", at + 2);
      if (end === -1) return undefined;
      at = end + 2;
      continue;
    }
    const tag = /^<\/?[a-z][^\t\n\f\r >]*/i.exec(text.slice(at, at + 64));
    if (/^<meta[\t\n\f\r /]/i.test(text.slice(at, at + 6))) {
      const read = readAttributes(text, at + 5);
      const found = toMetaCharset(read.attributes);
      if (found) return found;
      at = read.end;
    } else if (tag) {
      at = readAttributes(text, at + tag[0].length).end;
    } else if (/[!/?]/.test(text[at + 1] ?? "")) {
      const end = text.indexOf(">", at);
      if (end === -1) return undefined;
      at = end;
    }
  }
  return undefined;
}

/** The attributes from `at` to the tag's end, as the scan reads them: the first of a name counts. */
function readAttributes(
  text: string,
  at: number,
): { readonly attributes: ReadonlyMap<string, string>; readonly end: number } {
  const attributes = new Map<string, string>();
  const attribute =
    /[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r /=>]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r >"'][^\t\n\f\r >]*)?))?/y;
  for (;;) {
    attribute.lastIndex = at;
    const match = attribute.exec(text);
    if (!match) break;
    at = attribute.lastIndex;
    const name = match[1]!.toLowerCase();
    if (!attributes.has(name)) attributes.set(name, (match[2] ?? match[3] ?? match[4] ?? "").toLowerCase());
  }
  const end = text.indexOf(">", at);
  return { attributes, end: end === -1 ? text.length : end };
}

function toMetaCharset(attributes: ReadonlyMap<string, string>): Charset | undefined {
  const own = attributes.get("charset");
  const isPragma = attributes.get("http-equiv") === "content-type";
  const told = isPragma
    ? /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"']+))/.exec(attributes.get("content") ?? "")
    : null;
  const label = own ?? told?.[1] ?? told?.[2] ?? told?.[3];
  if (label === undefined) return undefined;
  const charset = findCharset(label);
  // A page whose `<meta>` could be read is not in UTF-16.
  if (charset && charset.decoder().encoding.startsWith("utf-16")) return utf8;
  return label.trim() === "x-user-defined" ? findCharset("windows-1252") : charset;
}
