import type { Addressee } from "../archive/age.ts";
import { decideUse, spellDate, toCanonical, type Actor, type Compiled, type Version } from "@abide/policy";
import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import { toChunks } from "../http/body.ts";
import { AbideError } from "../http/error.ts";
import { isId } from "../http/id.ts";
import { createSigner } from "../http/signer.ts";
import { audit } from "../audit/audit.ts";
import type { RecordsCore } from "../records/records.ts";
import { toSql } from "../records/query.ts";
import { readRows, type Row } from "../records/rows.ts";
import { findTogether } from "../records/search.ts";
import { toEmail, toName } from "../staff/people.ts";
import type { Authorise } from "../staff/authorise.ts";
import { readFacts, toInserts } from "../subjects/statements.ts";
import { setAccessContext } from "../store/access-context.ts";
import { sha256 } from "../http/digest.ts";
import { packedColumns } from "../store/packed.ts";
import type { SuccessionTable } from "./tables.ts";
import type { Tables } from "../store/tables.ts";
import { Conflict, retryOnConflict } from "../store/transact.ts";
import type { Kept, Taken } from "../vault/files.ts";
import { seal, toEncrypter } from "../archive/age.ts";
import { toEntry, toStream, toTar, type Entry } from "../archive/tar.ts";
import { createDataKey, openDataKeys } from "../subjects/data-key.ts";
import type { Notify, Tells } from "../disclosures/notify.ts";
import { endQueued, stillAllowed, toDisclosures } from "../disclosures/record.ts";

/**
 * Stands for a transfer to a successor where a person says something about it. It is no purpose of a policy: an objection to a
 * transfer says nothing about what is done with the data here.
 */
const successionPurpose = "succession";

export interface SuccessionPlan {
  /** The succession's id, a UUID, where whoever asks may ask twice: the same id plans nothing new. */
  readonly id?: string | undefined;
  /** A recipient of the policy that is a successor. */
  readonly recipient: string;
  /** Name of the company that takes over, as people are told it, and who receives the archive there. */
  readonly successor: string;
  readonly contact: Addressee;
  readonly activities: readonly string[];
  /** The age recipient of the successor's key. */
  readonly key: { readonly age: string };
  /** When it takes effect. People are told so many days before. */
  readonly effective: Date;
  /** 30 where it is left out; at least 14. */
  readonly noticeDays?: number | undefined;
  readonly by: Actor;
}

const successionStates = ["planned", "noticing", "noticed", "executing", "executed", "cancelled"] as const;
export type SuccessionState = (typeof successionStates)[number];

export type SuccessionReason =
  | "again"
  | "failed"
  | "no-place"
  | "nobody"
  | "not-found"
  | "not-noticed"
  | "not-staff"
  | "not-taken"
  | "no-template"
  | "other-recipient"
  | "same-person"
  | "settled"
  | "too-early"
  | "undeclared"
  | "wrong-adviser"
  | "wrong-key"
  | "wrong-time";

export type SuccessionStep =
  | { readonly done: true; readonly progress: SuccessionProgress }
  | { readonly done: false; readonly reason: SuccessionReason };

/** How far a succession has come. */
export interface SuccessionProgress {
  readonly id: string;
  readonly state: SuccessionState;
  readonly recipient: string;
  readonly successor: string | undefined;
  readonly contact: Addressee | undefined;
  readonly activities: readonly string[];
  readonly by: string;
  readonly at: string;
  readonly effective: string;
  readonly noticeDays: number;
  /** When everybody had been written to. */
  readonly noticed: string | undefined;
  readonly executed: string | undefined;
  /** People with records in these activities, and those of them who were told, who could not be, and who object. */
  readonly people: number;
  readonly told: number;
  readonly untold: number;
  readonly objections: number;
  readonly records: number;
  readonly transferred: number;
  readonly withheld: number;
  readonly parts: number;
  readonly bytes: number;
  /** SHA-256 of the manifest: told to the successor by another way than the archive. */
  readonly manifest: string | undefined;
}

/** The transfer of activities to a successor: planned, told, objected to, carried out, and taken in on the other side. */
export interface Successions {
  readonly plan: (
    plan: SuccessionPlan,
  ) => Promise<
    { readonly planned: true; readonly id: string } | { readonly planned: false; readonly reason: SuccessionReason }
  >;
  readonly list: () => Promise<readonly SuccessionProgress[]>;
  readonly progress: (id: string) => Promise<SuccessionProgress | undefined>;
  /** Tells everybody concerned, once; whoever cannot be told is left out of it. Broken off, it goes on where it was. */
  readonly notify: (id: string, by: Actor) => Promise<SuccessionStep>;
  /** Keeps a person's records out of it. False where it left already, was cancelled, or where there is nobody. */
  readonly object: (id: string, subject: string, because: { readonly by: string }) => Promise<boolean>;
  /** Writes the archive, part by part, once it is in effect; not by who planned it. Broken off, it goes on where it was. */
  readonly execute: (
    id: string,
    by: Actor,
    told?: (progress: { readonly records: number; readonly parts: number }) => void,
  ) => Promise<SuccessionStep>;
  /**
   * The archive: nobody opens it but the successor. Undefined where there is none, or where before it was fetched somebody in it said no,
   * or something in it was erased or over its time: then it has to be carried out once more. One that was fetched is destroyed then.
   */
  readonly archive: (id: string, by: Actor) => Promise<ReadableStream<Uint8Array> | undefined>;
  /** Before it is carried out. What was written of the archive is destroyed. */
  readonly cancel: (id: string, by: Actor) => Promise<SuccessionStep>;
  /**
   * Tells those who were told of a transfer that it does not take place. A job does it every ten minutes. Returns how many notices were
   * written.
   */
  readonly recall: () => Promise<number>;
  /** Destroys archives 90 days after they were written: by then the successor has its own. Returns how many. */
  readonly prune: () => Promise<number>;
}

