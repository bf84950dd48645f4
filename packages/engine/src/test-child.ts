import { createEngine, type Engine } from "./engine.ts";
import { serve } from "./node.ts";
import { openStore } from "./store.ts";
import { key, website as policy } from "./test-policy.ts";

/** An engine over node:http on the store of folder `process.argv[2]`, for `kill.test.ts` to kill. */
const store = await openStore({ folder: process.argv[2]!, logger: () => {} });
const engine: Engine<typeof policy> = createEngine({
  policies: [policy],
  store,
  key,
  // Every page reads who wrote, for somebody named by its path.
  site: async (request) => {
    const id = new URL(request.url).pathname.slice(1);
    const read = await engine
      .records("contact")
      .for("support", { by: { id, roles: [] } })
      .list({ fields: ["email"], limit: 1 });
    return Response.json(read.allowed ? read.records : read);
  },
});
await engine.ready;
await engine.collect("contact", { email: "ada@example.org", message: "Hello." }, { source: "person" });
const { port } = await serve(engine, { port: 0, host: "127.0.0.1", proxies: 1 });
process.stdout.write(`${port}\n`);
