import { openKeys } from "../subjects/keys.ts";
import type { Kysely, Transaction } from "kysely";
import type { Personal } from "../subjects/personal-data.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { Tables } from "../store/index.ts";
import type { SubjectKey, Vault } from "../vault/vault.ts";
import { matches, toConditions, type Where } from "./condition.ts";

/** An item as it is worked with: plain JSON values. `id` names it in its model. */
export interface Item {
  readonly id: string;
  readonly [field: string]: unknown;
}

export type Model =
  | "account"
  | "code"
  | "invitation"
  | "passkey"
  | "pending"
  | "session"
  | "twoFactor"
  | "user"
  | "verification";

/** Items of the company's people, each sealed under the key of the person whom it is about: `toPerson` says which. */
export interface Items {
  readonly insert: (model: Model, item: Item) => Promise<Item>;
  readonly find: (model: Model, where: Where) => Promise<Item[]>;
  /** Changes every item that `where` finds. Returns them as they are afterwards. */
  readonly update: (model: Model, where: Where, change: object | ((item: Item) => object)) => Promise<Item[]>;
  /** Removes every item that `where` finds, and returns them: of two that remove the same one at once, one gets it. */
  readonly remove: (model: Model, where: Where) => Promise<Item[]>;
  /** Erases a person: the key, every item that it sealed, and all else that is held about them. */
  readonly erase: (person: string, at: Date) => Promise<void>;
}

export interface SealedStore extends Items {
  /** The same, as a part of the transaction `trx`. */
  readonly in: (trx: Trx) => Items;
  /** Deletes items that are over their time, and erases people who were invited and never came. */
  readonly sweep: (now: Date) => Promise<void>;
}

/** The fields that an item is found by: blind indexes of their values lie beside it. Every one of them is looked up exactly. */
const lookups: { readonly [model in Model]?: readonly string[] } = {
  user: ["email"],
  session: ["token", "userId"],
  account: ["userId"],
  verification: ["identifier"],
  twoFactor: ["userId"],
  passkey: ["userId", "credentialID"],
  invitation: ["token", "email"],
};

/** Names the key of the items that are about nobody: see `toPerson`. */
const nobody = "00000000-0000-0000-0000-000000000000";

interface Place {
  readonly site: string;
  readonly vault: Vault;
  readonly clock: () => Date;
  readonly personal: Personal;
}

export interface SealedStoreOptions extends Place {
  readonly db: Kysely<Tables>;
}

export function createSealedStore(options: SealedStoreOptions): SealedStore {
  const { site, db } = options;
  const { insert, find, update, remove, erase } = toOperations(options);
  const toItems = (run: <Result>(work: (trx: Trx) => Promise<Result>) => Promise<Result>): Items => ({
    insert: (model, item) => run((trx) => insert(trx, model, item)),
    find: (model, where) => run((trx) => find(trx, model, where)),
    update: (model, where, change) => run((trx) => update(trx, model, where, change)),
    remove: (model, where) => run((trx) => remove(trx, model, where)),
    erase: (person, at) => run((trx) => erase(trx, person, at)),
  });
  const alone = <Result>(work: (trx: Trx) => Promise<Result>): Promise<Result> =>
    db.transaction().execute(async (trx) => {
      await setAccessContext(trx, { act: "staff" });
      return work(trx);
    });
  return {
    ...toItems(alone),
    in: (trx) => {
      // Set once, before the first of them: nothing else of this transaction is changed by it.
      let set: Promise<void> | undefined;
      return toItems(async (work) => {
        await (set ??= setAccessContext(trx, { act: "staff" }));
        return work(trx);
      });
    },
    sweep: (now) =>
      alone(async (trx) => {
        const invited = await trx
          .selectFrom("staff_item")
          .select("id")
          .where("site", "=", site)
          .where("model", "=", "invitation")
          .where("expires_at", "<", now)
          .where("subject", "!=", nobody)
          .execute();
        for (const { id } of invited) await erase(trx, id, now);
        const gone = await trx
          .deleteFrom("staff_item")
          .where("site", "=", site)
          .where("expires_at", "<", now)
          .returning(["model", "id"])
          .execute();
        for (const { model, id } of gone) await unlist(trx, site, model, id);
      }),
  };
}

type Trx = Transaction<Tables>;

