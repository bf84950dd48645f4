import { toCode } from "../http/error.ts";
import type { Attempted, Channel, Withheld } from "./message.ts";
import type { Claimed } from "./queue.ts";

// One attempt to deliver a message.

/** The outcome of one attempt at a message that was claimed, where `tries` counts from 1 again after each time it was given up. */
export async function attempt(
  channel: Channel,
  { key, message, lost }: Claimed,
  tries: number,
  closing: AbortSignal,
): Promise<Attempted | Withheld> {
  if (!key) return { outcome: "denied", why: "erased" };
  if (!message) return { outcome: "failed", why: "damaged" };
  // A message that ends the process each time would be claimed for ever.
  if (lost && tries === 1) return { outcome: "failed", why: "lost" };
  return within(channel.patience ?? 30_000, closing, (signal) => channel.deliver(message, signal));
}

/** The outcome of `deliver`: a throw, and no answer in time, are tried again. */
async function within(
  patience: number,
  closing: AbortSignal,
  deliver: (signal: AbortSignal) => Promise<Attempted | Withheld>,
): Promise<Attempted | Withheld> {
  const ending = new AbortController();
  const { promise: late, resolve } = Promise.withResolvers<Attempted>();
  const end = (why: string) => () => {
    ending.abort(new Error(why));
    resolve({ outcome: "retry", why });
  };
  const timer = setTimeout(end("no answer in time"), patience);
  // The process is to end: what is under way gets a few seconds more.
  let last: NodeJS.Timeout | undefined;
  const hurry = () => void (last = setTimeout(end("ended"), Math.min(5_000, patience)));
  closing.addEventListener("abort", hurry, { once: true });
  try {
    const attempted = await Promise.race([deliver(ending.signal), late]);
    // An answer that is no outcome must not end a message.
    return isAttempted(attempted) ? attempted : { outcome: "retry", why: "no outcome" };
  } catch (error) {
    return { outcome: "retry", why: toCode(error) };
  } finally {
    clearTimeout(timer);
    clearTimeout(last);
    closing.removeEventListener("abort", hurry);
  }
}

const isAttempted = (attempted: unknown): boolean =>
  ["delivered", "retry", "failed", "denied", "withheld"].includes((attempted as Attempted | undefined)?.outcome ?? "");

/** Seconds before attempt n + 1: doubling from 30 seconds to 6 hours, a fifth more or less, so that many do not come back together. */
function toPause(attempts: number): number {
  return Math.min(30 * 2 ** (attempts - 1), 21_600) * (0.8 + 0.4 * Math.random());
}

/** Seconds until a message is tried again: as long as the recipient asked for, within a day, or else as long as the channel pauses. */
export function toWait(after: number | undefined, tries: number, { pause = toPause }: Channel): number {
  return after === undefined || Number.isNaN(after) ? pause(tries) : Math.min(Math.max(after, 0), 86_400);
}

/** Whether an answer is about the recipient and not about the message: then nothing else is sent there for as long as it asks for. */
export const isBusy = (status: number | undefined): boolean => status !== undefined && [421, 429, 503].includes(status);
