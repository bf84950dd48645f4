// Guards the process (see guard.ts). It is loaded before anything else:
//
//     node --import @abide/engine/egress server.ts
//
// What may be reached is what the parts of the engine permit when they are configured: the store, the bucket, the key management service,
// the recipients' connectors, the mail server. Threads load it as well, with the rules of the moment in which they start.
import { BroadcastChannel, getEnvironmentData, isMainThread } from "node:worker_threads";
import { guardEgress, threadRules, type Refusal } from "./guard.ts";
import { tellRefusal } from "./refusals.ts";
import { permit, permitted, type Rule } from "./rules.ts";

const said = new Set<string>();
const channel = new BroadcastChannel(threadRules);

if (isMainThread) {
  channel.onmessage = ({ data }: { data: unknown }) => tellRefusal(data as Refusal);
  (channel as unknown as { unref: () => void }).unref();
} else {
  permit(...(getEnvironmentData(threadRules) as unknown as readonly Rule[]));
}

guardEgress({
  list: permitted,
  preload: new URL(import.meta.url),
  refused: (refusal, { message, next }) => {
    if (isMainThread) tellRefusal(refusal);
    else channel.postMessage(refusal);
    // Once: whoever tries on a timer would fill the disk with it. The console counts the rest.
    const key = `${refusal.way} ${refusal.what}`;
    if (said.has(key) || said.size > 200) return;
    said.add(key);
    process.stderr.write(`${message}${refusal.by ? ` (${refusal.by})` : ""} ${next ?? ""}\n`);
  },
});
