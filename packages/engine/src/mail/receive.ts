import { sql } from "kysely";
import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import { channels } from "./stored-mail.ts";
import type { Received } from "./mail.ts";
import { readReport } from "./report.ts";
import { everyList, type Suppressions } from "./suppression.ts";

/** An address whose mailbox was full, or whose server refused, so often within so many days is taken for one that is read no more. */
export const enough = { soft: 5, days: 30 };

/**
 * Takes in a report of mail that came back. It has to name a message of ours, by an id that only the recipient knows, and the address
 * that it went to: otherwise a report that somebody made up could stop the mail of others.
 */
export function createReceiver(
  { site, db, vault, clock }: Core,
  suppressions: Suppressions,
): (source: Uint8Array, to: readonly string[]) => Promise<Received> {
  return async (source, to) => {
    const report = await readReport(source, to);
    if (!report) return { taken: false, reason: "no-report" };
    const { kind, addresses } = report;
    const [id, ...others] = [...new Set(report.messages.map((message) => message.toLowerCase()))].filter(isId);
    const message =
      id === undefined || others.length > 0
        ? undefined
        : await db
            .selectFrom("message")
            .select(["id", "subject"])
            .where("site", "=", site)
            .where("id", "=", id)
            .where("channel", "in", Object.values(channels))
            .where("attempts", ">", 0)
            .executeTakeFirst();
    if (!message) return { taken: false, reason: "unknown-message" };
    const macs = addresses.map((address) => vault.index("email", address));
    const known = await db
      .selectFrom("subject_index")
      .select("mac")
      .where("site", "=", site)
      .where("kind", "=", "email")
      .where("subject", "=", message.subject)
      .execute();
    const at = macs.findIndex((mac) => known.some((row) => Buffer.from(row.mac).equals(mac)));
    if (at < 0) return { taken: false, reason: "wrong-address" };
    const taken = { taken: true, kind, message: message.id } as const;
    if (kind === "delay") return taken;
    const mac = suppressions.toMac(addresses[at]!);
    const now = clock();
    // The same report twice is one.
    await db
      .insertInto("bounce")
      .values({ site, message: message.id, kind, mac, at: now })
      .onConflict((on) => on.doNothing())
      .execute();
    if (kind === "complaint") await suppressions.add(mac, everyList, "complained", message.id);
    else if (kind === "hard") await suppressions.add(mac, everyList, "bounced", message.id);
    else {
      const since = new Date(now.getTime() - enough.days * 86_400_000);
      const { count } = await db
        .selectFrom("bounce")
        .select(sql<number>`count(*)`.as("count"))
        .where("site", "=", site)
        .where("mac", "=", Buffer.from(mac))
        .where("kind", "=", "soft")
        .where("at", ">", since)
        .executeTakeFirstOrThrow();
      if (count >= enough.soft) await suppressions.add(mac, everyList, "bounced", message.id);
    }
    return taken;
  };
}
