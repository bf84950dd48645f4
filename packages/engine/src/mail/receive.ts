import { sql } from "kysely";
import { isId } from "../http/id.ts";
import type { RecordsOptions } from "../records/records.ts";
import { lanes } from "./copy.ts";
import type { Received } from "./mail.ts";
import { readReport } from "./report.ts";
import { everyList, type Suppressions } from "./suppression.ts";

/** An address whose mailbox was full, or whose server refused, so often within so many days is taken for one that is read no more. */
export const enough = { soft: 5, days: 30 };

/**
 * Takes in what came back. It has to name a letter of ours, by an id that only whoever received it knows, and the address that it went
 * to: a report that somebody made up stops nobody's mail.
 */
export function createReceiver(
  { site, store, vault, clock }: Pick<RecordsOptions, "site" | "store" | "vault" | "clock">,
  suppressions: Suppressions,
): (source: Uint8Array, to: readonly string[]) => Promise<Received> {
  return async (source, to) => {
    const report = await readReport(source, to);
    if (!report) return { taken: false, reason: "no-report" };
    const { kind, addresses } = report;
    const [id, ...others] = [...new Set(report.letters.map((letter) => letter.toLowerCase()))].filter(isId);
    const { db } = await store();
    const letter =
      id === undefined || others.length > 0
        ? undefined
        : await db
            .selectFrom("letter")
            .select(["id", "subject"])
            .where("site", "=", site)
            .where("id", "=", id)
            .where("lane", "in", Object.values(lanes))
            .where("attempts", ">", 0)
            .executeTakeFirst();
    if (!letter) return { taken: false, reason: "unknown-letter" };
    const macs = addresses.map((address) => vault.index("email", address));
    const known = await db
      .selectFrom("subject_index")
      .select("mac")
      .where("site", "=", site)
      .where("kind", "=", "email")
      .where("subject", "=", letter.subject)
      .execute();
    const at = macs.findIndex((mac) => known.some((row) => Buffer.from(row.mac).equals(mac)));
    if (at < 0) return { taken: false, reason: "wrong-address" };
    const taken = { taken: true, kind, letter: letter.id } as const;
    if (kind === "delay") return taken;
    const mac = suppressions.toMac(addresses[at]!);
    const now = clock();
    // The same report twice is one.
    await db
      .insertInto("bounce")
      .values({ site, letter: letter.id, kind, mac, at: now })
      .onConflict((on) => on.doNothing())
      .execute();
    if (kind === "complaint") await suppressions.add(mac, everyList, "complained", letter.id);
    else if (kind === "hard") await suppressions.add(mac, everyList, "bounced", letter.id);
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
      if (count >= enough.soft) await suppressions.add(mac, everyList, "bounced", letter.id);
    }
    return taken;
  };
}
