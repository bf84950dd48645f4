import { once } from "node:events";
import { createEngine } from "@abide/engine";
import { serve } from "@abide/engine/node";
import { keepKey, readSettings } from "@abide/engine/settings";
import { openStore } from "@abide/engine/store";
import type { Policy } from "@abide/policy";
import { loadGoodPolicy } from "./check-policy.ts";
import { CliError, type Io } from "./io.ts";
import { findPolicyFile, loadPolicyFile } from "./policy-file/load.ts";

/** Serves a declaration until the process is told to stop. */
export async function serveFile(
  { policy: named, port: asked }: { policy: string | undefined; port: string | undefined },
  io: Io,
): Promise<number> {
  const port = Number(asked ?? io.env["PORT"] ?? 4600);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CliError(`"${asked ?? io.env["PORT"]}" is no port. Give a number: abide serve --port 4600`);
  const file = named ?? (await findPolicyFile(io.cwd));
  await loadGoodPolicy(file, io);
  const { policy, name } = await loadPolicyFile(file, io.cwd);
  const settings = readSettings(io.env);
  const store = await openStore();
  const key = (settings.key ?? settings.master) ? {} : { key: await keepKey(store.folder) };
  const engine = createEngine({ policies: [policy as Policy], store, ...settings, ...key });
  try {
    await engine.ready;
    const served = await serve(engine, { port, host: "127.0.0.1" });
    const path = (policy as Policy).path ?? "/privacy";
    io.out(
      `${name} is published on this machine.\n\n  Privacy policy   ${served.url}${path}\n  Choice centre    ${served.url}${path}/choices\n  Versions         ${served.url}${path}/versions\n\nStop with Ctrl+C.`,
    );
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    await served.close();
    return 0;
  } finally {
    await engine.close();
    await store.close();
  }
}
