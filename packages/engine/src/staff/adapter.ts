import { createAdapterFactory } from "@better-auth/core/db/adapter";
import type { Condition, Item, Items } from "./items.ts";

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
      const find = (model: string, where: unknown) => items.find(model, (where ?? []) as readonly Condition[]);
      return {
        create: async <T extends object>({ model, data }: { model: string; data: T }) =>
          (await items.insert(model, data as unknown as Item)) as unknown as T,
        findOne: async <T>({ model, where }: { model: string; where: unknown }) =>
          ((await find(model, where))[0] ?? null) as T | null,
        findMany: async <T>({ model, where, limit, sortBy, offset = 0 }: Many) => {
          const found = await find(model, where);
          if (sortBy) {
            const { field, direction } = sortBy;
            const sign = direction === "asc" ? 1 : -1;
            found.sort((a, b) => sign * String(a[field]).localeCompare(String(b[field])));
          }
          return found.slice(offset, limit === undefined ? undefined : offset + limit) as T[];
        },
        count: async ({ model, where }: { model: string; where?: unknown }) => (await find(model, where)).length,
        update: async <T>({ model, where, update }: { model: string; where: unknown; update: T }) =>
          ((await items.update(model, where as readonly Condition[], update as object))[0] ?? null) as T | null,
        updateMany: async ({ model, where, update }: { model: string; where: unknown; update: unknown }) =>
          (await items.update(model, where as readonly Condition[], update as object)).length,
        delete: async ({ model, where }: { model: string; where: unknown }) =>
          void (await items.remove(model, where as readonly Condition[])),
        deleteMany: async ({ model, where }: { model: string; where: unknown }) =>
          (await items.remove(model, where as readonly Condition[])).length,
        consumeOne: async <T>({ model, where }: { model: string; where: unknown }) =>
          ((await items.remove(model, where as readonly Condition[]))[0] ?? null) as T | null,
      };
    },
  });

interface Many {
  readonly model: string;
  readonly where?: unknown;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly sortBy?: { readonly field: string; readonly direction: "asc" | "desc" } | undefined;
}
