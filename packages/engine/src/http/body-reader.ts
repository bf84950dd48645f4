import { join } from "./body.ts";

/** What is there of a body before all of it is. */
export interface Beginning {
  readonly bytes: Uint8Array;
  /** Whether there is no more of it. */
  readonly whole: boolean;
}

export interface Awaited {
  /** Bytes that are waited for as long as they take. */
  readonly least: number;
  /** Bytes behind those that are taken along where they come in time. */
  readonly most: number;
  /** How long that is, in milliseconds, for all of them. 0 takes what is there already. */
  readonly wait: number;
}

/** A body that is read as it comes, of whose beginning some can be had at once. */
export interface BodyReader {
  /** The first bytes. `read` goes on behind them. */
  readonly begin: (awaited: Awaited) => Promise<Beginning>;
  /** The next chunk; undefined at the end. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /** The same where it is there by now. */
  readonly soon: () => Promise<Uint8Array | undefined | "late">;
  /** Nobody reads any more: the sender need not go on. */
  readonly cancel: (reason?: unknown) => Promise<void>;
}

/** What a body is made of, piece by piece. */
export interface BodySource {
  /** The next piece; undefined at the end. It is asked for one at a time. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /** Nobody reads any more. What is being read ends. */
  readonly cancel: (reason?: unknown) => Promise<void>;
}

/** By the body that was made of them. */
const sources = new WeakMap<ReadableStream<Uint8Array>, BodySource>();

/**
 * `source` as the body of a response, for everybody who reads that. It reads nothing ahead, so that a body reader of this process can read
 * the source itself: through the stream each piece would take several times as long.
 */
export function toBodyStream(source: BodySource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: async (controller) => {
        const piece = await source.read();
        if (piece) controller.enqueue(piece as Uint8Array<ArrayBuffer>);
        else controller.close();
      },
      cancel: (reason) => source.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  sources.set(stream, source);
  return stream;
}

export function createBodyReader(body: ReadableStream<Uint8Array>): BodyReader {
  // Also where its source is read: nobody else may read the body then.
  const reader = body.getReader();
  const source = sources.get(body);
  const readNext = source ? source.read : async () => (await reader.read()).value;
  let asked: Promise<Uint8Array | undefined> | undefined;
  let over = false;

  const read = async (): Promise<Uint8Array | undefined> => {
    const value = await (asked ?? readNext());
    asked = undefined;
    if (!value) over = true;
    return value;
  };
  const before = async (late: () => Promise<void>): Promise<Uint8Array | undefined | "late"> => {
    asked ??= readNext();
    const state = { settled: false };
    const settle = () => void (state.settled = true);
    // Whoever asks for it next meets the failure; without this it would end the process meanwhile.
    asked.then(settle, settle);
    // A chunk that is there takes a few turns to arrive; a timer for each would cost more than the rest.
    for (let turn = 0; turn < 8 && !state.settled; turn++) await Promise.resolve();
    if (!state.settled) await Promise.race([asked.catch(() => {}), late()]);
    return state.settled ? read() : "late";
  };
  const soon = () => before(() => new Promise((resolve) => void setImmediate(resolve)));

  return {
    begin: async ({ least, most, wait }) => {
      const chunks: Uint8Array[] = [];
      let length = 0;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let waited: Promise<void> | undefined;
      const late = () => (waited ??= new Promise((resolve) => void (timer = setTimeout(resolve, wait))));
      try {
        while (length < Math.max(least, most)) {
          const chunk = await (length < least ? read() : wait === 0 ? soon() : before(late));
          if (chunk === "late") break;
          if (!chunk) return { bytes: join(chunks), whole: true };
          chunks.push(chunk);
          length += chunk.length;
        }
        return { bytes: join(chunks), whole: false };
      } finally {
        clearTimeout(timer);
      }
    },
    read,
    soon,
    cancel: async (reason) => {
      if (over) return;
      over = true;
      await reader.cancel(reason).catch(() => {});
    },
  };
}

/** The rest of a body, with `begun` before it. */
export function putBack(begun: readonly Uint8Array[], rest: BodyReader): ReadableStream<Uint8Array<ArrayBuffer>> {
  const waiting = [...begun];
  return toBodyStream({ read: async () => waiting.shift() ?? rest.read(), cancel: rest.cancel });
}