/** Reads and writes items inside a transaction whose access context is "staff". */
function toOperations({ site, vault, clock, personal }: Place) {
  const toSealed = (model: Model, id: string) => ({ activity: "staff", record: id, field: model });
  const toMac = (model: Model, field: string, value: string) => vault.index(`staff.${model}.${field}`, value);

  const list = async (trx: Trx, model: Model, item: Item): Promise<void> => {
    const indexes = (lookups[model] ?? []).flatMap((field) => {
      const value = item[field];
      return typeof value === "string" && value !== ""
        ? [{ site, model, field, mac: toMac(model, field, value), id: item.id }]
        : [];
    });
    if (indexes.length > 0) await trx.insertInto("staff_index").values(indexes).execute();
  };

  const findIn = async (trx: Trx, model: Model, given: Where, lock = false) => {
    const where = toConditions(given);
    let query = trx.selectFrom("staff_item").selectAll().where("site", "=", site).where("model", "=", model);
    const exact = where.every(({ connector }) => connector !== "OR")
      ? where.filter(({ operator = "eq", value }) => operator === "eq" && typeof value === "string")
      : [];
    for (const { field, value } of exact) {
      if (field === "id") query = query.where("id", "=", String(value));
      else if (lookups[model]?.includes(field)) {
        query = query.where("id", "in", (eb) =>
          eb
            .selectFrom("staff_index")
            .select("id")
            .where("site", "=", site)
            .where("model", "=", model)
            .where("field", "=", field)
            .where("mac", "=", toMac(model, field, String(value))),
        );
      }
    }
    const rows = await (lock ? query.forUpdate() : query).execute();
    const keys = await openKeys(trx, [...new Set(rows.map(({ subject }) => subject))], site, vault);
    return rows.flatMap(({ id, subject, sealed }) => {
      const key = keys.get(subject);
      const item = key?.unseal(toSealed(model, id), sealed) as Item | undefined;
      return key && item && matches(item, where) ? [{ item, subject, key }] : [];
    });
  };

  /** The key that seals `item`, and the person whose key it is. */
  const findKey = async (trx: Trx, model: Model, item: Item): Promise<[subject: string, key: SubjectKey]> => {
    const own = toPerson(model, item);
    const known = own && (await openKeys(trx, [own], site, vault)).get(own);
    if (own !== undefined && known) return [own, known];
    if (own !== undefined && model !== "user" && model !== "invitation")
      throw new Error("The person of this item is not there any more.");
    if (own === undefined) {
      const { row } = vault.create(nobody);
      await trx
        .insertInto("subject_key")
        .values({ site, subject: nobody, ...row })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return [nobody, (await openKeys(trx, [nobody], site, vault)).get(nobody)!];
    }
    const { key, row } = vault.create(own);
    await trx.insertInto("subject").values({ site, id: own, at: clock(), erased_at: null }).execute();
    await trx
      .insertInto("subject_key")
      .values({ site, subject: own, ...row })
      .execute();
    return [own, key];
  };

  return {
    insert: async (trx: Trx, model: Model, item: Item): Promise<Item> => {
      const [subject, key] = await findKey(trx, model, item);
      const sealed = key.seal(toSealed(model, item.id), item);
      await trx
        .insertInto("staff_item")
        .values({ site, model, id: item.id, subject, sealed, expires_at: toExpiry(item) })
        .execute();
      await list(trx, model, item);
      return item;
    },
    find: async (trx: Trx, model: Model, where: Where): Promise<Item[]> =>
      (await findIn(trx, model, where)).map(({ item }) => item),
    update: async (
      trx: Trx,
      model: Model,
      where: Where,
      change: object | ((item: Item) => object),
    ): Promise<Item[]> => {
      const changed: Item[] = [];
      for (const { item, key } of await findIn(trx, model, where, true)) {
        const values = typeof change === "function" ? (change as (item: Item) => object)(item) : change;
        const next: Item = { ...item, ...values, id: item.id };
        await trx
          .updateTable("staff_item")
          .set({ sealed: key.seal(toSealed(model, item.id), next), expires_at: toExpiry(next) })
          .where("site", "=", site)
          .where("model", "=", model)
          .where("id", "=", item.id)
          .execute();
        await unlist(trx, site, model, item.id);
        await list(trx, model, next);
        changed.push(next);
      }
      return changed;
    },
    remove: async (trx: Trx, model: Model, where: Where): Promise<Item[]> => {
      const found = await findIn(trx, model, where, true);
      for (const { item } of found) {
        await trx
          .deleteFrom("staff_item")
          .where("site", "=", site)
          .where("model", "=", model)
          .where("id", "=", item.id)
          .execute();
        await unlist(trx, site, model, item.id);
      }
      return found.map(({ item }) => item);
    },
    erase: async (trx: Trx, person: string, at: Date): Promise<void> => {
      await setAccessContext(trx, { act: "erasure" });
      const after = (await personal.before()?.(trx, [person], at)) ?? [];
      for (const statement of [personal.toErasure([person], at), ...after]) await trx.executeQuery(statement);
      await setAccessContext(trx, { act: "staff" });
    },
  };
}

async function unlist(trx: Trx, site: string, model: string, id: string): Promise<void> {
  await trx
    .deleteFrom("staff_index")
    .where("site", "=", site)
    .where("model", "=", model)
    .where("id", "=", id)
    .execute();
}

/**
 * The person whom an item is about, and whose key seals it; undefined for `nobody`.
 *
 * | model | sealed under the key of |
 * |---|---|
 * | user | that person: the key is made with the account, or with the invitation before it |
 * | account, session, twoFactor, passkey, pending, code | the person in `userId`, who has to be there |
 * | invitation | the person who will come by it, whose id is its own; `nobody` for the first of all |
 * | verification | the person in its value, who is asked for the second step or adds a passkey; `nobody` before a passkey was shown |
 */
function toPerson(model: Model, item: Item): string | undefined {
  if (model === "user") return item.id;
  if (model === "invitation") return item["first"] === true ? undefined : item.id;
  if (model !== "verification") return typeof item["userId"] === "string" ? item["userId"] : undefined;
  const value = typeof item["value"] === "string" ? item["value"] : "";
  return isId(value) ? value : /"userData":\{"id":"([0-9a-f-]{36})"/.exec(value)?.[1];
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

function toExpiry({ expiresAt }: Item): Date | null {
  return typeof expiresAt === "string" ? new Date(expiresAt) : null;
}
