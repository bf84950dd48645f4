import { createEngine } from "../engine.ts";
import { openStore } from "../store.ts";
import { mail } from "../test-mails.ts";
import { key, newsletter as policy, newsletterForLonger as longer } from "../test-policy.ts";

/**
 * Goes on with every campaign and notice on the store at `process.argv[2]`, `process.argv[3]` minutes from now, under the changed policy
 * where `process.argv[4]` says so, and says how many messages have left, until it is killed.
 */
const store = await openStore({ url: process.argv[2]!, logger: () => {} });
const clock = () => new Date(Date.now() + Number(process.argv[3]) * 60_000);
const policies = [process.argv[4] === "changed" ? longer : policy];
const engine = createEngine({
  policies: policies as [typeof policy],
  store,
  key,
  mail,
  clock,
  origin: "https://www.halden.example",
});
await engine.ready;
// Whoever listened is gone.
process.stdout.on("error", () => process.exit());
setInterval(() => {
  void engine.outbox.progress().then(({ delivered }) => process.stdout.write(`${delivered}\n`));
}, 10);
// Messages leave while others are still being written.
const forEver = async (work: () => Promise<void>): Promise<never> => {
  for (;;) await work();
};
await Promise.all([forEver(engine.campaigns.drain), forEver(engine.changeNotices.drain), forEver(engine.outbox.drain)]);
