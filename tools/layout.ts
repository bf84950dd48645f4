/** Rooms on floors, the highest first, and arrows from one to another on a lower floor. */
export interface Plan {
  readonly floors: readonly (readonly string[])[];
  readonly arrows: readonly (readonly [from: string, to: string])[];
  readonly toWidth: (room: string) => number;
  /** How far to either side of the middle there is room. */
  readonly reach: number;
}

/** A room, or a place on a floor that arrows pass on their way to the room `to`. */
export interface Spot {
  readonly floor: number;
  readonly to: string;
  /** Undefined where arrows only pass. */
  readonly room: string | undefined;
  readonly width: number;
  /** Arrows to one room share the rest of the way from where they meet. */
  readonly above: Spot[];
  readonly below: Spot[];
  /** From the middle. */
  x: number;
}

/**
 * Where each room stands, so that few arrows cross and most are short and straight (the method of Sugiyama, Tagawa and Toda). The
 * same plan is placed the same way each time.
 */
export function place(plan: Plan): Spot[] {
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let best: { readonly spots: Spot[]; readonly cost: number } | undefined;
  for (let attempt = 0; attempt < 60; attempt++) {
    const spots = toSpots(plan);
    const rows = plan.floors.map((_, floor) => spots.filter((spot) => spot.floor === floor));
    for (const row of rows) number(shuffle(row, random));
    order(rows);
    const crossings = rows.reduce((sum, row) => sum + countCrossings(row), 0);
    setApart(rows, plan.reach);
    const bends = spots.flatMap((spot) => spot.below.map((to) => Math.abs(to.x - spot.x)));
    const cost = crossings * 60 + bends.reduce((sum, bend) => sum + bend, 0);
    if (!best || cost < best.cost) best = { spots, cost };
  }
  return best!.spots;
}

function toSpots({ floors, arrows, toWidth }: Plan): Spot[] {
  const spots = new Map<string, Spot>();
  const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));
  const toSpot = (floor: number, to: string): Spot => {
    const isRoom = floorOf.get(to) === floor;
    const made = {
      floor,
      to,
      room: isRoom ? to : undefined,
      width: isRoom ? toWidth(to) : 0,
      above: [],
      below: [],
      x: 0,
    };
    return spots.get(`${floor} ${to}`) ?? spots.set(`${floor} ${to}`, made).get(`${floor} ${to}`)!;
  };
  for (const [room, floor] of floorOf) toSpot(floor, room);
  for (const [from, to] of arrows) {
    let before = toSpot(floorOf.get(from)!, from);
    for (let floor = before.floor + 1; floor <= floorOf.get(to)!; floor++) {
      const next = toSpot(floor, to);
      if (!before.below.includes(next)) {
        before.below.push(next);
        next.above.push(before);
      }
      before = next;
    }
  }
  return [...spots.values()];
}

/** Puts each row in an order in which few arrows cross: by the middle of what a spot hangs on, then by exchanging neighbours. */
function order(rows: readonly Spot[][]): void {
  for (let sweep = 0; sweep < 12; sweep++) {
    const side = sweep % 2 === 0 ? "above" : "below";
    for (const row of side === "above" ? rows : rows.toReversed()) {
      const middles = new Map(row.map((spot) => [spot, toMean(spot[side].map(({ x }) => x)) ?? spot.x]));
      number(row.sort((a, b) => middles.get(a)! - middles.get(b)!));
    }
  }
  for (let improved = true; improved;) {
    improved = false;
    for (const row of rows) {
      for (let at = 0; at + 1 < row.length; at++) {
        const [a, b] = [row[at]!, row[at + 1]!];
        const now = countBetween(a.above, b.above) + countBetween(a.below, b.below);
        const then = countBetween(b.above, a.above) + countBetween(b.below, a.below);
        if (then >= now) continue;
        row[at] = b;
        row[at + 1] = a;
        number(row);
        improved = true;
      }
    }
  }
}

/** While rows are put in order, `x` is the place in the row. */
const number = (row: readonly Spot[]): void => row.forEach((spot, at) => (spot.x = at));

/** How many arrows cross of two neighbours, the first of which leads to `left` and the second to `right`. */
const countBetween = (left: readonly Spot[], right: readonly Spot[]): number =>
  left.reduce((sum, a) => sum + right.filter((b) => b.x < a.x).length, 0);

