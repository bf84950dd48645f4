import type { Observation, Observed, Phase } from "../observe/observation.ts";
import type { Control } from "./choose.ts";
import { readLinks, toPages } from "./links.ts";
import { startVisit, type Visit, type VisitOptions } from "./visit.ts";

/** What the five visits have in common. */
export interface Tour {
  /** Where every visit begins. */
  readonly start: string;
  /** Address of the choice centre. */
  readonly centre: string;
  /** At most this many pages. */
  readonly most: number;
  /** The pages to visit, the first being `start`. The visit without a choice finds them. */
  pages: readonly string[];
  /** Of those, the fewest on which every tracker runs that may. The visit that accepts finds them. */
  cover: readonly string[];
  readonly visit: Pick<VisitOptions, "browser" | "siteHost" | "patience">;
  /** Says what is being done, for who waits. */
  say(phase: Phase, text: string): void;
}

/** What one visit came back with, beside what was seen. */
export interface Trip extends Observed {
  readonly phase: Phase;
  readonly pages: readonly string[];
  /** Pages that did not open. */
  readonly closed: readonly string[];
  readonly control?: Control;
}

/** Makes a visit in a profile of its own, and ends it however it goes. */
export async function travel(
  tour: Tour,
  phase: Phase,
  begin: Phase,
  way: (visit: Visit, closed: string[]) => Promise<{ pages: readonly string[]; control?: Control }>,
): Promise<Trip> {
  tour.say(phase, "starting a browser with a fresh profile");
  const visit = await startVisit({ ...tour.visit, phase: begin });
  const closed: string[] = [];
  try {
    const result = await way(visit, closed);
    return { phase, closed, ...result, ...(await visit.end()) };
  } catch (error) {
    await visit.end().catch(() => {});
    throw error;
  }
}

/** Opens `pages` one after the other. */
export async function walk(
  tour: Tour,
  visit: Visit,
  phase: Phase,
  pages: readonly string[],
  closed: string[],
): Promise<void> {
  for (const [index, url] of pages.entries()) {
    tour.say(phase, `page ${index + 1} of ${pages.length}, ${toPath(url)}`);
    if (!(await visit.open(url))) closed.push(url);
  }
}

/** Opens `start` and the pages that are linked from there, breadth first, until there are `most`. */
export async function explore(tour: Tour, visit: Visit, phase: Phase, closed: string[]): Promise<string[]> {
  const pages = [tour.start];
  for (let index = 0; index < pages.length; index += 1) {
    const url = pages[index]!;
    tour.say(phase, `page ${index + 1} of up to ${tour.most}, ${toPath(url)}`);
    if (!(await visit.open(url))) {
      closed.push(url);
      continue;
    }
    const found = toPages(await readLinks(visit.page), new URL(tour.start).origin, pages);
    pages.push(...found.slice(0, tour.most - pages.length));
  }
  return pages;
}

/** The fewest of `pages`, roughly, on which everything was seen that was seen at all; always with the first of them. */
export function toCover(
  pages: readonly string[],
  seen: readonly Observation[],
  toKeys: (observation: Observation) => readonly string[],
): string[] {
  const byPage = new Map(pages.map((page) => [page, new Set<string>()]));
  for (const observation of seen) {
    const page = observation.page.split("#")[0]!;
    for (const key of toKeys(observation)) byPage.get(page)?.add(key);
  }
  const cover = pages.slice(0, 1);
  const covered = new Set(byPage.get(pages[0] ?? ""));
  for (const page of pages) {
    const news = [...byPage.get(page)!].filter((key) => !covered.has(key));
    if (news.length === 0) continue;
    cover.push(page);
    for (const key of news) covered.add(key);
  }
  return [...new Set(cover)];
}

function toPath(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
