import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drawHouse, picture, readRooms, reduce, toWrong } from "./house.ts";
import { root } from "./imports.ts";

const rooms = readRooms();

test("the picture of the house is what its imports say now", () => {
  const committed = readFileSync(join(root, picture), "utf8");
  expect(committed === drawHouse(rooms), `${picture} is not of today: node tools/house.ts`).toBe(true);
});

test("an import that leads upwards is drawn in red, and there is none", () => {
  expect(toWrong(rooms)).toEqual([]);
  expect(drawHouse(rooms)).not.toContain('class="wrong"');
  const bad = rooms.map((room) => (room.name === "store" ? { ...room, imports: [...room.imports, "mail"] } : room));
  expect(toWrong(bad)).toEqual([["store", "mail"]]);
  expect(drawHouse(bad)).toContain('class="wrong"');
});

test("an import that follows from others is left out of the picture", () => {
  const room = (name: string, imports: readonly string[]) => ({ name, imports, files: 1, kind: "room" as const });
  expect(reduce([room("a", ["b", "c"]), room("b", ["c"]), room("c", [])])).toEqual([
    ["a", "b"],
    ["b", "c"],
  ]);
});

test("no two rooms of the picture touch, and each is there once", () => {
  const boxes = [...drawHouse(rooms).matchAll(/<rect x="([\d.]+)" y="(\d+)" width="(\d+)" height="48"/g)].map((found) =>
    found.slice(1).map(Number),
  );
  expect(boxes.length).toBe(rooms.length + 4);
  for (const [at, [x = 0, y, width = 0]] of boxes.entries()) {
    const touching = boxes.filter(
      ([otherX = 0, otherY, otherWidth = 0], other) =>
        other !== at && otherY === y && x < otherX + otherWidth && otherX < x + width,
    );
    expect(touching).toEqual([]);
  }
});
