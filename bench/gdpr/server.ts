import { serve } from "../../packages/engine/src/node.ts";
import type { Told } from "./http.ts";
import { openEngine, perform, runExpiry, type Call } from "./ours.ts";

// The site of the bench, in a process of its own: what its pages would ask for is sent to it as JSON.

const [url, now] = process.argv.slice(2);
const opened = await openEngine(url!, Number(now), async (request) => {
  const done = await perform(opened, (await request.json()) as Call);
  return Response.json(done);
});
const served = await serve(opened.engine, { port: 0, host: "127.0.0.1" });
let last: Promise<unknown> = Promise.resolve();
process.on("message", ({ now, expire }: Told) => {
  opened.clock.now = now;
  last = last.then(async () => {
    if (expire) await runExpiry(opened);
    process.send!("done");
  });
});
process.once("disconnect", () => {
  void served
    .close()
    .then(() => last)
    .then(() => opened.close())
    .then(() => process.exit());
});
process.send!(served.port);
