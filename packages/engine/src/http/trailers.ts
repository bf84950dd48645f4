/** Trailer fields by the body that they follow: `Response` has no place for them. */
const trailers = new WeakMap<ReadableStream<Uint8Array>, () => Headers>();

/** Says which trailer fields follow `body`. They are asked for once it has ended. */
export function setTrailers(body: ReadableStream<Uint8Array>, read: () => Headers): void {
  trailers.set(body, read);
}

/** The trailer fields of a body that has ended; undefined where none were announced, or somebody else has made a new body of it. */
export const findTrailers = (body: ReadableStream<Uint8Array>): (() => Headers) | undefined => trailers.get(body);
