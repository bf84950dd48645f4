import type { Actor } from "@abide/policy";
import type { Transaction } from "kysely";
import type { OpenedWith } from "../archive/age.ts";
import type { Core } from "../core/core.ts";
import type { MadePackage, PackagesApi } from "../packages/package.ts";
import type { Tables } from "../store/tables.ts";
import { answerColumns, hasLapsed } from "./answer.ts";
import { openDetails, toScope } from "./details.ts";
import type { LegalDetails, LegalReason } from "./legal-request.ts";
import { change, Denied, lockFor, step, verifyOther, type LegalRequestRow } from "./step.ts";

/** The package that is to answer a request: for how long it is there, and what opens it. */
export interface Disclosing {
  /** The package's id, as in `PackageRequest`. */
  readonly id?: string | undefined;
  readonly key: OpenedWith;
  readonly expires: Date;
  readonly origin?: string | undefined;
  readonly by: Actor;
}

export type Disclosed = MadePackage | { readonly made: false; readonly reason: LegalReason };

/** Makes the sealed package that answers a request, once it is approved; not by who registered it. */
export async function disclose(
  core: Core,
  packages: PackagesApi,
  id: string,
  { id: own, key, expires, origin, by }: Disclosing,
): Promise<Disclosed> {
  let found: { readonly row: LegalRequestRow; readonly details: LegalDetails } | undefined;
  const asked = await step(core, "disclose", id, by, async (trx, row, mac) => {
    await verifyDisclosable(core, trx, row, by, mac);
    const opened = await openDetails(core, trx, row);
    if (!opened) throw new Denied("erased");
    found = { row, details: opened.details };
    return "again";
  });
  if (!asked.done) return { made: false, reason: asked.reason };
  const { row, details } = found!;
  const { recipient, purpose } = row;
  const scope = toScope(row, details);
  try {
    return await packages.makeFor(
      "legal-request",
      { id: own, recipient, adviser: details.contact, purpose, scope, key, expires, by, origin },
      {
        request: id,
        within: async (trx, made) => {
          const { row, mac } = await lockFor(core, trx, id, by);
          // Asked once more: two disclosures at once would both have passed before either was kept.
          await verifyDisclosable(core, trx, row, by, mac);
          const disclosed = { disclosed_by: by.id, disclosed_at: core.clock(), disclosed_mac: mac };
          await change(core, trx, id)
            .set({ state: "disclosed", ...disclosed, package: made.id, subjects: made.subjects })
            .execute();
        },
      },
    );
  } catch (error) {
    if (!(error instanceof Denied)) throw error;
    await step(core, "disclose", id, by, () => Promise.reject(error));
    return { made: false, reason: error.reason };
  }
}

/** Denies a disclosure by who registered the request, before it is approved, and after it was answered. */
async function verifyDisclosable(
  { site, clock }: Core,
  trx: Transaction<Tables>,
  row: LegalRequestRow,
  by: Actor,
  mac: Uint8Array,
): Promise<void> {
  verifyOther(row, by, mac);
  if (row.state === "registered") throw new Denied("not-approved");
  if (row.state === "refused") throw new Denied("settled");
  if (row.state !== "disclosed") return;
  // A package that ended before anybody fetched it can be made again.
  const before = await trx
    .selectFrom("package")
    .select(answerColumns)
    .where("site", "=", site)
    .where("id", "=", row.package)
    .executeTakeFirst();
  if (!before || !hasLapsed(before, clock())) throw new Denied("settled");
}