export interface SuccessionsApi extends Successions {
  /** Whose page it is that a link in a notice leads to. */
  readonly look: (token: string) => Promise<SuccessionLook | undefined>;
}

export interface SuccessionLook {
  readonly progress: SuccessionProgress;
  readonly subject: string;
  /** Whether they object to transfers. */
  readonly objects: boolean;
  /** Whether they can still keep what is held about them out of it: until the archive has left. */
  readonly open: boolean;
  /** Whether something about them has left in it. */
  readonly transferred: boolean;
}

/** What an archive says of itself. */
export interface SuccessionManifest {
  readonly format: "abide.succession/1";
  readonly id: string;
  /** Name of whose data it was. */
  readonly from: string;
  readonly to: string;
  readonly purposes: readonly string[];
  /** The fields of each activity that are in it. */
  readonly activities: { readonly [activity: string]: readonly string[] };
  /** Hash of the policy's version that allowed it, and the version itself. */
  readonly version: string;
  readonly policy: unknown;
  readonly at: string;
  readonly effective: string;
  readonly records: number;
  readonly people: number;
  readonly withheld: number;
  readonly parts: readonly SuccessionPart[];
  /** The log's signed checkpoint when it was written. */
  readonly log: string;
}

export interface SuccessionPart {
  readonly n: number;
  readonly activity: string;
  readonly records: number;
  readonly bytes: number;
  /** Of the part as it lies in the archive, in hex. */
  readonly sha256: string;
}

/** A record in a part, as one line of JSON. */
export interface SuccessionLine {
  readonly id: string;
  readonly subject: string;
  readonly at: string;
  readonly language: string;
  readonly source: string;
  readonly status: string | null;
  /** When the event was that storage counts from. */
  readonly event: string | null;
  readonly values: { readonly [field: string]: unknown };
}

/** What a person said, in a part with a record of theirs. */
export interface SuccessionStatement {
  readonly id: string;
  readonly subject: string;
  readonly purpose: string;
  readonly kind: string;
  readonly at: string;
}

/** The page of the console that these belong to. */
export const pageName = "succession";

export interface SuccessionOptions {
  readonly records: RecordsCore;
  /** Undefined where nobody of the company has an account: then two people are told apart by their ids alone. */
  readonly authorise: Authorise | undefined;
  readonly notify: Notify;
  readonly tells: Tells;
  readonly origin: string | undefined;
}

/** Records of one part and of one commit. */
const batch = 500;
const day = 86_400_000;
const own = "succession:";
/** Whoever was told; of those, whoever was told as well that it does not take place, and whoever could not be. */
const toldStates = ["written", "recalled", "unrecalled"];
/** So long a cancelled transfer is news. */
const news = 30 * day;
/** What is over its time sooner than that stays here: else an archive would be out of date before anybody can fetch it. */
const margin = 7 * day;

type SuccessionRow = Selectable<SuccessionTable>;

const concernedColumns = packedColumns({
  key_order: "unread",
  id: "text",
  subject: "text",
  source: "text",
  language: "text",
  event_at: "time?",
  due_at: "time?",
});

/** A record of an activity that is transferred, with what stands beside its values; times in milliseconds. */
interface Concerned {
  readonly id: string;
  readonly subject: string;
  readonly source: string;
  readonly language: string;
  readonly event_at: number | null;
  readonly due_at: number | null;
}

interface Details {
  readonly successor: string;
  readonly contact: Addressee;
  readonly key: string;
}

class Refused extends Error {
  readonly reason: SuccessionReason;
  constructor(reason: SuccessionReason) {
    super(`Refused: ${reason}`);
    this.reason = reason;
  }
}

