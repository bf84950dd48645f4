import type { Actor } from "@abide/policy";
import type { Selectable, Transaction } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import type { Tables } from "../store/tables.ts";
import { pageName, type LegalReason, type Stepped } from "./legal-request.ts";
import type { LegalRequestTable } from "./tables.ts";

// A step of a request: one commit, by somebody who may take it at that moment, with its entry in the log.

export type LegalRequestRow = Selectable<LegalRequestTable>;

/** Why a step is denied. Thrown within its commit, which then holds the entry that says so. */
export class Denied extends Error {
  readonly reason: LegalReason;
  constructor(reason: LegalReason) {
    super(`Denied: ${reason}`);
    this.reason = reason;
  }
}

/** Does a step in one commit with its entry in the log. One that `work` denies is an entry as well; of "again" there is one already. */
export function step(
  core: Core,
  name: string,
  id: string,
  by: Actor,
  work: (trx: Transaction<Tables>, row: LegalRequestRow, mac: Uint8Array) => Promise<object | "again">,
): Promise<Stepped> {
  return core.log.transaction(async (trx, append) => {
    const at = core.clock();
    const note = (detail: object) =>
      noteStep(core, trx, append, at, { by: by.id, request: id.slice(0, 60), step: name, ...detail });
    try {
      const { row, mac } = await lockFor(core, trx, id, by);
      const done = await work(trx, row, mac);
      if (done !== "again") await note({ outcome: "allowed", ...done });
      return { done: true };
    } catch (error) {
      if (!(error instanceof Denied)) throw error;
      await note({ outcome: error.reason });
      return { done: false, reason: error.reason };
    }
  });
}

/** Writes an entry about a request into the log. */
export const noteStep = (
  { site, versions }: Core,
  trx: Transaction<Tables>,
  append: (entry: Uint8Array) => number,
  at: Date,
  detail: { readonly [member: string]: unknown },
) => audit(trx, append, site, [{ type: "legal-request", at, policy: versions.current[0].hash, detail }]);

/** The request, locked, and the keyed hash of the address of `by`, who sees to requests at this moment: else it is denied. */
export async function lockFor(
  core: Core,
  trx: Transaction<Tables>,
  id: string,
  by: Actor,
): Promise<{ readonly row: LegalRequestRow; readonly mac: Uint8Array }> {
  const mac = await authoriseFor(core, trx, by);
  const row = isId(id) ? await lock(core, trx, id) : undefined;
  if (!row) throw new Denied("not-found");
  return { row, mac };
}

/** The keyed hash of the address of `by`, who sees to requests at this moment: else it is denied. */
export async function authoriseFor(
  { authorise, vault }: Core,
  trx: Transaction<Tables>,
  by: Actor,
): Promise<Uint8Array> {
  const authorised = await authorise?.(trx, by.id, pageName);
  if (!authorised) throw new Denied("not-staff");
  return vault.index("legal request", authorised.email);
}

const lock = ({ site }: Core, trx: Transaction<Tables>, id: string) =>
  trx
    .selectFrom("legal_request")
    .selectAll()
    .where("site", "=", site)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();

/** The statement that changes a request, still without its values. */
export const change = ({ site }: Core, trx: Transaction<Tables>, id: string) =>
  trx.updateTable("legal_request").where("site", "=", site).where("id", "=", id);

/**
 * Four eyes: denies who registered the request, or named the day of its delay. By the account, and by the address, since an account can be
 * removed and made anew.
 */
export function verifyOther(
  row: LegalRequestRow,
  by: Actor,
  mac: Uint8Array,
  own: "delayed" | "registered" = "registered",
): void {
  const [id, its] = own === "delayed" ? [row.delayed_by, row.delayed_mac] : [row.by, row.by_mac];
  if (id === by.id || (its && Buffer.from(its).equals(mac))) throw new Denied("same-person");
}
