/** A problem of a declaration: where it is, what was found, and what to do about it. */
export interface Issue {
  /** Stable, e.g. `"undeclared-purpose"`; also the name of the rule's file. */
  readonly code: string;
  /** An error blocks publishing; a warning informs. */
  readonly level: "error" | "warning";
  /** Keys from the policy down: `["activities", "contact", "fields", "email", "for", "0"]`. */
  readonly path: readonly string[];
  readonly expected?: string;
  readonly received?: string;
  /** What is wrong and what to do, as a sentence or two. */
  readonly message: string;
  /** The article or standard behind the rule: "GDPR 6(1)". */
  readonly source: string;
}
