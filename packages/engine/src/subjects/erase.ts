import { audit } from "../audit/audit.ts";
import { readHoldsOn } from "./legal-hold.ts";
import type { Log } from "../audit/log.ts";
import type { Personal } from "./personal-data.ts";
import { setAccessContext } from "../store/access-context.ts";
import { settleAll } from "../store/transact.ts";

/** What became of an erasure. A legal hold stands against it until it ends. */
export type Erased =
  | { readonly erased: true; readonly records: number; readonly files: number }
  | { readonly erased: false; readonly reason: "not-found" }
  | { readonly erased: false; readonly reason: "held"; readonly until: string };

export interface EraseOptions {
  readonly site: string;
  readonly log: Log;
  readonly clock: () => Date;
  /** Hash of the version in force. */
  readonly policy: string;
  /** Deletes files from the file store, once nothing names them any more. */
  readonly discard: (ids: readonly string[]) => Promise<void>;
  readonly personal: Personal;
}

/**
 * Erases a person: the key first of all, then everything that it sealed, in one commit with the entry in the log. What lies in
 * back-ups or in a copy of the disk stays closed for good, since its key is nowhere. Doing it again changes nothing.
 */
export async function eraseSubject(
  { site, log, clock, policy, discard, personal }: EraseOptions,
  subject: string,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<Erased> {
  const at = clock();
  const done = await log.transaction(async (trx, append, send) => {
    await setAccessContext(trx, { act: "erasure" });
    const row = await trx
      .selectFrom("subject")
      .select("erased_at")
      .where("site", "=", site)
      .where("id", "=", subject)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return { erased: false, reason: "not-found" } as const;
    if (row.erased_at !== null) return { erased: true, records: 0, files: [] as readonly string[] } as const;
    const until = (await readHoldsOn(trx, site, subject, at)).at(-1);
    if (until) return { erased: false, reason: "held", until: until.toISOString() } as const;
    const after = (await personal.before()?.(trx, [subject], at)) ?? [];
    const [erased] = await settleAll([
      send(personal.toErasure([subject], at)),
      ...after.map((statement) => send(statement)),
    ]);
    const { records, files } = erased.rows[0]!;
    const detail = { by, files: files.length, reason, records, subject };
    await audit(trx, append, site, [{ type: "erasure", at, policy, detail }]);
    return { erased: true, records, files } as const;
  });
  if (!done.erased) return done;
  await discard(done.files);
  return { erased: true, records: done.records, files: done.files.length };
}

/** Erases those of `subjects` that nothing keeps, in one commit with its entry in the log. Returns how many. */
export async function releaseSubjects(
  { site, log, clock, policy, discard, personal }: EraseOptions,
  subjects: readonly string[],
): Promise<number> {
  if (subjects.length === 0) return 0;
  const at = clock();
  const done = await log.transaction(async (trx, append, send) => {
    await setAccessContext(trx, { act: "retention" });
    const after = (await personal.before()?.(trx, subjects, at)) ?? [];
    const [erased] = await settleAll([
      send(personal.toErasure(subjects, at, { unlessKept: true })),
      ...after.map((statement) => send(statement)),
    ]);
    const { subjects: gone, files } = erased.rows[0]!;
    const detail = { by: "expiry", subjects: gone.length };
    if (gone.length > 0) await audit(trx, append, site, [{ type: "erasure", at, policy, detail }]);
    return { gone: gone.length, files };
  });
  await discard(done.files);
  return done.gone;
}
