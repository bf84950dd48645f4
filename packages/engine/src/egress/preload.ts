// Guards the process (see guard.ts). It is loaded before anything else:
//
//     node --import @abide/engine/egress server.ts
//
// What may be reached is what the parts of the engine permit when they are configured: the store, the bucket, the key management service,
// the recipients' connectors, the mail server.
import { BroadcastChannel } from "node:worker_threads";
import { built } from "@abide/gate/built";
import { guardEgress, isGuarded, threadRules, type Refusal } from "./guard.ts";
import { toldOnce } from "./once.ts";
import { tellRefusal } from "./refusals.ts";
import { permitted } from "./rules.ts";

// A thread gets this with the process's other options, and is guarded already.
if (!isGuarded()) {
  // Where the browser's files are built when they are needed, in development, it is by a program of its own: while one may start.
  await built();

  const threads = new BroadcastChannel(threadRules);
  threads.addEventListener("message", (event) => tellRefusal((event as unknown as { data: Refusal }).data));
  // It listens, and keeps nothing alive.
  (threads as unknown as { unref: () => void }).unref();

  guardEgress({
    list: permitted,
    // Its neighbour, by the ending that this one has: packed, both are JavaScript.
    thread: new URL(import.meta.url.replace(/preload(\.\w+)$/, "thread$1")),
    refused: toldOnce(tellRefusal),
  });
}
