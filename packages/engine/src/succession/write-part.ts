import type { Actor, Version } from "@abide/policy";
import { sql, type CompiledQuery, type Transaction } from "kysely";
import { seal, toEncrypter } from "../archive/age.ts";
import { toStream, toTar } from "../archive/tar.ts";
import type { Core } from "../core/core.ts";
import { toDisclosures } from "../disclosures/record.ts";
import type { Tables } from "../store/tables.ts";
import { Conflict, retryOnConflict } from "../store/transact.ts";
import { readConcerned, type Concerned } from "./concerned.ts";
import { readNotified } from "./notice.ts";
import { changeRow, findRow, type Details, type SuccessionRow } from "./row.ts";
import { commitStep, Refused } from "./step.ts";
import { countParts, discardFiles, storePart } from "./stored-parts.ts";
import { findVersion } from "./successor.ts";
import { partSize, readCarried, readTransferable, toEntries, type Transferable } from "./transferable.ts";

/** Records that are over their time within seven days stay: an archive would be out of date before anybody can fetch it. */
const margin = 7 * 86_400_000;

/** The records that were looked at for a part, and those of them that go. */
interface Selected {
  readonly activity: string;
  readonly found: readonly Concerned[];
  readonly transferable: readonly Transferable[];
}

/** How many records went into the next part, which is not written where it is none; undefined where everything was looked at. */
export function writePart(core: Core, id: string, by: Actor, details: Details): Promise<number | undefined> {
  // Somebody was erased while it was written, or another process was faster: it is written once more, as it is then.
  return retryOnConflict(async () => {
    const { db, site, versions, clock } = core;
    const row = (await findRow(db, site, id))!;
    if (row.state !== "executing") throw new Refused("settled");
    const version = findVersion(versions, row.recipient)!;
    const next = await readNext(core, row, version);
    if (!next) return undefined;
    const { activity, found, transferable } = next;
    const subjects = [...new Set(transferable.map(({ line }) => line.subject))];
    const statements = await readCarried(db, site, subjects);
    const entries = toEntries(core, transferable, statements);
    const kept =
      transferable.length === 0
        ? undefined
        : await core.files!.keep(seal(toEncrypter({ age: details.key })!, toStream(toTar(entries))));
    try {
      await commitStep(core, { step: "part", id, by: by.id }, async (trx) => {
        await verifyHeld(trx, site, subjects);
        await advance(trx, site, row, next);
        const numbers = { records: transferable.length, withheld: found.length - transferable.length };
        if (!kept) return { activity, ...numbers };
        const at = clock();
        const n = (await countParts(trx, site, id)) + 1;
        await storePart(core, trx, row, { n, activity, records: transferable.length, kept, at });
        for (const each of toDisclosureStatements(row, version.hash, by.id, next, at)) await trx.executeQuery(each);
        return { activity, part: n, ...numbers };
      });
    } catch (error) {
      if (kept) await discardFiles(core, [kept.id]);
      throw error;
    }
    return transferable.length;
  });
}

/** The next records, and those of them that go; undefined where there are none any more. */
async function readNext(core: Core, row: SuccessionRow, version: Version): Promise<Selected | undefined> {
  const { db, site, clock } = core;
  const next = await readConcerned(core, row, partSize);
  if (!next) return undefined;
  const { activity, found } = next;
  const until = clock().getTime() + margin;
  const subjects = found.map(({ subject }) => subject);
  // Who could not be told, or came after the notice, stays.
  const notified = await readNotified(db, site, row.id, subjects);
  const leaving = found.filter(({ subject, due_at }) => notified.has(subject) && (due_at === null || due_at > until));
  return { activity, found, transferable: await readTransferable(core, version, row.recipient, activity, leaving) };
}

/** Fails as a conflict where one of these people was erased since they were read. Locked keys: nobody is until the commit. */
async function verifyHeld(trx: Transaction<Tables>, site: string, subjects: readonly string[]): Promise<void> {
  const { rows } = await sql<{ known: number }>`
    select count(*)::int as known from (
      select from subject_key where site = ${site} and subject = any (${subjects}::uuid[]) for share
    ) known`.execute(trx);
  if (rows[0]!.known !== subjects.length) throw new Conflict();
}

/** Moves the succession's position beyond these records. Fails as a conflict where another process was faster. */
async function advance(
  trx: Transaction<Tables>,
  site: string,
  { id, activity: before, after }: SuccessionRow,
  { activity, found, transferable }: Selected,
): Promise<void> {
  const withheld = found.length - transferable.length;
  const { numUpdatedRows } = await changeRow(trx, site, id)
    .set((eb) => ({ activity, after: found.at(-1)!.id, withheld: eb("withheld", "+", withheld) }))
    .where("state", "=", "executing")
    .where(sql<boolean>`(activity, after) is not distinct from (${before}::text, ${after}::uuid)`)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new Conflict();
}

/** The statements that write down what leaves: a disclosure for each record and purpose, and a statement for each purpose. */
function toDisclosureStatements(
  { site, id, recipient }: SuccessionRow,
  version: string,
  by: string,
  { activity, transferable }: Selected,
  at: Date,
): CompiledQuery[] {
  const shared = { site, recipient, activity, version, way: "succession", by, at, package: id };
  const waiting = { state: "queued", delivered_at: null, message: null };
  return [...byPurpose(transferable)].map(([purpose, carried]) =>
    toDisclosures(
      carried.map(({ line, fields }) => ({
        ...shared,
        ...waiting,
        purpose,
        id: crypto.randomUUID(),
        record: line.id,
        subject: line.subject,
        fields: fields[purpose]!.slice(),
      })),
    ),
  );
}

function byPurpose(transferable: readonly Transferable[]): Map<string, Transferable[]> {
  const all = new Map<string, Transferable[]>();
  for (const each of transferable) {
    for (const purpose of Object.keys(each.fields)) all.set(purpose, [...(all.get(purpose) ?? []), each]);
  }
  return all;
}
