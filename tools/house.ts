import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRelative, isTest, root, sources, table, toFloor, toRoom, toTarget } from "./imports.ts";
import { place, type Spot } from "./layout.ts";

/**
 * The picture in ARCHITECTURE.md, drawn from the imports: the engine's rooms on their floors, and below them the packages that the
 * engine stands on. `node tools/house.ts` writes it; a test compares it with what is committed.
 */
export const picture = "docs/house.svg";

export interface Room {
  readonly name: string;
  /** Tests are not counted. */
  readonly files: number;
  readonly kind: "feature" | "room" | "package";
  /** Names of other rooms. */
  readonly imports: readonly string[];
}

type Arrow = readonly [from: string, to: string];

const engine = "packages/engine";
const row = table[engine]!;
/** The highest first. */
const floors = row.floors!.toReversed();

export function readRooms(): Room[] {
  const shipped = sources.filter(({ folder, inside }) => folder === engine && !isTest(inside));
  return floors.flat().map((name) => {
    const own = shipped.filter(({ inside }) => toRoom(row, inside) === name);
    const imports = own.flatMap((source) =>
      source.imports.filter(({ from }) => isRelative(from)).map((item) => toRoom(row, toTarget(engine, item))),
    );
    // core/feature.ts says what a feature is.
    const isFeature = name !== "core" && own.some(({ inside }) => inside === `src/${name}/feature.ts`);
    return {
      name,
      files: own.length,
      kind: isFeature ? "feature" : "room",
      imports: [...new Set(imports)].filter((other) => other !== name).sort(),
    };
  });
}

/** The packages that the engine may import. */
function readPackages(): Room[] {
  return row.run.map((name) => {
    const folder = `packages/${name}`;
    const files = sources.filter((source) => source.folder === folder && !isTest(source.inside)).length;
    return { name, files, kind: "package", imports: table[folder]!.run };
  });
}

/** Imports of a room on the same floor or above. There are none; where there is one, the picture shows it in red. */
export const toWrong = (rooms: readonly Room[]): Arrow[] =>
  rooms.flatMap(({ name, imports }) =>
    imports.filter((to) => toFloor(row, to) >= toFloor(row, name)).map((to): Arrow => [name, to]),
  );

/** Who imports whom, without what follows: of "a imports b, b imports c, a imports c" the last is left out. */
export function reduce(rooms: readonly Room[], wrong: readonly Arrow[] = []): Arrow[] {
  const isWrong = (from: string, to: string) => wrong.some(([a, b]) => a === from && b === to);
  const down = new Map(rooms.map(({ name, imports }) => [name, imports.filter((to) => !isWrong(name, to))]));
  const reached = (name: string): string[] => (down.get(name) ?? []).flatMap((to) => [to, ...reached(to)]);
  return [...down].flatMap(([from, all]) => {
    const further = new Set(all.flatMap(reached));
    return all.filter((to) => !further.has(to)).map((to): Arrow => [from, to]);
  });
}

// ── drawing ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const width = 584;
/** Of the house. The numbers of the floors stand to its left. */
const left = 40;
const right = width - 12;
const middle = (left + right) / 2;
const box = 48;
const step = 84;
/** Where the eaves are, and the highest room below the gable. */
const eaves = 118;
const gable = 76;

