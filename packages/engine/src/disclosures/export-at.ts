import { isTamperError } from "@abide/log";
import type { Connector } from "../connectors/connector.ts";
import { toSend } from "../connectors/send.ts";
import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import { setAccessContext } from "../store/access-context.ts";
import { isStoreDown } from "../store/index.ts";
import { readKnownAt } from "./recipient-identifiers.ts";

/** What a recipient holds about somebody, as it says itself. */
export type HeldThere =
  | { readonly exported: true; readonly data: readonly unknown[] }
  | { readonly exported: false; readonly reason: "no-connector" | "cannot" | "not-found" | "failed" };

/** Asks a recipient for what it holds about a person, once the log holds that it was asked. */
export async function exportAt(
  core: Core,
  connector: Connector | undefined,
  recipient: string,
  subject: string,
  because: { readonly by: string; readonly reason?: string },
): Promise<HeldThere> {
  if (!connector) return { exported: false, reason: "no-connector" };
  const { can, export: ask, hosts, inside } = connector;
  if (!can.export || !ask) return { exported: false, reason: "cannot" };
  if (!isId(subject)) return { exported: false, reason: "not-found" };
  const { db, log, clock, versions } = core;
  try {
    const known = await db.transaction().execute(async (trx) => {
      await setAccessContext(trx, { act: "export" });
      return (await readKnownAt(trx, core, subject, recipient)).get(recipient);
    });
    if (!known) return { exported: false, reason: "not-found" };
    // Before anything is fetched: what could not be written down did not happen.
    const detail = { ...because, recipient, subject };
    const event = { type: "export", at: clock(), policy: versions.current[0].hash, subject, detail };
    await log.write({ statements: [], events: [event] });
    const send = toSend(hosts, { inside });
    const { pseudonym, remotes, email } = known;
    const data: unknown[] = [];
    for (const remote of remotes.length === 0 ? [undefined] : remotes) {
      const who = { id: crypto.randomUUID(), pseudonym, remote, email };
      const held = await ask(who, send, AbortSignal.timeout(30_000));
      if (held !== undefined) data.push(held);
    }
    return { exported: true, data };
  } catch (error) {
    if (isTamperError(error) || isStoreDown(error)) throw error;
    return { exported: false, reason: "failed" };
  }
}
