import { createLog } from "../audit/create-log.ts";
import { createMemoryLimits } from "../limits/memory.ts";
import { createOutbox } from "./outbox.ts";
import { openStore } from "../store.ts";
import { localMaster } from "../vault/master.ts";
import { openVault } from "../vault/vault.ts";

/** An outbox in a process of its own, for `outbox.kill.test.ts` to kill: it writes messages for a while and delivers them over HTTP. */
const [, , url, key, to] = process.argv as [string, string, string, string, string];
const site = "website";
const clock = () => new Date();
const logger = () => {};
const store = await openStore({ url, logger });
const vault = await openVault({ db: store.db, site, master: localMaster(key), clock });
const log = await createLog({ db: store.db, site, origin: "halden.example/log", key, clock });
const outbox = createOutbox({
  site,
  db: store.db,
  vault,
  log,
  ...createMemoryLimits({ clock }),
  clock,
  policy: "test",
  logger,
  every: 50,
});
outbox.serve({
  name: "test",
  parallel: 4,
  patience: 1_000,
  deliver: async ({ id, body }, signal) => {
    const response = await fetch(to, { method: "POST", body: JSON.stringify({ id, body }), signal });
    return response.ok ? { outcome: "delivered" } : { outcome: "retry", why: `answered ${response.status}` };
  },
});
outbox.start();
for (let n = 0; ; n++) {
  const subject = crypto.randomUUID();
  const { row } = vault.create(subject);
  await store.db.insertInto("subject").values({ site, id: subject, at: clock(), erased_at: null }).execute();
  await store.db
    .insertInto("subject_key")
    .values({ site, subject, ...row })
    .execute();
  const messages = [1, 2, 3].map((part) => {
    const id = crypto.randomUUID();
    return { id, channel: "test", key: id, subject, body: { n, part } };
  });
  await outbox.write(messages);
  // Only now is it promised.
  process.stdout.write(`${messages.map(({ id }) => id).join("\n")}\n`);
}
