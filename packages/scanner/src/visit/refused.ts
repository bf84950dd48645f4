import { choose } from "./choose.ts";
import { travel, walk, type Tour, type Trip } from "./tour.ts";

/** Rejects everything on the first page, then reads on. */
export async function visitRefusing(tour: Tour): Promise<Trip> {
  return travel(tour, "refused", "no-choice", async (visit, closed) => {
    await visit.open(tour.start);
    tour.say("refused", "rejecting everything");
    const control = await choose(visit, "reject", "refused", tour.centre);
    await walk(tour, visit, "refused", tour.pages, closed);
    return { pages: tour.pages, control };
  });
}