export async function createSuccessions({
  records,
  authorise,
  notify,
  tells,
  origin,
}: SuccessionOptions): Promise<SuccessionsApi> {
  const { site, db, vault, log, versions, clock, files } = records;
  const signer = await createSigner(vault.root, "succession objection");
  const place = (id: string, field: string) => ({ activity: own, record: id, field });

  const findVersion = (recipient: string): Version | undefined =>
    versions.current.find(({ policy }) => Object.hasOwn(policy.recipients, recipient));

  const find = async (id: string): Promise<SuccessionRow | undefined> => {
    if (!isId(id)) return undefined;
    return findIn(db, id);
  };
  const findIn = (db: Kysely<Tables>, id: string): Promise<SuccessionRow | undefined> =>
    db.selectFrom("succession").selectAll().where("site", "=", site).where("id", "=", id).executeTakeFirst();
  const change = (trx: Transaction<Tables>, id: string) =>
    trx.updateTable("succession").where("site", "=", site).where("id", "=", id);

  const openDetails = async (row: SuccessionRow): Promise<Details | undefined> => {
    const keys = await db.transaction().execute((trx) => openDataKeys(trx, [row.data_key], site, vault));
    return keys.get(row.data_key)?.unseal(place(row.id, "details"), row.sealed) as Details | undefined;
  };

  /** Does `work` in one commit with its entry in the log. */
  const note = (step: string, id: string, by: string, work: (trx: Transaction<Tables>) => Promise<object>) =>
    log.transaction(async (trx, append) => {
      const more = await work(trx);
      const detail = { by, outcome: "allowed", step, succession: id, ...more };
      const policy = versions.current[0].hash;
      await audit(trx, append, site, [{ type: "succession", at: clock(), policy, detail }]);
    });

  const refuse = async (step: string, id: string, by: string, reason: SuccessionReason) => {
    await note(step, id.slice(0, 60), by, () => Promise.resolve({ outcome: reason }));
    return { done: false, reason } as const;
  };

  /** Keyed hash of the address of somebody who sees to successions at this moment: an account that is made anew is the same person. */
  const readMac = async (trx: Transaction<Tables>, by: Actor): Promise<Uint8Array | null> => {
    if (!authorise) return null;
    const authorised = await authorise(trx, by.id, pageName);
    if (!authorised) throw new Refused("not-staff");
    return vault.index("succession", authorised.email);
  };

  const done = async (id: string): Promise<SuccessionStep> => ({ done: true, progress: (await readProgress(id))! });

  /** Records beyond the last that was dealt with: ids, people, and what stands beside the values. */
  const readBatch = async (row: Pick<SuccessionRow, "activities" | "activity" | "after">, most: number) => {
    const first = Math.max(0, row.activity === null ? 0 : row.activities.indexOf(row.activity));
    for (const activity of row.activities.slice(first)) {
      const afterId = activity === row.activity && row.after !== null ? row.after : undefined;
      const selection = { activity, anyPurpose: true, keptAt: clock(), afterId };
      const found = await findTogether({
        db,
        site,
        activity,
        purpose: "",
        act: "transfer",
        limit: most,
        order: "line.key_order",
        columns: concernedColumns,
        lines: (take) => `
          select ${concernedColumns.select({
            key_order: "id",
            id: "id::text",
            subject: "subject::text",
            source: "source",
            language: "language",
            event_at: "event_at",
            due_at: "due_at",
          })} from record
          where ${toSql(selection, vault, take)} order by record.id limit ${most}`,
        toRow: (line): Concerned => {
          const { id, subject, source, language, event_at, due_at } = line;
          return { id, subject, source, language, event_at, due_at };
        },
      });
      if (found.length > 0) return { activity, found };
    }
    return undefined;
  };

  async function readProgress(id: string): Promise<SuccessionProgress | undefined> {
    const row = await find(id);
    if (!row) return undefined;
    const details = await openDetails(row);
    const { rows } = await db.transaction().execute(async (trx) => {
      await setAccessContext(trx, { act: "transfer" });
      return sql<{ [count in Counts]: number }>`
        with concerned as (
          select id, subject from record where site = ${site} and activity = any (${row.activities})
        )
        select
          (select count(*)::int from concerned) as records,
          (select count(distinct subject)::int from concerned) as people,
          (select count(*)::int from succession_notice where site = ${site} and succession = ${id} and state = any (${toldStates}::text[])) as told,
          (select count(*)::int from succession_notice where site = ${site} and succession = ${id} and state <> all (${toldStates}::text[])) as untold,
          (select count(distinct subject)::int from statement where site = ${site} and purpose = ${successionPurpose}
            and kind = 'objection' and ended_at is null and subject in (select subject from concerned)) as objections,
          (select count(*)::int from succession_part where site = ${site} and succession = ${id} and n > 0) as parts,
          (select coalesce(sum(records), 0)::int from succession_part where site = ${site} and succession = ${id}) as transferred,
          (select coalesce(sum(bytes), 0)::float8 from succession_part where site = ${site} and succession = ${id}) as bytes
        `.execute(trx);
    });
    return {
      id,
      state: row.state as SuccessionState,
      recipient: row.recipient,
      successor: details?.successor,
      contact: details?.contact,
      activities: row.activities,
      by: row.by,
      at: row.at.toISOString(),
      effective: row.effective_at.toISOString(),
      noticeDays: row.notice_days,
      noticed: row.noticed_at?.toISOString(),
      executed: row.executed_at?.toISOString(),
      withheld: row.withheld,
      manifest: row.manifest ?? undefined,
      ...rows[0]!,
    };
  }

  /** Writes the next part; undefined where there is none any more. */
  const writePart = (id: string, by: Actor, details: Details): Promise<number | undefined> =>
    // Somebody was erased while it was written: it is written once more, without them.
    retryOnConflict(async () => {
      const row = (await find(id))!;
      if (row.state !== "executing") throw new Refused("settled");
      const next = await readBatch(row, batch);
      if (!next) return undefined;
      const { activity, found } = next;
      const version = findVersion(row.recipient)!;
      // Who could not be told, or came after the notice, stays. So does what is over its time soon.
      const until = clock().getTime() + margin;
      const told = await readWritten(
        db,
        site,
        id,
        found.map(({ subject }) => subject),
      );
      const noticed = found.filter(({ subject, due_at }) => told.has(subject) && (due_at === null || due_at > until));
      const taken = await readTaken(records, version, row.recipient, activity, noticed);
      const subjects = [...new Set(taken.map(({ line }) => line.subject))];
      const statements = await readCarried(db, site, subjects);
      const kept =
        taken.length === 0
          ? undefined
          : await files!.keep(
              seal(toEncrypter({ age: details.key })!, toStream(toTar(toEntries(records, taken, statements)))),
            );
      const last = found.at(-1)!.id;
      const withheld = found.length - taken.length;
      try {
        await note("part", id, by.id, async (trx) => {
          const at = clock();
          const { rows } = await sql<{ known: number }>`
            select count(*)::int as known from (
              select from subject_key where site = ${site} and subject = any (${subjects}::uuid[]) for share
            ) known`.execute(trx);
          if (rows[0]!.known !== subjects.length) throw new Conflict();
          const { numUpdatedRows } = await change(trx, id)
            .set((eb) => ({ activity, after: last, withheld: eb("withheld", "+", withheld) }))
            .where("state", "=", "executing")
            // Another process that is at it as well has gone on since.
            .where(sql<boolean>`(activity, after) is not distinct from (${row.activity}::text, ${row.after}::uuid)`)
            .executeTakeFirst();
          if (numUpdatedRows === 0n) throw new Conflict();
          if (!kept) return { activity, records: 0, withheld };
          const n = (await countParts(trx, site, id)) + 1;
          await keepPart(trx, { site, id, n, activity, records: taken.length, kept, at }, await openDataKey(trx, row));
          for (const [purpose, of] of byPurpose(taken)) {
            const shared = { site, recipient: row.recipient, purpose, activity, version: version.hash, at };
            const more = {
              way: "succession",
              by: by.id,
              state: "queued",
              delivered_at: null,
              message: null,
              package: id,
            };
            const each = of.map(({ line, fields }) => ({
              ...shared,
              ...more,
              id: crypto.randomUUID(),
              record: line.id,
              subject: line.subject,
              fields: fields[purpose]!.slice(),
            }));
            await trx.executeQuery(toDisclosures(each));
          }
          return { activity, part: n, records: taken.length, withheld };
        });
      } catch (error) {
        // What fails here as well is found by the next sweep: nothing names it.
        if (kept) await files!.discard(kept.id).catch(() => {});
        throw error;
      }
      return taken.length;
    });

  const openDataKey = async (trx: Transaction<Tables>, row: SuccessionRow) => {
    const key = (await openDataKeys(trx, [row.data_key], site, vault)).get(row.data_key);
    if (!key) throw new Refused("not-found");
    return (n: number, value: unknown) => key.seal(place(row.id, `part ${n}`), value);
  };

  const writeManifest = async (id: string, by: Actor, details: Details): Promise<void> => {
    const row = (await find(id))!;
    const version = findVersion(row.recipient)!;
    const parts = await db
      .selectFrom("succession_part")
      .select(["n", "activity", "records", "bytes", "sha256"])
      .where("site", "=", site)
      .where("succession", "=", id)
      .where("n", ">", 0)
      .orderBy("n")
      .execute();
    const { rows } = await sql<{ people: number }>`
      select count(distinct subject)::int as people from disclosure
      where site = ${site} and package = ${id} and state <> 'dropped'`.execute(db);
    const manifest: SuccessionManifest = {
      format: "abide.succession/1",
      id,
      from: version.policy.controller.name,
      to: details.successor,
      purposes: version.policy.recipients[row.recipient]!.for,
      activities: Object.fromEntries(
        row.activities.map((activity) => [activity, toFields(version.policy, row.recipient, activity)]),
      ),
      version: version.hash,
      policy: version.policy,
      at: clock().toISOString(),
      effective: row.effective_at.toISOString(),
      records: parts.reduce((sum, { records }) => sum + records, 0),
      people: rows[0]!.people,
      withheld: row.withheld,
      parts,
      log: await log.checkpoint(),
    };
    const text = toCanonical(manifest);
    const bytes = new TextEncoder().encode(text);
    const stream = new Blob([bytes]).stream();
    const kept = await files!.keep(seal(toEncrypter({ age: details.key })!, stream));
    const hash = Buffer.from(sha256(bytes)).toString("hex");
    await note("execute", id, by.id, async (trx) => {
      if (await isOutdated(trx, row)) throw new Conflict();
      const at = clock();
      const { numUpdatedRows } = await change(trx, id)
        .set({ state: "executed", executed_at: at, manifest: hash })
        .where("state", "=", "executing")
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new Refused("settled");
      await keepPart(trx, { site, id, n: 0, activity: "", records: 0, kept, at }, await openDataKey(trx, row));
      return { manifest: hash, people: manifest.people, records: manifest.records, withheld: row.withheld };
    }).catch(async (error: unknown) => {
      await files!.discard(kept.id).catch(() => {});
      throw error;
    });
  };

  /**
   * Whether something in an archive may not leave any more since it was written: its record is gone or over its time, or somebody said no.
   * `queued` is an archive that nobody has fetched, `delivered` one that the successor has.
   */
  const isOutdated = async (
    trx: Transaction<Tables>,
    { id, recipient }: SuccessionRow,
    state: "queued" | "delivered" = "queued",
  ): Promise<boolean> => {
    const { rows } = await sql<{ objected: boolean }>`
      select exists (
        select from disclosure d where d.site = ${site} and d.package = ${id} and d.state = ${state} and exists (
          select from statement s where s.site = d.site and s.subject = d.subject
          and s.purpose = ${successionPurpose} and s.kind = 'objection' and s.ended_at is null
        )
      ) as objected`.execute(trx);
    const policy = findVersion(recipient)?.policy;
    if (rows[0]!.objected || !policy) return true;
    return !(await stillAllowed(trx, { site, versions, policy }, id, clock(), state));
  };

  /** Whether a person can still keep what is held about them out of a transfer. */
  const isOpen = async (db: Kysely<Tables>, { id, state }: SuccessionRow): Promise<boolean> => {
    if (state === "cancelled") return false;
    if (state !== "executed") return true;
    const waiting = await db
      .selectFrom("disclosure")
      .select("id")
      .where("site", "=", site)
      .where("package", "=", id)
      .where("state", "=", "queued")
      .executeTakeFirst();
    return waiting !== undefined;
  };

  /** Destroys what was written of an archive: it is written once more, without those who left meanwhile. */
  const startAgain = async (id: string, by: string): Promise<void> => {
    let dropped: readonly string[] = [];
    await note("outdated", id, by, async (trx) => {
      const fresh = { state: "executing", activity: null, after: null, withheld: 0, executed_at: null, manifest: null };
      await change(trx, id).set(fresh).where("state", "in", ["executing", "executed"]).execute();
      await endQueued(trx, site, id, { state: "dropped" });
      dropped = await dropParts(trx, id);
      return {};
    });
    await discard(dropped);
  };

  const dropParts = async (trx: Transaction<Tables>, id: string): Promise<string[]> => {
    const parts = await trx
      .deleteFrom("succession_part")
      .where("site", "=", site)
      .where("succession", "=", id)
      .returning("file")
      .execute();
    for (const { file } of parts) {
      await trx.deleteFrom("file").where("site", "=", site).where("id", "=", file).execute();
    }
    return parts.map(({ file }) => file);
  };

  const destroy = async (id: string, by: string): Promise<void> => {
    await note("destroy", id, by, async (trx) => {
      await endQueued(trx, site, id, { state: "expired" });
      return {};
    });
    await discardParts(id);
  };

  const discardParts = async (id: string): Promise<void> => {
    await discard(await db.transaction().execute((trx) => dropParts(trx, id)));
  };

  // What fails here is found by the next sweep: nothing names it any more.
  const discard = async (parts: readonly string[]): Promise<void> => {
    for (const file of parts) await files?.discard(file).catch(() => {});
  };

  /** Whom a notice was written to, and by which records they can be reached now. */
  const readTold = async ({ id, activities }: SuccessionRow, most: number) => {
    const { rows } = await db.transaction().execute(async (trx) => {
      await setAccessContext(trx, { act: "transfer" });
      return sql<{ subject: string; record: string | null; activity: string; language: string }>`
        select n.subject, r.id as record, r.activity, r.language from (
          select subject from succession_notice
          where site = ${site} and succession = ${id} and state = 'written' order by subject limit ${most}
        ) n left join record r on r.site = ${site} and r.subject = n.subject and r.activity = any (${activities})
        order by n.subject, r.activity, r.id`.execute(trx);
    });
    return [...Map.groupBy(rows, ({ subject }) => subject)];
  };

  const recallOne = async (row: SuccessionRow): Promise<number> => {
    const { id } = row;
    const details = await openDetails(row);
    if (!details) return 0;
    const values = (language: string) => ({
      effective: spellDate(row.effective_at.toISOString().slice(0, 10), language),
      successor: details.successor,
    });
    const write = async ([subject, reaches]: Awaited<ReturnType<typeof readTold>>[number]) => {
      const key = `succession-cancelled ${id} ${subject}`;
      for (const { record, activity, language } of reaches) {
        if (record === null) continue;
        const sent = await notify({ about: "succession-cancelled", activity, record, language, values, key });
        if (sent.queued) return { subject, state: "recalled" };
        // Tried again by the next run: who was written to gets the same notice.
        if (sent.reason === "failed") return undefined;
      }
      return { subject, state: "unrecalled" };
    };
    let recalled = 0;
    for (let failed = false; !failed;) {
      const people = await readTold(row, 25);
      if (people.length === 0) break;
      const results = await Promise.all(people.map((each) => write(each)));
      const states = results.filter((each) => each !== undefined);
      failed = states.length < results.length;
      if (states.length === 0) break;
      await note("recall", id, "site", async (trx) => {
        for (const { subject, state } of states) {
          await trx
            .updateTable("succession_notice")
            .set({ state, at: clock() })
            .where("site", "=", site)
            .where("succession", "=", id)
            .where("subject", "=", subject)
            .execute();
        }
        const count = states.filter(({ state }) => state === "recalled").length;
        recalled += count;
        return { recalled: count, unrecalled: states.length - count };
      });
    }
    return recalled;
  };

  const toToken = async (id: string, subject: string): Promise<string> =>
    `${id}.${subject}.${await signer.sign(`${id} ${subject}`)}`;

  return {
    plan: async (plan) => {
      const { recipient, successor, contact, activities, key, effective, noticeDays = 30, by } = plan;
      const concerned = { activities: [...activities], activity: null, after: null };
      const reason =
        toPlanProblem(plan, findVersion(recipient), noticeDays, clock()) ??
        ((await readBatch(concerned, 1)) ? undefined : "nobody");
      if (reason) {
        await refuse("plan", "", by.id, reason);
        return { planned: false, reason };
      }
      const id = plan.id ?? crypto.randomUUID();
      const write = async (trx: Transaction<Tables>) => {
        const at = clock();
        const dataKey = await createDataKey(trx, site, vault, at);
        const details: Details = { successor: successor.trim(), contact, key: key.age };
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto("succession")
          .values({
            site,
            id,
            state: "planned",
            at,
            by: by.id,
            recipient,
            data_key: dataKey.id,
            sealed: dataKey.key.seal(place(id, "details"), details),
            activities: [...new Set(activities)],
            version: findVersion(recipient)!.hash,
            effective_at: effective,
            notice_days: noticeDays,
            activity: null,
            after: null,
            noticed_at: null,
            executed_at: null,
            ended_at: null,
            manifest: null,
            by_mac: await readMac(trx, by),
            executed_by: null,
            executed_mac: null,
          })
          .onConflict((conflict) => conflict.columns(["site", "id"]).doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 0n) throw new Refused("again");
        return { activities: [...activities], effective: effective.toISOString(), noticeDays, recipient };
      };
      try {
        await note("plan", id, by.id, write);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        await refuse("plan", "", by.id, error.reason);
        return { planned: false, reason: error.reason };
      }
      return { planned: true, id };
    },
    list: async () => {
      const rows = await db
        .selectFrom("succession")
        .select("id")
        .where("site", "=", site)
        .orderBy("at", "desc")
        .limit(50)
        .execute();
      return (await Promise.all(rows.map(({ id }) => readProgress(id)))).filter((each) => each !== undefined);
    },
    progress: readProgress,
    look: async (token) => {
      const [id = "", subject = "", mac = ""] = token.split(".");
      if (!isId(id) || !isId(subject) || !(await signer.verify(`${id} ${subject}`, mac))) return undefined;
      const [row, progress] = [await find(id), await readProgress(id)];
      if (!row || !progress) return undefined;
      const objects = (await readObjectors(db, site, [subject])).has(subject);
      const gone = await db
        .selectFrom("disclosure")
        .select("id")
        .where("site", "=", site)
        .where("package", "=", id)
        .where("subject", "=", subject)
        .where("state", "=", "delivered")
        .executeTakeFirst();
      return { progress, subject, objects, open: await isOpen(db, row), transferred: gone !== undefined };
    },
    notify: async (id, by) => {
      const row = await find(id);
      if (!row) return refuse("notice", id, by.id, "not-found");
      if (row.state !== "planned" && row.state !== "noticing") return refuse("notice", id, by.id, "settled");
      const details = await openDetails(row);
      if (!details) return refuse("notice", id, by.id, "not-found");
      if (!row.activities.every((activity) => tells("succession", activity)))
        return refuse("notice", id, by.id, "no-template");
      if (row.state === "planned")
        await note("notice", id, by.id, async (trx) => {
          await change(trx, id).set({ state: "noticing" }).where("state", "=", "planned").execute();
          return {};
        });
      for (;;) {
        const now = (await find(id))!;
        if (now.state !== "noticing") break;
        const next = await readBatch(now, 200);
        if (!next) {
          await note("noticed", id, by.id, async (trx) => {
            await change(trx, id)
              .set({ state: "noticed", noticed_at: clock(), activity: null, after: null })
              .where("state", "=", "noticing")
              .execute();
            return {};
          });
          break;
        }
        const { activity, found } = next;
        const written = await readWritten(
          db,
          site,
          id,
          found.map(({ subject }) => subject),
        );
        const states = new Map<string, string>();
        const asked = new Set<string>();
        // One record of each, many at once: those who cannot be reached by it may be by another activity's.
        const those = found.filter(({ subject }) => !written.has(subject) && asked.size < asked.add(subject).size);
        let failed = false;
        const write = async ({ id: record, subject, language }: (typeof found)[number]) => {
          const token = await toToken(id, subject);
          const sent = await notify({
            about: "succession",
            activity,
            record,
            language,
            values: (words) => ({
              effective: spellDate(now.effective_at.toISOString().slice(0, 10), words),
              objection: `${origin ?? "http://localhost"}/abide/succession/${token}`,
              successor: details.successor,
            }),
            key: `succession ${id} ${subject}`,
          });
          if (!sent.queued && sent.reason === "failed") failed = true;
          else states.set(subject, sent.queued ? "written" : sent.reason);
        };
        for (let from = 0; from < those.length; from += 25)
          await Promise.all(those.slice(from, from + 25).map((each) => write(each)));
        // It stops where it is: the next run writes what is missing, and who was written to gets the same notice.
        if (failed) return refuse("notice", id, by.id, "failed");
        await db.transaction().execute(async (trx) => {
          const at = clock();
          const rows = [...states].map(([subject, state]) => ({ site, succession: id, subject, state, at }));
          if (rows.length > 0) {
            await trx
              .insertInto("succession_notice")
              .values(rows)
              // Who could not be reached by one record may be by another.
              .onConflict((conflict) =>
                conflict
                  .columns(["site", "succession", "subject"])
                  .doUpdateSet((eb) => ({ state: eb.ref("excluded.state"), at }))
                  .where("succession_notice.state", "<>", "written"),
              )
              .execute();
          }
          await change(trx, id)
            .set({ activity, after: found.at(-1)!.id })
            .where("state", "=", "noticing")
            .execute();
        });
      }
      return done(id);
    },
    object: async (id, subject, { by }) => {
      if (!isId(id) || !isId(subject)) return false;
      return log.transaction(async (trx, append) => {
        const at = clock();
        // In its turn: who says so before the archive is handed over is heard, and nobody is told so afterwards.
        const row = await findIn(trx, id);
        if (!row || !(await isOpen(trx, row))) return false;
        const known = await trx
          .selectFrom("subject")
          .select("id")
          .where("site", "=", site)
          .where("id", "=", subject)
          .where("erased_at", "is", null)
          .forUpdate()
          .executeTakeFirst();
        if (!known) return false;
        if ((await readObjectors(trx, site, [subject])).has(subject)) return true;
        const statement = { site, id: crypto.randomUUID(), subject, purpose: successionPurpose, kind: "objection", at };
        const version = row.version;
        for (const each of toInserts([{ ...statement, ended_at: null, version }])) await trx.executeQuery(each);
        const detail = { by, kind: "objection", purpose: successionPurpose, subject, succession: id };
        await audit(trx, append, site, [{ type: "statement", at, policy: version, subject, detail }]);
        return true;
      });
    },
    execute: async (id, by, told = () => {}) => {
      const row = await find(id);
      if (!row) return refuse("execute", id, by.id, "not-found");
      if (!files) return refuse("execute", id, by.id, "no-place");
      if (row.state === "planned" || row.state === "noticing") return refuse("execute", id, by.id, "not-noticed");
      if (row.state !== "noticed" && row.state !== "executing") return refuse("execute", id, by.id, "settled");
      const now = clock().getTime();
      const waited = now >= row.noticed_at!.getTime() + row.notice_days * day;
      if (now < row.effective_at.getTime() || !waited) return refuse("execute", id, by.id, "too-early");
      const details = await openDetails(row);
      if (!details || !findVersion(row.recipient)) return refuse("execute", id, by.id, "undeclared");
      try {
        await note("begin", id, by.id, async (trx) => {
          const mac = await readMac(trx, by);
          // Four eyes: by the account, and by the address.
          const same = row.by_mac && mac && Buffer.from(row.by_mac).equals(mac);
          if (row.by === by.id || same) throw new Refused("same-person");
          const executor = { executed_by: by.id, executed_mac: mac };
          await change(trx, id)
            .set(row.state === "noticed" ? { state: "executing", activity: null, after: null, ...executor } : executor)
            .where("state", "=", row.state)
            .execute();
          return {};
        });
        for (let whole = false; !whole;) {
          let [transferred, parts] = [0, 0];
          for (;;) {
            const written = await writePart(id, by, details);
            if (written === undefined) break;
            transferred += written;
            if (written > 0) told({ records: transferred, parts: ++parts });
          }
          try {
            await writeManifest(id, by, details);
            whole = true;
          } catch (error) {
            if (!(error instanceof Conflict)) throw error;
            await startAgain(id, by.id);
          }
        }
      } catch (error) {
        if (error instanceof Refused) return refuse("execute", id, by.id, error.reason);
        throw error;
      }
      return done(id);
    },
    archive: async (id, by) => {
      const row = await find(id);
      if (row?.state !== "executed") return undefined;
      const { parts, key } = await db.transaction().execute(async (trx) => ({
        parts: await trx
          .selectFrom("succession_part")
          .selectAll()
          .where("site", "=", site)
          .where("succession", "=", id)
          .orderBy("n")
          .execute(),
        key: (await openDataKeys(trx, [row.data_key], site, vault)).get(row.data_key),
      }));
      if (parts.length === 0) return undefined;
      const entries = async function* (): AsyncGenerator<Entry> {
        for (const { n, sealed, bytes } of parts) {
          const kept = key?.unseal(place(id, `part ${n}`), sealed) as Kept | undefined;
          if (!kept) throw new AbideError("file-missing", "A part of the archive cannot be opened any more.");
          const name = n === 0 ? "manifest.age" : toPartName(n);
          yield { name, size: bytes, bytes: toChunks(await files!.open(kept)) };
        }
      };
      const handOver = async (trx: Transaction<Tables>) => {
        if (await isOutdated(trx, row)) throw new Conflict();
        // The successor has its own. It is not given out once more with what may not leave any more.
        if (await isOutdated(trx, row, "delivered")) throw new Refused("settled");
        await endQueued(trx, site, id, { state: "delivered", delivered_at: clock() });
        return { manifest: row.manifest };
      };
      try {
        await note("archive", id, by.id, handOver);
      } catch (error) {
        if (error instanceof Refused) await destroy(id, by.id);
        else if (error instanceof Conflict) await startAgain(id, by.id);
        else throw error;
        return undefined;
      }
      return toStream(toTar(entries()));
    },
    cancel: async (id, by) => {
      const row = await find(id);
      if (!row) return refuse("cancel", id, by.id, "not-found");
      if (row.state === "executed" || row.state === "cancelled") return refuse("cancel", id, by.id, "settled");
      try {
        await note("cancel", id, by.id, async (trx) => {
          const { numUpdatedRows } = await change(trx, id)
            .set({ state: "cancelled", ended_at: clock() })
            // It may have been carried out since it was looked at.
            .where("state", "in", ["planned", "noticing", "noticed", "executing"])
            .executeTakeFirst();
          if (numUpdatedRows === 0n) throw new Refused("settled");
          await endQueued(trx, site, id, { state: "dropped" });
          return {};
        });
      } catch (error) {
        if (error instanceof Refused) return refuse("cancel", id, by.id, error.reason);
        throw error;
      }
      await discardParts(id);
      return done(id);
    },
    recall: async () => {
      const cancelled = await db
        .selectFrom("succession")
        .selectAll()
        .where("site", "=", site)
        .where("state", "=", "cancelled")
        .where("ended_at", ">", new Date(clock().getTime() - news))
        .where("id", "in", (eb) =>
          eb
            .selectFrom("succession_notice")
            .select("succession")
            .where("site", "=", site)
            .where("state", "=", "written"),
        )
        .execute();
      let written = 0;
      for (const row of cancelled) written += await recallOne(row);
      return written;
    },
    prune: async () => {
      const old = await db
        .selectFrom("succession")
        .select("id")
        .where("site", "=", site)
        .where("executed_at", "<", new Date(clock().getTime() - 90 * day))
        .where("id", "in", (eb) => eb.selectFrom("succession_part").select("succession").where("site", "=", site))
        .execute();
      for (const { id } of old) {
        await destroy(id, "site");
      }
      return old.length;
    },
  };
}

