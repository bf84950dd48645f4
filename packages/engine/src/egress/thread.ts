// Guards a thread of a guarded process, before its first line. It has the rules of the moment in which it was started.
import { BroadcastChannel, getEnvironmentData } from "node:worker_threads";
import { guardEgress, threadRules } from "./guard.ts";
import { toldOnce } from "./once.ts";
import { permitted, permit, type Rule } from "./rules.ts";

permit(...(JSON.parse(getEnvironmentData(threadRules) as unknown as string) as readonly Rule[]));

const first = new BroadcastChannel(threadRules);
(first as unknown as { unref: () => void }).unref();

guardEgress({
  list: permitted,
  thread: new URL(import.meta.url),
  refused: toldOnce((refusal) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel between threads has no origin
    first.postMessage(refusal);
  }),
});
