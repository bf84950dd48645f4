import { explore, travel, type Tour, type Trip } from "./tour.ts";

/** Reads the pages and answers no banner. Finds the pages that the other visits go to. */
export async function visitWithoutChoice(tour: Tour): Promise<Trip> {
  return travel(tour, "no-choice", "no-choice", async (visit, closed) => {
    const pages = await explore(tour, visit, "no-choice", closed);
    return { pages: (tour.pages = pages) };
  });
}
