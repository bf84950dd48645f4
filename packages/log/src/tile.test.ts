import { expect, test } from "vitest";
import { parseBundle, parseTilePath, toBundle, toTilePath, toTiles, toWidth, type Tile } from "./tile.ts";

test("a log of 70,000 entries consists of the tiles that the specification names", () => {
  const tiles = toTiles(70_000);
  const count = (level: number): [full: number, partial: number[]] => [
    tiles.filter((tile) => tile.level === level && tile.width === 256).length,
    tiles.filter((tile) => tile.level === level && tile.width < 256).map(({ width }) => width),
  ];
  expect(count(0)).toEqual([273, [112]]);
  expect(count(1)).toEqual([1, [17]]);
  expect(count(2)).toEqual([0, [1]]);
  expect(tiles).toHaveLength(273 + 1 + 1 + 1 + 1);
  for (const tile of tiles) expect(toWidth(tile, 70_000)).toBe(tile.width);
  expect(toWidth({ level: "entries", index: 273 }, 70_000)).toBe(112);
  expect(toWidth({ level: 0, index: 274 }, 70_000)).toBe(0);
});

test.each<[Tile, string]>([
  [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
  [{ level: 0, index: 273, width: 112 }, "tile/0/273.p/112"],
  [{ level: 1, index: 1_234_067, width: 256 }, "tile/1/x001/x234/067"],
  [{ level: "entries", index: 1000, width: 1 }, "tile/entries/x001/000.p/1"],
])("the path of %o is %s", (tile, path) => {
  expect(toTilePath(tile)).toBe(path);
  expect(parseTilePath(path)).toEqual(tile);
});

test.each([
  "",
  "0/000",
  "/tile/0/000",
  "tile/00/000",
  "tile/6/000",
  "tile/-1/000",
  "tile/data/000",
  "tile/0/0",
  "tile/0/0000",
  "tile/0/x000/000",
  "tile/0/001/000",
  "tile/0/x001",
  "tile/0/000.p/0",
  "tile/0/000.p/256",
  "tile/0/000.p/01",
  "tile/0/000.p",
  "tile/0/000/",
  "tile/0/../key",
  "tile/0/x999/x999/x999/x999/x999/x999/999",
])("%j is no path of a tile", (path) => {
  expect(parseTilePath(path)).toBeUndefined();
});

test("a bundle gives back its entries, and none when it was cut", () => {
  const entries = [new Uint8Array(), Uint8Array.of(1, 2, 3), new Uint8Array(300).fill(7), new Uint8Array(0xffff)];
  const bundle = toBundle(entries);
  expect(parseBundle(bundle)).toEqual(entries);
  expect(parseBundle(new Uint8Array())).toEqual([]);
  for (const cut of [1, 3, 4, 6, 308, bundle.length - 1]) expect(parseBundle(bundle.slice(0, cut))).toBeUndefined();
  expect(() => toBundle([new Uint8Array(0x10000)])).toThrow("at most 65,535 bytes");
});
