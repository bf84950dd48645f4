import type { Core, FeatureRef } from "./core/core.ts";
import type { Feature, Opened } from "./core/feature.ts";
import { AbideError } from "./http/error.ts";
import type { Migrations } from "./store/index.ts";
import { bindPersonalData, type OpenedPersonalData } from "./subjects/personal-data.ts";

/** Features that are open, in the order in which they were opened. */
export interface OpenedFeatures {
  readonly all: readonly Opened<unknown>[];
  readonly personal: readonly OpenedPersonalData[];
  readonly feature: <Api>(ref: FeatureRef<Api>) => Api;
}

/**
 * A list of features that opens each after those that it needs, and hands it nothing but those. If one does not open, those that are open are closed
 * again.
 */
export function createFeatures(): OpenedFeatures & {
  readonly open: (core: Omit<Core, "feature">, features: readonly Feature[]) => Promise<void>;
  readonly close: () => Promise<void>;
} {
  const all: Opened<unknown>[] = [];
  const personal: OpenedPersonalData[] = [];
  const apis = new Map<string, unknown>();
  const feature = <Api>({ name }: FeatureRef<Api>): Api => {
    if (apis.has(name)) return apis.get(name) as Api;
    throw missing(`There is no feature "${name}".`);
  };
  const close = async () => {
    for (const opened of all.splice(0).toReversed()) await opened.close?.();
  };
  const openOne = async (core: Omit<Core, "feature">, one: Feature): Promise<void> => {
    const { name, needs = [] } = one;
    if (apis.has(name)) throw missing(`Two features are called "${name}".`);
    for (const other of needs)
      if (!apis.has(other.name))
        throw missing(`The feature "${name}" needs "${other.name}", which comes later or not at all.`);
    const own = <Api>(ref: FeatureRef<Api>): Api => {
      if (needs.some((other) => other.name === ref.name)) return feature(ref);
      throw missing(`The feature "${name}" asks for "${ref.name}" and does not say that it needs it.`);
    };
    const opened = await one.open({ ...core, feature: own });
    all.push(opened);
    apis.set(name, opened.api);
    if (one.personal !== "none") personal.push(bindPersonalData(one.personal, opened.api));
  };
  return {
    all,
    personal,
    feature,
    close,
    open: async (core, features) => {
      try {
        for (const one of features) await openOne(core, one);
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
}

/** The migrations of `features`, each under the name of its feature: `bookings-0001`. */
export function toMigrations(features: readonly Feature[]): Migrations {
  return Object.fromEntries(
    features.flatMap(({ name, migrations = {} }) =>
      Object.entries(migrations).map(([key, migration]) => [`${name}-${key}`, migration] as const),
    ),
  );
}

function missing(message: string): AbideError {
  return new AbideError("policy-broken", message, { next: "Correct the list of features that the engine is given." });
}
