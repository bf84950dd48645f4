export interface Condition {
  readonly field: string;
  readonly value: unknown;
  readonly operator?: string | undefined;
  readonly connector?: string | undefined;
}

/** Where an item is looked for: the fields that have exactly these values, or conditions. */
export type Where = readonly Condition[] | { readonly [field: string]: string };

/** The conditions of `where`, whichever way it was written. */
export function toConditions(where: Where): readonly Condition[] {
  return Array.isArray(where)
    ? (where as readonly Condition[])
    : Object.entries(where).map(([field, value]) => ({ field, value: value as unknown }));
}

/** Whether an item fulfils the conditions, as better-auth means them. Dates are ISO strings, which compare as they are. */
export function matches(item: { readonly [field: string]: unknown }, where: readonly Condition[]): boolean {
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
