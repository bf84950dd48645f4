import { openKeys } from "../subjects/keys.ts";
import type { Kysely, Transaction } from "kysely";
import type { Personal } from "../subjects/personal-data.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { Tables } from "../store/index.ts";
import type { SubjectKey, Vault } from "../vault/vault.ts";

/** An item as it is worked with: plain JSON values. `id` names it in its model. */
export interface Item {
  readonly id: string;
  readonly [field: string]: unknown;
}

export interface Condition {
  readonly field: string;
  readonly value: unknown;
  readonly operator?: string | undefined;
  readonly connector?: string | undefined;
}

/** Where an item is looked for: the fields that have exactly these values, or conditions. */
export type Where = readonly Condition[] | { readonly [field: string]: string };

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

/** Items of the company's people, sealed: each under the key of the person whom it is about. */
export interface Items {
  readonly insert: (model: Model, item: Item) => Promise<Item>;
  readonly find: (model: Model, where: Where) => Promise<Item[]>;
  /** Changes every item that `where` finds. Returns them as they are afterwards. */
  readonly update: (model: Model, where: Where, change: object | ((item: Item) => object)) => Promise<Item[]>;
  /** Removes every item that `where` finds, and returns them: of two that remove the same one at once, one gets it. */
  readonly remove: (model: Model, where: Where) => Promise<Item[]>;
  /** Erases a person: the key, and every item that it sealed. */
  readonly erase: (person: string, at: Date) => Promise<void>;
}

export interface SealedStore extends Items {
  /** The same, as a part of the transaction `trx`. */
  readonly in: (trx: Transaction<Tables>) => Items;
  /** Deletes what is over its time, and erases who was invited and never came. */
  readonly sweep: (now: Date) => Promise<void>;
}

/** The values that items are found by. Every one of them is looked up exactly. */
const lookups: { readonly [model in Model]?: readonly string[] } = {
  user: ["email"],
  session: ["token", "userId"],
  account: ["userId"],
  verification: ["identifier"],
  twoFactor: ["userId"],
  passkey: ["userId", "credentialID"],
  invitation: ["token", "email"],
};

/** Whose key seals what is about nobody: the link for the first, the challenge of a passkey that has not been shown yet. */
const nobody = "00000000-0000-0000-0000-000000000000";

export interface SealedStoreOptions extends Place {
  readonly db: Kysely<Tables>;
}

