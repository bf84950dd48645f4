import { expect, test } from "vitest";
import { createBodyReader, toBodyStream } from "./body-reader.ts";

/** A body of three pieces, and what was read and cancelled of it. */
function open() {
  const seen = { given: 0, cancelled: false };
  const body = toBodyStream({
    read: async () => (seen.given < 3 && !seen.cancelled ? Uint8Array.of(++seen.given) : undefined),
    cancel: async () => void (seen.cancelled = true),
  });
  return { seen, body };
}

async function readAll(body: ReadableStream<Uint8Array>): Promise<number[]> {
  const reader = createBodyReader(body);
  const bytes: number[] = [];
  for (let piece = await reader.read(); piece; piece = await reader.read()) bytes.push(...piece);
  return bytes;
}

test("a body gives the same to a body reader, to who reads the stream, and to who reads a new stream of it", async () => {
  expect(await readAll(open().body)).toEqual([1, 2, 3]);
  expect([...(await new Response(open().body).bytes())]).toEqual([1, 2, 3]);
  expect(await readAll(open().body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>()))).toEqual([1, 2, 3]);
});

test("a body that was read in part goes on where it was left", async () => {
  const { body } = open();
  const reader = body.getReader();
  expect((await reader.read()).value).toEqual(Uint8Array.of(1));
  reader.releaseLock();
  expect(await readAll(body)).toEqual([2, 3]);
});

test("nothing is read before somebody asks, nobody else reads beside a body reader, and who leaves ends it", async () => {
  const { seen, body } = open();
  const reader = createBodyReader(body);
  expect(body.locked).toBe(true);
  expect(seen.given).toBe(0);
  await reader.read();
  expect(seen.given).toBe(1);
  await reader.cancel();
  expect(seen.cancelled).toBe(true);
  expect(await reader.read()).toBeUndefined();
});
