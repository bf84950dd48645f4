import { openStore } from "./store.ts";
import { openCollecting } from "./test-collected.ts";

/** An engine on the store of folder `process.argv[2]` that takes forms until it is killed, and says which it has acknowledged. */
const [, , folder, round] = process.argv;
const store = await openStore({ folder: folder!, logger: () => {} });
const engine = openCollecting(store);
await engine.ready;
process.stdout.on("error", () => process.exit());
const senders = Array.from({ length: 8 }, async (_, sender) => {
  for (let n = 0; ; n++) {
    const name = `${round}-${sender}-${n}`;
    const activity = n % 2 === 0 ? "contact" : "asked";
    const values = { email: `${activity}-${name}@example.org`, ...(activity === "contact" ? { message: name } : {}) };
    // While the store is away nothing is taken, and nothing is acknowledged.
    const done = await engine.collect(activity, values).catch(() => undefined);
    if (done?.collected) process.stdout.write(`${values.email}\n`);
    else await new Promise((resolve) => void setTimeout(resolve, 20));
  }
});
await Promise.all(senders);
