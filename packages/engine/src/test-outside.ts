import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { openTestStore } from "./store/test-store.ts";
import { setAccessContext } from "./store/access-context.ts";
import type { Store } from "./store/index.ts";

import { outside as policy, key, origin } from "./test-policy.ts";
export { key, origin, outside as policy } from "./test-policy.ts";

export interface Outside {
  readonly engine: Engine<typeof policy>;
  readonly store: Store;
  readonly now: () => Date;
  readonly pass: (seconds: number) => void;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Collects, and gives the ids of record and person. */
  readonly take: (
    values: { readonly [field: string]: unknown },
    language?: string,
  ) => Promise<{ id: string; subject: string }>;
  /** What the log's details say of a type of act, the oldest first. */
  readonly acts: (type: string) => Promise<{ readonly [member: string]: unknown }[]>;
  readonly close: () => Promise<void>;
}

/** An engine under the policy above, with a store, files and a clock of its own. */
export async function openOutside(options: Partial<EngineOptions<typeof policy>> = {}): Promise<Outside> {
  const folder = await mkdtemp(join(tmpdir(), "abide-outside-"));
  const store: Store = { ...(await openTestStore()), folder };
  let now = Date.parse("2026-11-24T09:30:00Z");
  const clock = options.clock ?? (() => new Date(now));
  const engine = createEngine({ policies: [policy], key, origin, logger: () => {}, ...options, store, clock });
  await engine.ready;
  let address = 0;
  return {
    engine,
    store,
    now: clock,
    pass: (seconds) => void (now += seconds * 1000),
    fetch: (path, init = {}) =>
      engine.fetch(
        new Request(new URL(path, origin), {
          ...init,
          headers: {
            accept: "text/html",
            origin,
            "sec-fetch-site": "same-origin",
            ...(init.headers as { readonly [name: string]: string } | undefined),
          },
        }),
        { ip: `203.0.113.${++address % 250}` },
      ),
    take: async (values, language = "en") => {
      const collected = await engine.collect("contact", values, { language });
      if (!collected.collected) throw new Error(JSON.stringify(collected.problems));
      const { subject } = await store.db.transaction().execute(async (trx) => {
        await setAccessContext(trx, { act: "backup" });
        return trx.selectFrom("record").select("subject").where("id", "=", collected.id).executeTakeFirstOrThrow();
      });
      return { id: collected.id, subject };
    },
    acts: async (type) => {
      const rows = await store.db
        .selectFrom("audit")
        .select("detail")
        .where("type", "=", type)
        .orderBy("idx")
        .execute();
      return rows.map(({ detail }) => JSON.parse(detail ?? "{}") as { [member: string]: unknown });
    },
    close: async () => {
      await engine.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const ada = { email: "ada@example.org", name: "Ada Lund", message: "The invoice of May is missing." };
export const ben = { email: "ben@example.org", name: "Ben Aas", message: "Please call me." };
export const cleo = { email: "cleo@example.org", name: "Cleo Vik", message: "All is well." };

export { notices } from "./test-mails.ts";
