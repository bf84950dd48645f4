import type { Transaction } from "kysely";
import { openKeys } from "../hold.ts";
import { acting } from "../store/acting.ts";
import type { Store, Tables } from "../store/index.ts";
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

/** Items of the company's people, sealed: each under the key of the person whom it is about. */
export interface Items {
  readonly insert: (model: string, item: Item) => Promise<Item>;
  readonly find: (model: string, where: readonly Condition[]) => Promise<Item[]>;
  /** Changes every item that `where` finds. Returns them as they are afterwards. */
  readonly update: (model: string, where: readonly Condition[], change: object) => Promise<Item[]>;
  /** Removes every item that `where` finds, and returns them: of two that remove the same one at once, one gets it. */
  readonly remove: (model: string, where: readonly Condition[]) => Promise<Item[]>;
}

/** The values that items are found by. Every one of them is looked up exactly. */
const lookups: { readonly [model: string]: readonly string[] } = {
  user: ["email"],
  session: ["token", "userId"],
  account: ["userId", "accountId"],
  verification: ["identifier"],
  twoFactor: ["userId"],
  passkey: ["userId", "credentialID"],
  invitation: ["token"],
};

export function createItems(site: string, store: () => Promise<Store>, vault: Vault): Items {
  const within = async <Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> => {
    const { db } = await store();
    return db.transaction().execute(async (trx) => {
      await acting(trx, { act: "staff" });
      return work(trx);
    });
  };

  const toPlace = (model: string, id: string) => ({ activity: "staff", record: id, field: model });
  const toIndexes = (model: string, item: Item) =>
    (lookups[model] ?? []).flatMap((field) => {
      const value = item[field];
      return typeof value === "string"
        ? [{ site, model, field, mac: vault.index(`staff.${model}.${field}`, value), id: item.id }]
        : [];
    });
  const toExpiry = ({ expiresAt }: Item): Date | null => (typeof expiresAt === "string" ? new Date(expiresAt) : null);

  /** Whom an item is about: an account is its own person; what names nobody, such as an invitation, has a key of its own. */
  const findKey = async (trx: Transaction<Tables>, model: string, item: Item): Promise<[string, SubjectKey]> => {
    const named = model === "user" ? item.id : typeof item["userId"] === "string" ? item["userId"] : undefined;
    const known = named === undefined ? undefined : (await openKeys(trx, [named], site, vault)).get(named);
    if (named !== undefined && known) return [named, known];
    if (named !== undefined && model !== "user") throw new Error("The person of this item is not there any more.");
    const subject = named ?? crypto.randomUUID();
    const { key, row } = vault.create(subject);
    await trx.insertInto("subject").values({ site, id: subject, at: new Date(), erased_at: null }).execute();
    await trx
      .insertInto("subject_key")
      .values({ site, subject, ...row })
      .execute();
    return [subject, key];
  };

  const findIn = async (trx: Transaction<Tables>, model: string, where: readonly Condition[], lock = false) => {
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
            .where("mac", "=", vault.index(`staff.${model}.${field}`, String(value))),
        );
      }
    }
    const rows = await (lock ? query.forUpdate() : query).execute();
    const keys = await openKeys(trx, [...new Set(rows.map(({ subject }) => subject))], site, vault);
    return rows.flatMap(({ id, subject, sealed }) => {
      const key = keys.get(subject);
      const item = key?.unseal(toPlace(model, id), sealed) as Item | undefined;
      return key && item && matches(item, where) ? [{ item, subject, key }] : [];
    });
  };

  return {
    insert: (model, item) =>
      within(async (trx) => {
        const [subject, key] = await findKey(trx, model, item);
        const sealed = key.seal(toPlace(model, item.id), item);
        await trx
          .insertInto("staff_item")
          .values({ site, model, id: item.id, subject, sealed, expires_at: toExpiry(item) })
          .execute();
        const indexes = toIndexes(model, item);
        if (indexes.length > 0) await trx.insertInto("staff_index").values(indexes).execute();
        return item;
      }),
    find: (model, where) => within(async (trx) => (await findIn(trx, model, where)).map(({ item }) => item)),
    update: (model, where, change) =>
      within(async (trx) => {
        const changed: Item[] = [];
        for (const { item, key } of await findIn(trx, model, where, true)) {
          const next: Item = { ...item, ...change, id: item.id };
          await trx
            .updateTable("staff_item")
            .set({ sealed: key.seal(toPlace(model, item.id), next), expires_at: toExpiry(next) })
            .where("site", "=", site)
            .where("model", "=", model)
            .where("id", "=", item.id)
            .execute();
          await trx
            .deleteFrom("staff_index")
            .where("site", "=", site)
            .where("model", "=", model)
            .where("id", "=", item.id)
            .execute();
          const indexes = toIndexes(model, next);
          if (indexes.length > 0) await trx.insertInto("staff_index").values(indexes).execute();
          changed.push(next);
        }
        return changed;
      }),
    remove: (model, where) =>
      within(async (trx) => {
        const found = await findIn(trx, model, where, true);
        for (const { item, subject } of found) {
          for (const table of ["staff_item", "staff_index"] as const) {
            await trx
              .deleteFrom(table)
              .where("site", "=", site)
              .where("model", "=", model)
              .where("id", "=", item.id)
              .execute();
          }
          // The key goes with the last thing that it sealed.
          if (model === "user" || typeof item["userId"] !== "string") {
            await trx.deleteFrom("subject_key").where("site", "=", site).where("subject", "=", subject).execute();
            await trx
              .updateTable("subject")
              .set({ erased_at: new Date() })
              .where("site", "=", site)
              .where("id", "=", subject)
              .execute();
          }
        }
        return found.map(({ item }) => item);
      }),
  };
}

/** Whether an item fulfils the conditions, as the library means them. Dates are ISO strings, which compare as they are. */
function matches(item: Item, where: readonly Condition[]): boolean {
  if (where.length === 0) return true;
  const hold = ({ field, value, operator = "eq" }: Condition): boolean => {
    const own = item[field];
    const [a, b] = [String(own), value instanceof Date ? value.toISOString() : String(value)];
    switch (operator) {
      case "eq":
        return value === null ? own === null || own === undefined : own === value;
      case "ne":
        return own !== value;
      case "in":
        return Array.isArray(value) && value.includes(own);
      case "not_in":
        return Array.isArray(value) && !value.includes(own);
      case "lt":
        return own !== null && own !== undefined && a < b;
      case "lte":
        return own !== null && own !== undefined && a <= b;
      case "gt":
        return own !== null && own !== undefined && a > b;
      case "gte":
        return own !== null && own !== undefined && a >= b;
      case "contains":
        return a.includes(b);
      case "starts_with":
        return a.startsWith(b);
      case "ends_with":
        return a.endsWith(b);
      default:
        throw new Error(`No condition is called "${operator}".`);
    }
  };
  return where
    .slice(1)
    .reduce((so, each) => (each.connector === "OR" ? so || hold(each) : so && hold(each)), hold(where[0]!));
}