type Counts = "bytes" | "objections" | "parts" | "people" | "records" | "told" | "transferred" | "untold";

export const toPartName = (n: number): string => `parts/${String(n).padStart(6, "0")}.age`;

/** Why a plan cannot be one. */
function toPlanProblem(
  { recipient, successor, contact, activities, key, effective }: SuccessionPlan,
  version: Version | undefined,
  noticeDays: number,
  now: Date,
): SuccessionReason | undefined {
  if (!version) return "undeclared";
  const { policy } = version;
  if (policy.recipients[recipient]!.category !== "successor") return "other-recipient";
  if (activities.length === 0) return "nobody";
  if (activities.some((activity) => !Object.hasOwn(policy.activities, activity))) return "undeclared";
  if (activities.some((activity) => toFields(policy, recipient, activity).length === 0)) return "not-taken";
  if (toName(successor) === undefined || toName(contact.name) === undefined) return "wrong-adviser";
  if (toEmail(contact.email) === undefined) return "wrong-adviser";
  if (!toEncrypter(key)) return "wrong-key";
  const days = Number.isInteger(noticeDays) && noticeDays >= 14 && noticeDays <= 366;
  return days && effective.getTime() >= now.getTime() + noticeDays * day ? undefined : "wrong-time";
}

/** The fields of an activity that go to the successor: those it takes, and that may serve a purpose which it goes on with. */
function toFields(policy: Compiled, recipient: string, activity: string): string[] {
  const { takes, for: purposes } = policy.recipients[recipient]!;
  const taken = takes && Object.hasOwn(takes, activity) ? takes[activity]! : [];
  const { fields } = policy.activities[activity]!;
  return taken.filter((field) => fields[field]!.for.some((purpose) => purposes.includes(purpose)));
}

