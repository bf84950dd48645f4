import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Transform } from "node:stream";
import { AbideError } from "../http/error.ts";

/** A file of a back-up as it was written. */
export interface Part {
  readonly bytes: number;
  readonly sha256: string;
}

/** Passes bytes on, and knows afterwards how many they were and their hash. */
export function count(): Transform & { readonly part: () => Part } {
  const hash = createHash("sha256");
  let bytes = 0;
  const transform = new Transform({
    transform: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return Object.assign(transform, { part: () => ({ bytes, sha256: hash.digest("hex") }) });
}

/** Hash and size of a file as it lies there, from the byte `start` on. */
export async function measure(file: string, start = 0): Promise<Part> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file, { start }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    hash.update(chunk);
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Fails unless `file` is what was backed up. */
export async function compare(file: string, expected: Part): Promise<void> {
  const found = await measure(file).catch((cause: unknown) => {
    throw damaged(file, "it", cause);
  });
  if (found.bytes !== expected.bytes || found.sha256 !== expected.sha256) throw damaged(file, "it");
}

export function damaged(place: string, what: string, cause?: unknown): AbideError {
  return new AbideError("backup-damaged", `${place} is damaged or incomplete: ${what} is not what was backed up.`, {
    next: "Take another copy of this back-up, or another back-up. Nothing was restored.",
    cause,
  });
}
