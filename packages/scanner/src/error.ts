export const scanCodes = [
  "no-browser",
  "browser-failed",
  "bad-address",
  "unreachable",
  "no-policy",
  "bad-policy",
  "no-choice",
  "choice-not-kept",
] as const;
export type ScanCode = (typeof scanCodes)[number];

/** A check that could not be done. Its message is one sentence about why, and one about what to do next. */
export class ScanError extends Error {
  override readonly name = "ScanError";
  readonly code: ScanCode;

  constructor(code: ScanCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
