import { toCanonical, type Actor } from "@abide/policy";
import { sql } from "kysely";
import { seal, toEncrypter } from "../archive/age.ts";
import type { Core } from "../core/core.ts";
import { sha256 } from "../http/digest.ts";
import { Conflict } from "../store/transact.ts";
import type { SuccessionManifest } from "./format.ts";
import { isOutdated } from "./outdated.ts";
import { changeRow, findRow, type Details, type SuccessionRow } from "./row.ts";
import { commitStep, Refused } from "./step.ts";
import { discardFiles, manifestPart, storePart } from "./stored-parts.ts";
import { findVersion, toFields } from "./successor.ts";

/** Ends an archive with its manifest. Fails as a conflict where something in it may not leave any more. */
export async function writeManifest(core: Core, id: string, by: Actor, details: Details): Promise<void> {
  const { site, db, clock, files } = core;
  const row = (await findRow(db, site, id))!;
  const manifest = await toManifest(core, row, details);
  const bytes = new TextEncoder().encode(toCanonical(manifest));
  const kept = await files!.keep(seal(toEncrypter({ age: details.key })!, new Blob([bytes]).stream()));
  const hash = Buffer.from(sha256(bytes)).toString("hex");
  try {
    await commitStep(core, { step: "execute", id, by: by.id }, async (trx) => {
      if (await isOutdated(core, trx, row)) throw new Conflict();
      const at = clock();
      const { numUpdatedRows } = await changeRow(trx, site, id)
        .set({ state: "executed", executed_at: at, manifest: hash })
        .where("state", "=", "executing")
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new Refused("settled");
      await storePart(core, trx, row, { n: manifestPart, activity: "", records: 0, kept, at });
      return { manifest: hash, people: manifest.people, records: manifest.records, withheld: row.withheld };
    });
  } catch (error) {
    await discardFiles(core, [kept.id]);
    throw error;
  }
}

async function toManifest(core: Core, row: SuccessionRow, { successor }: Details): Promise<SuccessionManifest> {
  const { site, db, log, versions, clock } = core;
  const { id, recipient } = row;
  const { policy, hash } = findVersion(versions, recipient)!;
  const parts = await db
    .selectFrom("succession_part")
    .select(["n", "activity", "records", "bytes", "sha256"])
    .where("site", "=", site)
    .where("succession", "=", id)
    .where("n", ">", manifestPart)
    .orderBy("n")
    .execute();
  const { rows } = await sql<{ people: number }>`
    select count(distinct subject)::int as people from disclosure
    where site = ${site} and package = ${id} and state <> 'dropped'`.execute(db);
  return {
    format: "abide.succession/1",
    id,
    from: policy.controller.name,
    to: successor,
    purposes: policy.recipients[recipient]!.for,
    activities: Object.fromEntries(row.activities.map((activity) => [activity, toFields(policy, recipient, activity)])),
    version: hash,
    policy,
    at: clock().toISOString(),
    effective: row.effective_at.toISOString(),
    records: parts.reduce((sum, { records }) => sum + records, 0),
    people: rows[0]!.people,
    withheld: row.withheld,
    parts,
    log: await log.checkpoint(),
  };
}
