import type { Html } from "@abide/policy";

export interface Post {
  /** Its place below /blog, and what a comment's field `post` says. */
  readonly slug: string;
  readonly title: string;
  /** One or two sentences for the list. */
  readonly summary: string;
  readonly date: string;
  readonly author: string;
  readonly role: string;
  readonly minutes: number;
  readonly body: Html;
}
