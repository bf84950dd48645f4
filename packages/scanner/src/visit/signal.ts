import { choose } from "./choose.ts";
import { travel, walk, type Tour, type Trip } from "./tour.ts";

/**
 * Sends Global Privacy Control with every request and answers no banner. Where the policy takes the signal for a refusal
 * (`refuses`), a second part accepts without the signal and turns it on afterwards: it counts for more than the older choice.
 */
export async function visitWithSignal(tour: Tour, refuses: boolean): Promise<Trip> {
  return travel(tour, "signal", "signal", async (visit, closed) => {
    await visit.signal(true);
    await walk(tour, visit, "signal", tour.pages, closed);
    if (refuses) {
      tour.say("signal", "accepting everything, then turning the signal on");
      await visit.signal(false);
      visit.coming = "no-choice";
      await visit.open(tour.start);
      await choose(visit, "accept", "accepted", tour.centre);
      await visit.signal(true);
      visit.coming = "signal";
      await walk(tour, visit, "signal", tour.cover, closed);
    }
    return { pages: tour.pages };
  });
}
