import { choose } from "./choose.ts";
import { travel, walk, type Tour, type Trip } from "./tour.ts";

/** Accepts everything, lets every tracker run, then goes to the choice centre, rejects everything and reads on. */
export async function visitWithdrawing(tour: Tour): Promise<Trip> {
  return travel(tour, "withdrawn", "no-choice", async (visit, closed) => {
    await visit.open(tour.start);
    tour.say("withdrawn", "accepting everything first");
    await choose(visit, "accept", "accepted", tour.centre);
    await walk(tour, visit, "withdrawn", tour.cover, closed);
    tour.say("withdrawn", "taking it back in the choice centre");
    await visit.open(tour.centre);
    const control = await choose(visit, "reject", "withdrawn", tour.centre);
    await walk(tour, visit, "withdrawn", tour.pages, closed);
    return { pages: tour.pages, control };
  });
}
