import { createEngine } from "./engine.ts";
import { openStore } from "./store.ts";
import { careers as policy, key } from "./test-policy.ts";

/** An engine on the store at `process.argv[2]` that reads or expires until it is killed, and says what it was told is done. */
const [, , url, act] = process.argv;
const store = await openStore({ url: url!, logger: () => {} });
const later = act === "expire" ? 366 * 86_400_000 : 0;
const engine = createEngine({ policies: [policy], store, key, clock: () => new Date(Date.now() + later) });
await engine.ready;
const say = (line: string) => void process.stdout.write(`${line}\n`);
if (act === "expire") {
  await engine.applyRetention(({ erased }) => say(String(erased)));
} else {
  const reader = engine.records("note").for("recruitment");
  const readers = Array.from({ length: 8 }, async () => {
    for (;;) if ((await reader.list({ fields: ["body"], limit: 1 })).allowed) say("read");
  });
  await Promise.all(readers);
}
await engine.close();
await store.close();
