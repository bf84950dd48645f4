import { createEngine } from "../engine.ts";
import { openStore } from "../store/index.ts";
import { key } from "../test-engine.ts";
import { mail, policy } from "./test-newsletter.ts";

/** Goes on with every campaign on the store at `process.argv[2]`, and says how many letters have left, until it is killed. */
const store = await openStore({ url: process.argv[2]!, say: () => {} });
const engine = createEngine({ policies: [policy], store, key, mail, origin: "https://www.halden.example" });
await engine.ready;
setInterval(() => {
  void engine.outbox.progress().then(({ delivered }) => process.stdout.write(`${delivered}\n`));
}, 10);
for (;;) {
  await engine.campaigns.drain();
  await engine.outbox.drain();
}
