import type { Records } from "@abide/policy";
import type { Engine } from "./engine.ts";
import { setAccessContext } from "./store/access-context.ts";
import { openTestEngine, type TestEngine } from "./test-old.ts";

import { careers as policy } from "./test-policy.ts";
export { careers as policy } from "./test-policy.ts";

export interface People extends Omit<TestEngine, "engine"> {
  readonly engine: Engine<typeof policy>;
}

/** An engine that lives under the policy above. */
export async function openPeople(options: Parameters<typeof openTestEngine>[0] = {}): Promise<People> {
  const opened = await openTestEngine({
    ...options,
    policies: [options.policies?.[0] ?? policy],
  });
  return opened;
}

/** Collects, and gives the ids of record and person. */
export async function take(
  { engine, store }: People,
  activity: string,
  values: { readonly [field: string]: string },
  source: "person" | "automatic" = "person",
): Promise<{ id: string; subject: string }> {
  const collected = await engine.collect(activity, values, { source });
  if (!collected.collected) throw new Error(JSON.stringify(collected.problems));
  const row = await store.db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "backup" });
    return trx.selectFrom("record").select("subject").where("id", "=", collected.id).executeTakeFirstOrThrow();
  });
  return { id: collected.id, subject: row.subject };
}

export const ada = { email: "ada@example.org", name: "Ada Lund", position: "engineer" };

/** The readers past their types: what a cast would do. */
export type Loose = (activity: string) => {
  readonly for: (
    purpose: string,
    as?: { by: { id: string; roles: string[] } },
  ) => {
    readonly read: (id: string, fields: string[]) => Promise<unknown>;
    readonly list: (query: object) => Promise<unknown>;
    readonly count: () => Promise<unknown>;
    readonly update: (id: string, change: object) => Promise<unknown>;
    readonly download: (id: string, field: string) => Promise<unknown>;
  };
};

export const loose = (records: Records<typeof policy>): Loose => records as unknown as Loose;
