import type { Actor } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { Conflict } from "../store/transact.ts";
import { restart } from "./outdated.ts";
import { changeRow, findRow, openDetails, type Details, type SuccessionRow } from "./row.ts";
import { commitStep, readStaffMac, refuse, Refused, toDone, type SuccessionStep } from "./step.ts";
import { findVersion } from "./successor.ts";
import { writeManifest } from "./write-manifest.ts";
import { writePart } from "./write-part.ts";

/** Called after each part, with how far the archive is written. */
export type OnWritten = (progress: { readonly records: number; readonly parts: number }) => void;

const day = 86_400_000;

/** Writes the archive, part by part, once it is in effect; not by who planned it. Broken off, it goes on where it was. */
export async function execute(core: Core, id: string, by: Actor, onWritten: OnWritten): Promise<SuccessionStep> {
  const { site, db, files, clock, versions } = core;
  const step = { step: "execute", id, by: by.id };
  const row = await findRow(db, site, id);
  if (!row) return refuse(core, step, "not-found");
  if (!files) return refuse(core, step, "no-place");
  if (row.state === "planned" || row.state === "noticing") return refuse(core, step, "not-noticed");
  if (row.state !== "noticed" && row.state !== "executing") return refuse(core, step, "settled");
  const now = clock().getTime();
  const waited = now >= row.noticed_at!.getTime() + row.notice_days * day;
  if (now < row.effective_at.getTime() || !waited) return refuse(core, step, "too-early");
  const details = await openDetails(core, row);
  if (!details || !findVersion(versions, row.recipient)) return refuse(core, step, "undeclared");
  try {
    await begin(core, row, by);
    await writeArchive(core, id, by, details, onWritten);
  } catch (error) {
    if (error instanceof Refused) return refuse(core, step, error.reason);
    throw error;
  }
  return toDone(core, id);
}

/** Says who carries it out, which is another person than who planned it: another account, and another address. */
async function begin(core: Core, row: SuccessionRow, by: Actor): Promise<void> {
  await commitStep(core, { step: "begin", id: row.id, by: by.id }, async (trx) => {
    const mac = await readStaffMac(core, trx, by);
    const sameAddress = row.by_mac && mac && Buffer.from(row.by_mac).equals(mac);
    if (row.by === by.id || sameAddress) throw new Refused("same-person");
    const executor = { executed_by: by.id, executed_mac: mac };
    await changeRow(trx, core.site, row.id)
      .set(row.state === "noticed" ? { state: "executing", activity: null, after: null, ...executor } : executor)
      .where("state", "=", row.state)
      .execute();
    return {};
  });
}

/** Writes the parts that are missing and the manifest, and all of it once more where something in it may not leave any more. */
async function writeArchive(core: Core, id: string, by: Actor, details: Details, onWritten: OnWritten): Promise<void> {
  for (;;) {
    let [records, parts] = [0, 0];
    for (;;) {
      const written = await writePart(core, id, by, details);
      if (written === undefined) break;
      records += written;
      if (written > 0) onWritten({ records, parts: ++parts });
    }
    try {
      return await writeManifest(core, id, by, details);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      await restart(core, id, by.id);
    }
  }
}
