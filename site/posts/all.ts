import { firstGuide } from "./first-guide.ts";
import { fortyScreens } from "./forty-screens.ts";
import { notAManual } from "./not-a-manual.ts";
import type { Post } from "./post.ts";
import { giveUp } from "./where-people-give-up.ts";

/** Every article, the newest first. */
export const posts: readonly Post[] = [firstGuide, notAManual, giveUp, fortyScreens];
