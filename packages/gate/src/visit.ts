import type { Choice, Language, SignalName, Tracker, Version } from "@abide/policy";

/** What the server knows of the visitor whose page it renders. The engine makes it, once a request. */
export interface Visit {
  readonly version: Version;
  readonly language: Language;
  /** The stored choice, also when it is about an older version. */
  readonly choice: Choice | undefined;
  /** Signals that this request carries. */
  readonly signals: readonly SignalName[];
  /** Keys of the trackers that may run now, strictly necessary ones included. */
  readonly permitted: readonly string[];
  /** The visitor has not answered yet, or a material change asks again. */
  readonly ask: boolean;
  /** Signed by the server; the choice's form sends it back. Made when a form is rendered, since most answers have none. */
  readonly token: () => string;
  /** Path and query of the page, where a form without script returns to. */
  readonly back: string;
  /** Port of the loopback stand-in that plays the trackers' hosts in local work; absent in production. */
  readonly standIn?: number;
  /** The page is shown in a frame of another site's, where a choice is kept apart: for that site's pages alone. */
  readonly framed?: boolean;
}

/** The trackers that may run now. */
export function toTrackers({ version, permitted }: Visit): Tracker[] {
  return permitted.flatMap((key) => version.policy.trackers[key] ?? []);
}
