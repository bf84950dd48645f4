import type { Text } from "./text.ts";

/** A policy that this one points to: another one of the same company, or terms. */
export interface PolicyLink {
  readonly title: Text;
  readonly href: `/${string}` | `https://${string}`;
  readonly says?: Text;
}

/** A social feature or other widget in the pages. */
export interface Widget {
  readonly title: Text;
  readonly hosted: "here" | "third-party";
  /** Key of the tracker that it is, when a third party hosts it. */
  readonly tracker?: string;
  readonly says?: Text;
}
