import type { IncomingMessage } from "node:http";
import { AbideError } from "../http/error.ts";

export interface ToBodyOptions {
  /** What a reader meets where the sender broke off. */
  readonly broken?: () => Error;
  /** Called where the reader has enough. Default: what still comes is let go. */
  readonly cancel?: () => void;
}

/** The body as the fetch standard has it. Not `Readable.toWeb`: cancelling that one breaks the connection before the answer. */
export function toBody(incoming: IncomingMessage, options: ToBodyOptions = {}): ReadableStream<Uint8Array> {
  const { broken = () => new AbideError("malformed", "The body broke off."), cancel } = options;
  let wanted = true;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        // It broke off before anybody read: no event would tell.
        if (incoming.destroyed) {
          wanted = false;
          controller.error(broken());
          return;
        }
        incoming.on("data", (chunk: Buffer) => {
          if (!wanted) return;
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
        });
        incoming.once("end", () => {
          if (wanted) controller.close();
          wanted = false;
        });
        incoming.once("close", () => {
          if (wanted) controller.error(broken());
          wanted = false;
        });
        // Node ends the process on an error that nobody listens to; `close` follows it.
        incoming.on("error", () => {});
        incoming.pause();
      },
      pull: () => void incoming.resume(),
      cancel: () => {
        wanted = false;
        cancel?.();
      },
    },
    { highWaterMark: 65_536, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}

/** Bytes of a body that nobody wants which are still taken, and for how long, in milliseconds. */
const unwanted = { most: 8_000_000, longest: 5_000 };

/**
 * Takes the rest of a body whose request has been answered already, for a while. Without this, a client that is still sending
 * would meet a broken connection and not see the answer, such as that the body is too large.
 */
export function drain(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let taken = 0;
    const stop = () => void incoming.destroy();
    const late = setTimeout(stop, unwanted.longest);
    incoming.on("data", (chunk: Buffer) => {
      taken += chunk.length;
      if (taken > unwanted.most) stop();
    });
    incoming.once("close", () => {
      clearTimeout(late);
      resolve();
    });
    incoming.resume();
  });
}