/** The same picture for the same rooms, as an SVG that follows the reader's light or dark. */
export function drawHouse(rooms: readonly Room[]): string {
  const wrong = toWrong(rooms);
  const spots = place({ floors, arrows: reduce(rooms, wrong), toWidth, reach: (right - left) / 2 - 14 });
  const toY = (floor: number) => (floor === 0 ? gable : eaves + 44 + (floor - 1) * step);
  const bottom = toY(floors.length - 1) + box + 26;
  const ground = drawGround(readPackages(), bottom);
  const spotOf = (name: string) => spots.find(({ room }) => room === name)!;
  const numbers = floors.map(
    (_, floor) =>
      `<text class="number" x="${left / 2}" y="${toY(floor) + box / 2 + 5}">${floors.length - floor}</text>`,
  );
  const parts = [
    `<path class="house" d="M${left} ${bottom} V${eaves} L${middle} 16 L${right} ${eaves} V${bottom} Z"/>`,
    ...numbers,
    drawArrows(toPieces(spots), toY),
    ...rooms.map((room) => drawBox(room, spotOf(room.name), toY)),
    ...wrong.map(([from, to]) => drawWrong(spotOf(from), spotOf(to), toY)),
    ground.drawn,
    drawLegend(ground.bottom + 40),
  ];
  const height = ground.bottom + 64;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">The house: the engine's rooms on their floors, and the packages that it stands on</title>
<desc id="desc">${describe(rooms)}</desc>
${style}
<rect class="paper" width="${width}" height="${height}" rx="12"/>
${parts.join("\n")}
</svg>
`;
}

/** Wide enough for the name in any of the fonts. */
function toWidth(name: string): number {
  return Math.max(68, Math.round(name.length * 9.2) + 26);
}

const toX = ({ x }: Spot): number => Math.round(middle + x);

/** A piece of an arrow, from one floor to the next. */
type Piece = readonly [from: Spot, to: Spot];

const toPieces = (spots: readonly Spot[]): Piece[] =>
  spots.flatMap((spot) => spot.below.map((to): Piece => [spot, to]));

function drawArrows(pieces: readonly Piece[], toY: (floor: number) => number): string {
  const ways = pieces.map(([from, to]) => {
    const [x, endX, endY] = [toX(from), toX(to), toY(to.floor)];
    const start = toY(from.floor) + box;
    const half = (start + endY) / 2;
    // What only passes a floor goes straight through it.
    const begin = from.room === undefined ? `M${x} ${toY(from.floor)} V${start}` : `M${x} ${start}`;
    const end = to.room === undefined ? "" : toHead(endX, endY, -8);
    return `${begin} C${x} ${half} ${endX} ${half} ${endX} ${endY}${end}`;
  });
  return `<path class="arrow" d="${ways.join(" ")}"/>`;
}

const toHead = (x: number, y: number, from: number): string =>
  ` M${x - 5} ${y + from} L${x} ${y} L${x + 5} ${y + from}`;

/** An arrow that should not be, above everything else. */
function drawWrong(from: Spot, to: Spot, toY: (floor: number) => number): string {
  const [x, y, endX, endY] = [toX(from), toY(from.floor), toX(to), toY(to.floor) + box];
  return `<path class="wrong" d="M${x} ${y} C${x} ${y - 60} ${endX} ${endY + 60} ${endX} ${endY}${toHead(endX, endY, 8)}"/>`;
}

function drawBox({ name, files, kind, imports }: Room, spot: Spot, toY: (floor: number) => number): string {
  const [x, y] = [toX(spot), toY(spot.floor)];
  return `<g class="${kind}"><title>${name} imports ${imports.join(", ") || "nothing of these"}</title>
<rect x="${x - spot.width / 2}" y="${y}" width="${spot.width}" height="${box}" rx="8"/>
<text class="name" x="${x}" y="${y + 21}">${name}</text><text class="files" x="${x}" y="${y + 39}">${spell(files)}</text></g>`;
}

const spell = (files: number): string => (files === 1 ? "1 file" : `${files} files`);

/** The packages below the house. */
function drawGround(packages: readonly Room[], top: number): { readonly drawn: string; readonly bottom: number } {
  const upper = packages.filter(({ imports }) => imports.length > 0).map(({ name }) => name);
  const lower = packages.map(({ name }) => name).filter((name) => !upper.includes(name));
  const house: Room = { name: "house", files: 0, kind: "package", imports: row.run };
  const arrows = reduce([house, ...packages]);
  const spots = place({ floors: [["house"], upper, lower], arrows, toWidth: (name) => toWidth(name) + 20, reach: 200 });
  const toY = (level: number) => top + (level === 0 ? -box : 40 + (level - 1) * step);
  // The house is wide: what stands below it hangs straight down.
  const pieces = toPieces(spots).map(([from, to]): Piece => [from.room === "house" ? { ...from, x: to.x } : from, to]);
  const boxes = packages.map((one) =>
    drawBox(
      one,
      spots.find(({ room }) => room === one.name)!,
      toY,
    ),
  );
  return { drawn: [drawArrows(pieces, toY), ...boxes].join("\n"), bottom: toY(2) + box };
}

function drawLegend(y: number): string {
  const kinds = [
    ["feature", "feature"],
    ["room", "room of the engine"],
    ["package", "package"],
  ] as const;
  const starts = [96, 210, 392];
  return kinds
    .map(
      ([kind, label], at) =>
        `<g class="${kind}"><rect x="${starts[at]}" y="${y - 13}" width="22" height="16" rx="4"/><text class="label" x="${starts[at]! + 30}" y="${y}">${label}</text></g>`,
    )
    .join("\n");
}

function describe(rooms: readonly Room[]): string {
  const levels = floors.map((floor, at) => `${floors.length - at}: ${floor.join(", ")}`);
  const features = rooms.flatMap(({ kind, name }) => (kind === "feature" ? name : []));
  return `Rooms of packages/engine/src by floors, the highest first. ${levels.join("; ")}. A room imports from floors below its own; the arrows are those imports that do not follow from others. Features are ${features.join(", ")}. The engine stands on the packages ${row.run.join(", ")}.`;
}

const style = `<style>
:root { --paper: #fbfaf7; --house: #fff; --line: #d9d4c8; --ink: #24231f; --soft: #6a675e; --arrow: #a39d8f;
  --room: #f3f0e8; --edge: #c9c2b2; --feature: #e2efe9; --of-feature: #7fae9b; --package: #e6ecf5; --of-package: #93a7c7; --wrong: #c62b2b }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181b; --house: #1d2024; --line: #3a3f46; --ink: #ece9e1; --soft: #a9a69c; --arrow: #6f757e;
    --room: #2a2d32; --edge: #4c525b; --feature: #1f3a32; --of-feature: #4f8f7a; --package: #223049; --of-package: #56729f; --wrong: #ff6b6b }
}
.paper { fill: var(--paper) } .house { fill: var(--house); stroke: var(--line); stroke-width: 2; stroke-linejoin: round }
.arrow, .wrong { fill: none; stroke: var(--arrow); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round }
.wrong { stroke: var(--wrong); stroke-width: 3 }
.room rect { fill: var(--room); stroke: var(--edge) } .feature rect { fill: var(--feature); stroke: var(--of-feature) }
.package rect { fill: var(--package); stroke: var(--of-package) }
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; text-anchor: middle; fill: var(--ink) }
.name { font-size: 16.5px; font-weight: 600 } .files { font-size: 13px; fill: var(--soft) }
.number { font-size: 13px; fill: var(--soft) } .label { font-size: 14px; text-anchor: start }
</style>`;

if (import.meta.main) writeFileSync(join(root, picture), drawHouse(readRooms()));
