import { positions } from "../positions/all.ts";

/** The title of the position with this name; the name itself where there is none any more. */
export function toTitle(slug: string): string {
  return positions.find((position) => position.slug === slug)?.title ?? slug;
}

/** What somebody wrote, one paragraph each. */
export function toParagraphs(text: string): string[] {
  return text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== "");
}