interface TakenRecord {
  readonly line: SuccessionLine;
  /** The fields that go, by the purpose that carries them. */
  readonly fields: { readonly [purpose: string]: readonly string[] };
  readonly files: readonly { readonly field: string; readonly file: Taken }[];
}

/** Those of `found` that may go, with what of each of them may: each field for a purpose that the person has said nothing against. */
async function readTaken(
  options: RecordsCore,
  { policy }: Version,
  recipient: string,
  activity: string,
  found: readonly Concerned[],
): Promise<TakenRecord[]> {
  const { site, db, vault, versions } = options;
  const declared = policy.activities[activity]!.fields;
  const taken = toFields(policy, recipient, activity);
  const ids = found.map(({ id }) => id);
  const subjects = [...new Set(found.map(({ subject }) => subject))];
  const objects = await readObjectors(db, site, subjects);
  const rows = new Map<string, { row: Row; values: { [field: string]: unknown }; fields: { [p: string]: string[] } }>();
  for (const purpose of policy.recipients[recipient]!.for) {
    const fields = taken.filter((field) => declared[field]!.for.includes(purpose));
    if (fields.length === 0) continue;
    const facts = await readFacts(db, { site, policy, versions }, purpose, subjects);
    const page = await readRows({ db, site, vault, purpose }, { activity, ids }, fields, {
      order: "asc",
      limit: batch,
    });
    for (const row of page) {
      if (objects.has(row.subject)) continue;
      if (!decideUse(policy, purpose, facts.get(row.subject) ?? {}).allowed) continue;
      const opened = row.open();
      if (!opened) continue;
      const values = Object.fromEntries(Object.entries(opened).filter(([, value]) => value !== undefined));
      const known = rows.get(row.id) ?? { row, values: {}, fields: {} };
      Object.assign(known.values, values);
      known.fields[purpose] = Object.keys(values);
      rows.set(row.id, known);
    }
  }
  return found.flatMap(({ id, source, event_at }) => {
    const known = rows.get(id);
    if (!known) return [];
    const { row, values, fields } = known;
    const files = Object.entries(values).flatMap(([field, value]) =>
      declared[field]!.kind === "file" ? { field, file: value as Taken } : [],
    );
    const plain = files.map(({ field, file: { name, type, size, sha256 } }) => [
      field,
      { name, type, size, sha256, in: `files/${id}/${field}` },
    ]);
    const { subject, at, language, status } = row;
    const line = {
      id,
      subject,
      at,
      language,
      source,
      status,
      event: event_at === null ? null : new Date(event_at).toISOString(),
    };
    return { line: { ...line, values: { ...values, ...(Object.fromEntries(plain) as object) } }, fields, files };
  });
}

