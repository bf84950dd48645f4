import { parseDecimal } from "./base64.ts";
import { concat } from "./hash.ts";

/** A piece of the log as it is served: 256 hashes of one level, or the 256 entries below them. {@link https://c2sp.org/tlog-tiles} */
export interface Tile {
  /** Hashes of subtree level `8 * level`, or the entries themselves. */
  readonly level: number | "entries";
  readonly index: number;
  /** How many it holds: 256, or fewer at the right edge of the tree. */
  readonly width: number;
}

export const tileWidth = 256;
const highestLevel = 5;

/** Path of a tile below the log's address: `tile/0/x001/x234/067` or, partly filled, `tile/0/000.p/17`. */
export function toTilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.../g) ?? [];
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${number}${width === tileWidth ? "" : `.p/${width}`}`;
}

/** The tile that a path names, or undefined. Each tile has one path. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(entries|[0-9]+)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]+))?$/.exec(path);
  if (!match) return undefined;
  const level: Tile["level"] | undefined = match[1] === "entries" ? "entries" : parseDecimal(match[1]!);
  const index = Number(match[2]!.replace(/[x/]/g, ""));
  const width = match[3] === undefined ? tileWidth : parseDecimal(match[3]);
  if (level === undefined || (level !== "entries" && level > highestLevel)) return undefined;
  if (width === undefined || !Number.isSafeInteger(index)) return undefined;
  const tile: Tile = { level, index, width };
  return toTilePath(tile) === path && (match[3] === undefined || isPartial(width)) ? tile : undefined;
}

/** Every tile of hashes that a log of `size` entries consists of, level by level. */
export function toTiles(size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / tileWidth)) {
    for (let index = 0; index * tileWidth < count; index++) {
      tiles.push({ level, index, width: Math.min(tileWidth, count - index * tileWidth) });
    }
  }
  return tiles;
}

/** How many hashes or entries of a log of `size` belong in the tile at `level` and `index`; 0 where there is no such tile yet. */
export function toWidth({ level, index }: Omit<Tile, "width">, size: number): number {
  const count = level === "entries" ? size : Math.floor(size / tileWidth ** level);
  return Math.max(0, Math.min(tileWidth, count - index * tileWidth));
}

/** Entries as they are served: each after its length in two bytes. */
export function toBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > 0xffff) throw new RangeError("An entry of the log has at most 65,535 bytes.");
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** The entries of a bundle, or undefined where its lengths do not add up. */
export function parseBundle(bundle: Uint8Array): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length;) {
    if (at + 2 > bundle.length) return undefined;
    const end = at + 2 + bundle[at]! * 256 + bundle[at + 1]!;
    if (end > bundle.length) return undefined;
    entries.push(bundle.slice(at + 2, end));
    at = end;
  }
  return entries;
}

function isPartial(width: number): boolean {
  return width >= 1 && width < tileWidth;
}
