import { expect, test } from "vitest";
import { request } from "../test-seen.ts";
import { toCover } from "./tour.ts";

test("the pages to go to again are the fewest on which everything was seen", () => {
  const pages = ["/", "/a", "/b", "/c"].map((path) => `http://localhost${path}`);
  const seen = [
    request("x.example", "accepted", { page: pages[0]! }),
    request("x.example", "accepted", { page: pages[1]! }),
    request("y.example", "accepted", { page: `${pages[2]}#top` }),
    request("y.example", "accepted", { page: pages[3]! }),
  ];
  expect(toCover(pages, seen, (one) => [one.host])).toEqual([pages[0], pages[2]]);
});
