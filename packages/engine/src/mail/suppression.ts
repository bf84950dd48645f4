import { sql, type Kysely } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import type { Tables } from "../store/tables.ts";
import type { SuppressionReason } from "./mail.ts";

/** Stands for every promotional list. */
export const everyList = "*";

/**
 * Addresses that promotional mail does not go to, as keyed hashes: an address that is about to be written to can be compared, and the
 * store alone does not tell whose they are. They outlast an erasure: otherwise somebody who is erased would be written to again.
 */
export interface Suppressions {
  readonly toMac: (address: string) => Uint8Array;
  /** Whether that was new. Doing it again changes nothing, and writes nothing. */
  readonly add: (mac: Uint8Array, list: string, why: SuppressionReason, message?: string) => Promise<boolean>;
  readonly remove: (mac: Uint8Array, list: string) => Promise<boolean>;
  /** Why nothing of `list` goes to each of `macs`, by its place; undefined where it may. */
  readonly find: (list: string, macs: readonly Uint8Array[]) => Promise<readonly (SuppressionReason | undefined)[]>;
}

export function createSuppressions({ site, db, vault, log, clock, versions }: Core): Suppressions {
  /** Writes with its entry in the log, where anything changed. */
  const change = (
    event: { readonly type: string; readonly detail: { readonly [member: string]: unknown } },
    work: (trx: Kysely<Tables>, at: Date) => Promise<bigint>,
  ): Promise<boolean> =>
    log.transaction(
      async (trx, append) => {
        const at = clock();
        if ((await work(trx, at)) === 0n) return false;
        await audit(trx, append, site, [{ ...event, at, policy: versions.current[0].hash }]);
        return true;
      },
      { shared: true },
    );

  const find: Suppressions["find"] = async (list, macs) => {
    if (macs.length === 0) return [];
    const hashes = macs.map((mac) => Buffer.from(mac));
    const rows = await db
      .selectFrom("suppression")
      .select(["mac", "list", "why"])
      .where("site", "=", site)
      .where(sql<boolean>`mac = any(${hashes}::bytea[])`)
      .where("list", "in", [list, everyList])
      .execute();
    const known = new Map(rows.map(({ mac, why }) => [Buffer.from(mac).toString("hex"), why as SuppressionReason]));
    return hashes.map((mac) => known.get(mac.toString("hex")));
  };

  return {
    toMac: (address) => vault.index("suppression", address),
    add: async (mac, list, why, message) => {
      // Nearly every repetition ends here: a link that is pressed a hundred times must not hold up the log.
      const known = await db
        .selectFrom("suppression")
        .select("list")
        .where("site", "=", site)
        .where("mac", "=", Buffer.from(mac))
        .where("list", "=", list)
        .executeTakeFirst();
      if (known) return false;
      return change({ type: "suppression", detail: { message, list, why } }, async (trx, at) => {
        const row = { site, mac, list, why, at, message: message ?? null };
        const { numInsertedOrUpdatedRows = 0n } = await trx
          .insertInto("suppression")
          .values(row)
          .onConflict((on) => on.doNothing())
          .executeTakeFirst();
        return numInsertedOrUpdatedRows;
      });
    },
    remove: (mac, list) =>
      change({ type: "suppression-end", detail: { list } }, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("suppression")
          .where("site", "=", site)
          .where("mac", "=", Buffer.from(mac))
          .where("list", "=", list)
          .executeTakeFirst();
        return numDeletedRows;
      }),
    find,
  };
}
