import { choose } from "./choose.ts";
import { travel, walk, type Tour, type Trip } from "./tour.ts";

/** Accepts everything on the first page, then reads on. */
export async function visitAccepting(tour: Tour): Promise<Trip> {
  return travel(tour, "accepted", "no-choice", async (visit, closed) => {
    await visit.open(tour.start);
    tour.say("accepted", "accepting everything");
    const control = await choose(visit, "accept", "accepted", tour.centre);
    await walk(tour, visit, "accepted", tour.pages, closed);
    return { pages: tour.pages, control };
  });
}
