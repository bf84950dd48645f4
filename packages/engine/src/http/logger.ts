/** Tells whoever runs the site what failed inside, in a sentence; visitors are not told. */
export type Logger = (sentence: string, error?: unknown) => void;