export function createSealedStore(options: SealedStoreOptions): SealedStore {
  const { site, db } = options;
  const within = async <Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> => {
    return db.transaction().execute(async (trx) => {
      await setAccessContext(trx, { act: "staff" });
      return work(trx);
    });
  };
  const alone =
    <Given extends unknown[], Result>(act: (trx: Transaction<Tables>, ...given: Given) => Promise<Result>) =>
    (...given: Given) =>
      within((trx) => act(trx, ...given));
  const acts = toActs(options);
  return {
    insert: alone(acts.insert),
    find: alone(acts.find),
    update: alone(acts.update),
    remove: alone(acts.remove),
    erase: alone(acts.erase),
    in: (trx) => {
      // Asked for once, before the first of them: nothing else of this transaction is changed by it.
      let asked: Promise<void> | undefined;
      const part =
        <Given extends unknown[], Result>(act: (trx: Transaction<Tables>, ...given: Given) => Promise<Result>) =>
        async (...given: Given) => {
          await (asked ??= setAccessContext(trx, { act: "staff" }));
          return act(trx, ...given);
        };
      return {
        insert: part(acts.insert),
        find: part(acts.find),
        update: part(acts.update),
        remove: part(acts.remove),
        erase: part(acts.erase),
      };
    },
    sweep: alone(async (trx, now: Date) => {
      const invited = await trx
        .selectFrom("staff_item")
        .select("id")
        .where("site", "=", site)
        .where("model", "=", "invitation")
        .where("expires_at", "<", now)
        .where("subject", "!=", nobody)
        .execute();
      for (const { id } of invited) await acts.erase(trx, id, now);
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

interface Place {
  readonly site: string;
  readonly vault: Vault;
  readonly clock: () => Date;
  readonly personal: Personal;
}

type Rows = Transaction<Tables>;

/** What is done to items inside a transaction that says that it is for the company's people. */
function toActs({ site, vault, clock, personal }: Place) {
  const toSealed = (model: Model, id: string) => ({ activity: "staff", record: id, field: model });
  const toMac = (model: Model, field: string, value: string) => vault.index(`staff.${model}.${field}`, value);

  const list = async (trx: Rows, model: Model, item: Item): Promise<void> => {
    const indexes = (lookups[model] ?? []).flatMap((field) => {
      const value = item[field];
      return typeof value === "string" && value !== ""
        ? [{ site, model, field, mac: toMac(model, field, value), id: item.id }]
        : [];
    });
    if (indexes.length > 0) await trx.insertInto("staff_index").values(indexes).execute();
  };

  const findIn = async (trx: Rows, model: Model, given: Where, lock = false) => {
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

  /** The key that `item` is sealed with, and whose it is. */
  const findKey = async (trx: Rows, model: Model, item: Item): Promise<[subject: string, key: SubjectKey]> => {
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
    insert: async (trx: Rows, model: Model, item: Item): Promise<Item> => {
      const [subject, key] = await findKey(trx, model, item);
      const sealed = key.seal(toSealed(model, item.id), item);
      await trx
        .insertInto("staff_item")
        .values({ site, model, id: item.id, subject, sealed, expires_at: toExpiry(item) })
        .execute();
      await list(trx, model, item);
      return item;
    },
    find: async (trx: Rows, model: Model, where: Where): Promise<Item[]> =>
      (await findIn(trx, model, where)).map(({ item }) => item),
    update: async (
      trx: Rows,
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
    remove: async (trx: Rows, model: Model, where: Where): Promise<Item[]> => {
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
    erase: async (trx: Rows, person: string, at: Date): Promise<void> => {
      await setAccessContext(trx, { act: "erasure" });
      const after = (await personal.before()?.(trx, [person], at)) ?? [];
      for (const statement of [personal.toErasure([person], at), ...after]) await trx.executeQuery(statement);
      await setAccessContext(trx, { act: "staff" });
    },
  };
}

async function unlist(trx: Rows, site: string, model: string, id: string): Promise<void> {
  await trx
    .deleteFrom("staff_index")
    .where("site", "=", site)
    .where("model", "=", model)
    .where("id", "=", id)
    .execute();
}

/**
 * Whom an item is about. An invitation is the person's who will come by it; what the library waits for names the person in its
 * value, or nobody.
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

function toConditions(where: Where): readonly Condition[] {
  return Array.isArray(where)
    ? (where as readonly Condition[])
    : Object.entries(where).map(([field, value]) => ({ field, value: value as unknown }));
}

/** Whether an item fulfils the conditions, as the library means them. Dates are ISO strings, which compare as they are. */
function matches(item: Item, where: readonly Condition[]): boolean {
  if (where.length === 0) return true;
  const hold = ({ field, value, operator = "eq" }: Condition): boolean => {
    const own = toPlain(item[field]);
    const asked = toPlain(value);
    const compare = (holds: (order: number) => boolean): boolean =>
      typeof own === typeof asked && own !== null && holds(own === asked ? 0 : own! < asked! ? -1 : 1);
    switch (operator) {
      case "eq":
        return asked === null ? own === null || own === undefined : own === asked;
      case "ne":
        return own !== asked;
      case "in":
        return Array.isArray(value) && value.includes(own);
      case "not_in":
        return Array.isArray(value) && !value.includes(own);
      case "lt":
        return compare((order) => order < 0);
      case "lte":
        return compare((order) => order <= 0);
      case "gt":
        return compare((order) => order > 0);
      case "gte":
        return compare((order) => order >= 0);
      case "contains":
        return String(own).includes(String(asked));
      case "starts_with":
        return String(own).startsWith(String(asked));
      case "ends_with":
        return String(own).endsWith(String(asked));
      default:
        throw new Error(`No condition is called "${operator}".`);
    }
  };
  return where
    .slice(1)
    .reduce((so, each) => (each.connector === "OR" ? so || hold(each) : so && hold(each)), hold(where[0]!));
}

/** Dates as they lie under the seal; numbers and the rest, which compare as they are, pass for strings here. */
function toPlain(value: unknown): string | null | undefined {
  return value instanceof Date ? value.toISOString() : (value as string | null | undefined);
}