async function readObjectors(db: Kysely<Tables>, site: string, subjects: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ subject: string }>`
    select subject from statement where site = ${site} and subject = any (${subjects}::uuid[])
    and purpose = ${successionPurpose} and kind = 'objection' and ended_at is null`.execute(db);
  return new Set(rows.map(({ subject }) => subject));
}

/**
 * What these people said against something, as far as it is in force: that holds on the other side as well. A consent was given to
 * us, on what we said; the successor asks for its own.
 */
async function readCarried(
  db: Kysely<Tables>,
  site: string,
  subjects: readonly string[],
): Promise<SuccessionStatement[]> {
  const { rows } = await sql<{ id: string; subject: string; purpose: string; kind: string; at: Date }>`
    select id, subject, purpose, kind, at from statement
    where site = ${site} and subject = any (${subjects}::uuid[]) and ended_at is null
    and kind in ('withdrawal', 'objection', 'restriction') and purpose <> ${successionPurpose} order by at`.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function* toEntries(
  { files }: RecordsCore,
  taken: readonly TakenRecord[],
  statements: readonly SuccessionStatement[],
): AsyncGenerator<Entry> {
  const toLines = (all: readonly unknown[]) => all.map((each) => `${JSON.stringify(each)}\n`).join("");
  yield toEntry("records.ndjson", toLines(taken.map(({ line }) => line)));
  yield toEntry("statements.ndjson", toLines(statements));
  for (const { line, files: own } of taken) {
    for (const { field, file } of own) {
      yield { name: `files/${line.id}/${field}`, size: file.size, bytes: toChunks(await files!.open(file)) };
    }
  }
}

function byPurpose(taken: readonly TakenRecord[]): Map<string, TakenRecord[]> {
  const all = new Map<string, TakenRecord[]>();
  for (const each of taken) {
    for (const purpose of Object.keys(each.fields)) all.set(purpose, [...(all.get(purpose) ?? []), each]);
  }
  return all;
}

/** Whom of `subjects` the notice of a succession was written to. */
async function readWritten(
  db: Kysely<Tables>,
  site: string,
  id: string,
  subjects: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ subject: string }>`
    select subject from succession_notice where site = ${site} and succession = ${id}
    and state = 'written' and subject = any (${subjects}::uuid[])`.execute(db);
  return new Set(rows.map(({ subject }) => subject));
}

async function countParts(trx: Transaction<Tables>, site: string, id: string): Promise<number> {
  const { rows } = await sql<{ parts: number }>`
    select count(*)::int as parts from succession_part where site = ${site} and succession = ${id} and n > 0`.execute(
    trx,
  );
  return rows[0]!.parts;
}

interface KeptPart {
  readonly site: string;
  readonly id: string;
  readonly n: number;
  readonly activity: string;
  readonly records: number;
  readonly kept: Kept;
  readonly at: Date;
}

async function keepPart(
  trx: Transaction<Tables>,
  { site, id, n, activity, records, kept, at }: KeptPart,
  sealWith: (n: number, value: unknown) => Uint8Array,
): Promise<void> {
  const { id: file, size: bytes, sha256 } = kept;
  await trx
    .insertInto("succession_part")
    .values({ site, succession: id, n, activity, records, file, sealed: sealWith(n, kept), bytes, sha256 })
    .execute();
  await trx.insertInto("file").values({ site, id: file, activity: own, record: id, field: own, bytes, at }).execute();
}
