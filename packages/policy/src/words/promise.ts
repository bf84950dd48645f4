/** What a controller can promise never to do. The rest of the declaration is held to it. */
export const promises = ["automated-decisions", "profiling", "training"] as const;
export type Promised = (typeof promises)[number];
