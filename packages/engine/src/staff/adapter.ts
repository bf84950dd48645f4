import { createAdapterFactory } from "@better-auth/core/db/adapter";
import type { Condition } from "./condition.ts";
import type { Item, Items, Model } from "./sealed-store.ts";

/** better-auth's storage: every model goes through the vault, and no table of it has a plain value. */
export const toAdapter = (items: Items) =>
  createAdapterFactory({
    config: {
      adapterId: "abide-vault",
      adapterName: "Abide's vault",
      // Values are JSON under the seal: dates as ISO strings.
      supportsDates: false,
      supportsJSON: true,
      supportsBooleans: true,
      supportsNumericIds: false,
      disableIdGeneration: false,
      transaction: false,
    },
    adapter: () => {
      const toWhere = (where: unknown) => (where ?? []) as readonly Condition[];
      const find = (model: string, where: unknown) => items.find(model as Model, toWhere(where));
      const update = (model: string, where: unknown, change: object | ((item: Item) => object)) =>
        items.update(model as Model, toWhere(where), change);
      const remove = (model: string, where: unknown) => items.remove(model as Model, toWhere(where));
      return {
        create: async <T extends object>({ model, data }: { model: string; data: T }) =>
          (await items.insert(model as Model, data as unknown as Item)) as unknown as T,
        findOne: async <T>({ model, where }: Asked) => ((await find(model, where))[0] ?? null) as T | null,
        findMany: async <T>({ model, where, limit, sortBy, offset = 0 }: Many) => {
          const found = await find(model, where);
          if (sortBy) {
            const { field, direction } = sortBy;
            const sign = direction === "asc" ? 1 : -1;
            found.sort((a, b) => sign * String(a[field]).localeCompare(String(b[field])));
          }
          return found.slice(offset, limit === undefined ? undefined : offset + limit) as T[];
        },
        count: async ({ model, where }: Asked) => (await find(model, where)).length,
        update: async <T>({ model, where, update: change }: Asked & { update: T }) =>
          ((await update(model, where, change as object))[0] ?? null) as T | null,
        updateMany: async ({ model, where, update: change }: Asked & { update: unknown }) =>
          (await update(model, where, change as object)).length,
        delete: async ({ model, where }: Asked) => void (await remove(model, where)),
        deleteMany: async ({ model, where }: Asked) => (await remove(model, where)).length,
        consumeOne: async <T>({ model, where }: Asked) => ((await remove(model, where))[0] ?? null) as T | null,
        incrementOne: async <T>({ model, where, increment, set = {} }: Increment) => {
          const [changed] = await update(model, where, (item) => ({
            ...set,
            ...Object.fromEntries(
              Object.entries(increment).map(([field, by]) => [field, Number(item[field] ?? 0) + by]),
            ),
          }));
          return (changed ?? null) as T | null;
        },
      };
    },
  });

interface Asked {
  readonly model: string;
  readonly where?: unknown;
}

interface Increment extends Asked {
  readonly increment: { readonly [field: string]: number };
  readonly set?: object | undefined;
}

interface Many extends Asked {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly sortBy?: { readonly field: string; readonly direction: "asc" | "desc" } | undefined;
}
