/** Tells whoever runs the site what failed inside, in a sentence; visitors are not told. */
export type Logger = (sentence: string, error?: unknown) => void;

/** The logger of whoever names none. */
export function logToStandardError(sentence: string, error?: unknown): void {
  if (error === undefined) console.error(sentence);
  else console.error(sentence, error);
}
