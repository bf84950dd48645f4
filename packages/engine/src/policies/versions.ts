import type { Tables } from "../store/tables.ts";
import type { Kysely } from "kysely";
import { compile, toCanonical, toVersion, type Policy, type Version } from "@abide/policy";
import { toHour } from "../audit/audit.ts";
import type { Log } from "../audit/log.ts";

/** The versions of a deployment's policies: those in force, and any older one by its hash. */
export interface Versions {
  /** The version in force of each policy, the site's own first. */
  readonly current: readonly [Version, ...Version[]];
  /** The version in force whose policy declares the activity. */
  readonly declaring: (activity: string) => Version | undefined;
  /** The shapes of the fields of an activity, as they were written: a compiled version has none. */
  readonly shapes: (activity: string) => Policy["activities"][string]["fields"] | undefined;
  /** The version whose hash begins with `prefix`, or undefined where nobody knows it or the store does not answer. */
  readonly withHash: (prefix: string) => Promise<Version | undefined>;
  /** Every published version of the policy with this id, newest first. */
  readonly published: (policy: string) => Promise<readonly Published[]>;
  /** Stores each version that is new, with an entry in the log. Without it nobody could read later what was consented to. */
  readonly publish: (log: Log, at: Date) => Promise<void>;
}

/** The first of `versions` whose policy declares the activity. Without hasOwn, "constructor" would be one of every policy. */
export const findDeclaring = <V extends Pick<Version, "policy">>(
  versions: readonly V[],
  activity: string,
): V | undefined => versions.find(({ policy }) => Object.hasOwn(policy.activities, activity));

export async function createVersions(policies: readonly Policy[], site: string, db: Kysely<Tables>): Promise<Versions> {
  const current = (await Promise.all(policies.map(compile))) as unknown as readonly [Version, ...Version[]];
  // Versions never change, so what was read once is kept; there are as many as the policy has had.
  const known = new Map(current.map((version) => [version.hash.slice(0, 16), version]));
  return {
    current,
    declaring: (activity) => findDeclaring(current, activity),
    shapes: (activity) => {
      const version = findDeclaring(current, activity);
      return version && policies[current.indexOf(version)]!.activities[activity]!.fields;
    },
    withHash: async (prefix) => {
      if (!/^[0-9a-f]{16,64}$/.test(prefix)) return undefined;
      const short = prefix.slice(0, 16);
      const found = known.get(short);
      if (found) return found.hash.startsWith(prefix) ? found : undefined;
      try {
        const row = await db
          .selectFrom("policy_version")
          .select(["json", "hash"])
          .where("site", "=", site)
          .where("hash", "like", `${prefix}%`)
          .executeTakeFirst();
        if (!row) return undefined;
        const version = await toVersion(row.json);
        // A row that was tampered with is not the version that it says it is.
        if (version.hash !== row.hash) return undefined;
        known.set(short, version);
        return version;
      } catch {
        return undefined;
      }
    },
    published: async (policy) => {
      const rows = await db
        .selectFrom("policy_version")
        .select(["hash", "json", "effective", "published_at"])
        .where("site", "=", site)
        .where("policy", "=", policy)
        .orderBy("published_at", "desc")
        .execute();
      return rows.map(({ published_at, ...row }) => ({ ...row, publishedAt: published_at.toISOString() }));
    },
    publish: async (log, at) =>
      log.transaction(async (trx, append) => {
        for (const { hash, json, policy } of current) {
          const known = await trx
            .selectFrom("policy_version")
            .select("hash")
            .where("site", "=", site)
            .where("policy", "=", policy.id)
            .where("hash", "=", hash)
            .executeTakeFirst();
          if (known) continue;
          const entry = { at: toHour(at.toISOString()), effective: policy.effective, policy: hash, type: "version" };
          await trx
            .insertInto("policy_version")
            .values({
              site,
              policy: policy.id,
              hash,
              json,
              effective: policy.effective,
              published_at: at,
              log_index: append(new TextEncoder().encode(toCanonical(entry))),
            })
            .execute();
        }
      }),
  };
}

/** A version as it was published. */
export interface Published {
  readonly hash: string;
  readonly json: string;
  /** The day it takes effect. */
  readonly effective: string;
  /** When it was published, in ISO 8601. */
  readonly publishedAt: string;
}