const countCrossings = (row: readonly Spot[]): number =>
  row.reduce((sum, a, at) => sum + row.slice(at + 1).reduce((own, b) => own + countBetween(a.below, b.below), 0), 0);

/** Moves the spots of each row, without changing their order, to where arrows are short. The highest room stays in the middle. */
function setApart(rows: readonly Spot[][], reach: number): void {
  for (const row of rows) {
    number(row);
    fit(row, reach);
  }
  for (let sweep = 0; sweep < 60; sweep++) {
    const inner = rows.slice(1);
    for (const row of sweep % 2 === 0 ? inner : inner.toReversed()) fit(row, reach);
  }
  for (let round = 0; round < 12; round++) straighten(rows, reach);
}

/** Lets what passes several floors go straight down as far as the rooms beside it leave a way. */
function straighten(rows: readonly Spot[][], reach: number): void {
  const passing = Map.groupBy(
    rows.flat().filter(({ room }) => room === undefined),
    ({ to }) => to,
  );
  for (const way of passing.values()) {
    let run: Spot[] = [];
    let free = { least: -reach, most: reach };
    const close = () => {
      const wanted = toMean(run.map(({ x }) => x)) ?? 0;
      for (const spot of run) spot.x = Math.max(free.least, Math.min(free.most, wanted));
      run = [];
      free = { least: -reach, most: reach };
    };
    for (const spot of way) {
      const row = rows[spot.floor]!;
      const [before, after] = [row[row.indexOf(spot) - 1], row[row.indexOf(spot) + 1]];
      const own = {
        least: before ? before.x + toDistance(before, spot) : -reach,
        most: after ? after.x - toDistance(spot, after) : reach,
      };
      if (Math.max(free.least, own.least) > Math.min(free.most, own.most)) close();
      free = { least: Math.max(free.least, own.least), most: Math.min(free.most, own.most) };
      run.push(spot);
    }
    close();
  }
}

/** How much it matters that an arrow is straight between two spots: most where it only passes. */
const toWeight = (a: Spot, b: Spot): number => (a.room === undefined ? 3 : 1) * (b.room === undefined ? 3 : 1);

/** Puts a row where its arrows are short in sum and no two spots touch (pooling adjacent violators). */
function fit(row: readonly Spot[], reach: number): void {
  // Where each stands if the first stands at 0.
  const offsets: number[] = [];
  row.forEach((spot, at) => offsets.push(at === 0 ? 0 : offsets[at - 1]! + toDistance(row[at - 1]!, spot)));
  const pools: { sum: number; weight: number; count: number }[] = [];
  row.forEach((spot, at) => {
    const pulls = [...spot.above, ...spot.below].map((other) => ({ x: other.x, weight: toWeight(spot, other) }));
    const weight = pulls.reduce((sum, pull) => sum + pull.weight, 0.01);
    const wanted = pulls.reduce((sum, pull) => sum + pull.x * pull.weight, 0.01 * spot.x) / weight;
    pools.push({ sum: (wanted - offsets[at]!) * weight, weight, count: 1 });
    while (pools.length > 1 && toPlace(pools.at(-2)!) > toPlace(pools.at(-1)!)) {
      const last = pools.pop()!;
      const { sum, weight: before, count } = pools.pop()!;
      pools.push({ sum: sum + last.sum, weight: before + last.weight, count: count + last.count });
    }
  });
  const least = -reach + row[0]!.width / 2;
  const most = reach - row.at(-1)!.width / 2 - offsets.at(-1)!;
  const places = pools.flatMap((pool) => Array.from({ length: pool.count }, () => toPlace(pool)));
  row.forEach((spot, at) => (spot.x = offsets[at]! + Math.max(least, Math.min(most, places[at]!))));
}

const toPlace = ({ sum, weight }: { readonly sum: number; readonly weight: number }): number => sum / weight;

/** From the middle of one to the middle of the next. */
const toDistance = (a: Spot, b: Spot): number =>
  (a.width + b.width) / 2 + (a.room === undefined || b.room === undefined ? 14 : 18);

const toMean = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function shuffle(row: Spot[], random: () => number): Spot[] {
  for (let at = row.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [row[at], row[other]] = [row[other]!, row[at]!];
  }
  return row;
}
