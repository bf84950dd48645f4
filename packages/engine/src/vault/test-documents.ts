import type { RandomAccess } from "./zip.ts";
import { crc32, deflateRawSync } from "node:zlib";

/** One part of a zip, with everything about it that can be a lie. */
export interface Part {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly stored?: boolean;
  /** Another size than it has when unpacked, in both places that say it. */
  readonly claims?: number;
  /** Another size, or another name, in front of the part than in the directory. */
  readonly local?: { readonly size?: number; readonly name?: string };
  /** Lies where the part before it lies. */
  readonly overlaps?: boolean;
  readonly flags?: number;
  readonly method?: number;
  readonly extra?: Uint8Array;
  /** Bytes between this part and the next. */
  readonly gap?: Uint8Array;
}

export interface ZipLies {
  readonly before?: Uint8Array;
  readonly comment?: string;
  readonly count?: number;
  readonly directory?: number;
}

/** A zip as it is told to be: no library would write most of them. */
export function toZipFile(parts: readonly Part[], { before, comment = "", count, directory }: ZipLies = {}): Buffer {
  const bytes: Buffer[] = [Buffer.from(before ?? [])];
  const entries: Buffer[] = [];
  let at = bytes[0]!.length;
  let previous = at;
  for (const part of parts) {
    const { name, stored = false, flags = 0, local, extra = new Uint8Array(), gap = new Uint8Array() } = part;
    const plain = Buffer.from(part.content);
    const packed = stored ? plain : deflateRawSync(plain);
    const describe = (signature: number, name: string, size: number, extra: Uint8Array, central: boolean) => {
      const head = Buffer.alloc(central ? 46 : 30);
      let offset = head.writeUInt32LE(signature);
      if (central) offset = head.writeUInt16LE(20, offset);
      offset = head.writeUInt16LE(20, offset);
      offset = head.writeUInt16LE(flags, offset);
      offset = head.writeUInt16LE(part.method ?? (stored ? 0 : 8), offset);
      offset = head.writeUInt32LE(0, offset);
      offset = head.writeUInt32LE(crc32(plain), offset);
      offset = head.writeUInt32LE(packed.length, offset);
      offset = head.writeUInt32LE(size, offset);
      offset = head.writeUInt16LE(Buffer.byteLength(name), offset);
      head.writeUInt16LE(extra.length, offset);
      if (central) head.writeUInt32LE(part.overlaps ? previous : at, 42);
      return Buffer.concat([head, Buffer.from(name), extra]);
    };
    const size = part.claims ?? plain.length;
    entries.push(describe(0x02014b50, name, size, extra, true));
    if (part.overlaps) continue;
    previous = at;
    const whole = [
      describe(0x04034b50, local?.name ?? name, local?.size ?? size, new Uint8Array(), false),
      packed,
      gap,
    ];
    bytes.push(Buffer.concat(whole));
    at += bytes.at(-1)!.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(count ?? entries.length, 8);
  end.writeUInt16LE(count ?? entries.length, 10);
  end.writeUInt32LE(Buffer.concat(entries).length, 12);
  end.writeUInt32LE(directory ?? at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...bytes, ...entries, end, Buffer.from(comment)]);
}

const wordMain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

export const types = (overrides = "") =>
  `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
  `<Default Extension="xml" ContentType="application/xml"/>` +
  `<Override PartName="/word/document.xml" ContentType="${wordMain}"/>${overrides}</Types>`;

/** The parts of the smallest document that Word opens. */
export const wordParts: readonly Part[] = [
  { name: "[Content_Types].xml", content: types() },
  {
    name: "_rels/.rels",
    content:
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" ` +
      `Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
  },
  {
    name: "word/document.xml",
    content:
      `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` +
      `${"<w:p><w:r><w:t>Mara Lindqvist, ten years of ships</w:t></w:r></w:p>".repeat(40)}</w:body></w:document>`,
  },
];

export const openParts: readonly Part[] = [
  { name: "mimetype", content: "application/vnd.oasis.opendocument.text", stored: true },
  { name: "content.xml", content: "<office:document-content/>" },
  { name: "META-INF/manifest.xml", content: `<manifest:manifest><manifest:file-entry/></manifest:manifest>` },
];

export const word = toZipFile(wordParts);

/** A PDF of `size` bytes, or of a few hundred. */
export function toPdf(size = 0): Buffer {
  const head =
    "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj\n";
  const end = `trailer <</Root 1 0 R/Size 3>>\nstartxref\n${head.length}\n%%EOF\n`;
  const filling = Buffer.alloc(Math.max(0, size - head.length - end.length), "% a page that nobody has written\n");
  return Buffer.concat([Buffer.from(head), filling, Buffer.from(end)]);
}

/** `bytes` as a file; `read` counts the bytes that were asked for, and the most that were asked for at once. */
export function toFile(bytes: Uint8Array): RandomAccess & { readonly asked: { bytes: number; most: number } } {
  const asked = { bytes: 0, most: 0 };
  return {
    size: bytes.length,
    asked,
    read: (start, end) => {
      asked.bytes += end - start;
      asked.most = Math.max(asked.most, end - start);
      return Promise.resolve(Buffer.from(bytes.subarray(start, end)));
    },
  };
}
