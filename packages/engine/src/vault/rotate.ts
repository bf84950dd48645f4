import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { sql, type Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import type { Master } from "./master.ts";
import { seal, unseal } from "./seal.ts";
import { otherKey, toContext } from "./vault.ts";

/**
 * Wraps the keys of `site` anew, from one master key to another, in one commit. Records, subjects' keys and indexes stay as they
 * are. What still runs with the old master key goes on until it is restarted.
 */
export async function rotateMaster(db: Kysely<Tables>, site: string, from: Master, to: Master): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const rows = await trx.selectFrom("vault_key").selectAll().where("site", "=", site).forUpdate().execute();
    for (const { id, kind, wrapped, master } of rows) {
      if (master === to.id) continue;
      if (master !== from.id) throw otherKey(site);
      const context = toContext(site, kind, id);
      const key = await from.unwrap(wrapped, context);
      await trx
        .updateTable("vault_key")
        .set({ wrapped: await to.wrap(key, context), master: to.id })
        .where("site", "=", site)
        .where("id", "=", id)
        .execute();
    }
    return rows.length;
  });
}

export interface RotateOptions {
  readonly db: Kysely<Tables>;
  readonly site: string;
  readonly master: Master;
  readonly clock: () => Date;
}

/** Keys of one commit. */
const batch = 1_000;

/**
 * Makes a new key that subjects' keys are wrapped with, wraps all of them anew, and deletes the old one. Records stay as they are. It
 * goes on where it was broken off. A process that has opened the vault before opens nothing that was wrapped anew until it is started
 * again; nothing that it takes in is lost, since the store refuses a key that is wrapped by one it does not have.
 */
export async function rotateSubjectKeys(
  options: RotateOptions,
  progress: (done: number) => void = () => {},
): Promise<number> {
  const { db, site } = options;
  const { keks, newest } = await openKeks(options);
  let done = 0;
  for (;;) {
    done += await wrapAnew(options, keks, newest, (more) => progress(done + more));
    // Where somebody new came with the old key in the meantime, the store refuses to part with it.
    const deleted = await db
      .deleteFrom("vault_key")
      .where("site", "=", site)
      .where("kind", "=", "subject")
      .where("retired_at", "is not", null)
      .execute()
      .catch((error: unknown) => {
        if (error instanceof Error && "code" in error && error.code === "23503") return undefined;
        throw error;
      });
    if (deleted) return done;
  }
}

/** The keys that wrap subjects' keys, and which of them is the new one: made, unless an earlier run was broken off after its first step. */
async function openKeks({ db, site, master, clock }: RotateOptions) {
  return db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom("vault_key")
      .selectAll()
      .where("site", "=", site)
      .where("kind", "=", "subject")
      .orderBy("created_at")
      .forUpdate()
      .execute();
    const keks = new Map<string, KeyObject>();
    for (const { id, wrapped, master: wrapper } of rows) {
      if (wrapper !== master.id) throw otherKey(site);
      keks.set(id, createSecretKey(await master.unwrap(wrapped, toContext(site, "subject", id))));
    }
    if (rows.length > 1) return { keks, newest: rows.find(({ retired_at }) => retired_at === null)!.id };
    const id = crypto.randomUUID();
    const key = randomBytes(32);
    const wrapped = await master.wrap(key, toContext(site, "subject", id));
    const at = clock();
    await trx
      .updateTable("vault_key")
      .set({ retired_at: at })
      .where("site", "=", site)
      .where("kind", "=", "subject")
      .execute();
    const row = { site, id, kind: "subject", wrapped, master: master.id, created_at: at, retired_at: null };
    await trx.insertInto("vault_key").values(row).execute();
    return { keks: keks.set(id, createSecretKey(key)), newest: id };
  });
}

/** Goes through all subjects once, in their order. */
async function wrapAnew(
  { db, site }: RotateOptions,
  keks: ReadonlyMap<string, KeyObject>,
  newest: string,
  progress: (done: number) => void,
): Promise<number> {
  let done = 0;
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await db.transaction().execute(async (trx) => {
      const rows = await trx
        .selectFrom("subject_key")
        .select(["subject", "kek", "wrapped"])
        .where("site", "=", site)
        .where("subject", ">", after)
        .where("kek", "<>", newest)
        .orderBy("subject")
        .limit(batch)
        .forUpdate()
        .execute();
      const anew = rows.map(({ subject, kek, wrapped }) => {
        const context = toContext(site, "key", subject);
        const wrapper = keks.get(kek);
        const key = wrapper && unseal(wrapper, context, wrapped);
        if (!key) throw otherKey(site);
        return seal(keks.get(newest)!, context, key);
      });
      await sql`
        update subject_key set kek = ${newest}, wrapped = anew.wrapped
        from unnest(${rows.map(({ subject }) => subject)}::uuid[], ${anew}::bytea[]) as anew (subject, wrapped)
        where site = ${site} and subject_key.subject = anew.subject`.execute(trx);
      return rows;
    });
    if (rows.length === 0) return done;
    done += rows.length;
    progress(done);
    after = rows.at(-1)!.subject;
  }
}
