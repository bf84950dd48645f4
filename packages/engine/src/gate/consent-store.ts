import { isTamperError } from "@abide/log";
import { toCanonical } from "@abide/policy";
import { toLeaf } from "../audit/audit.ts";
import type { Log } from "../audit/log.ts";
import { commit } from "../http/digest.ts";
import { createGroupCommit } from "../store/group-commit.ts";
import { isStoreDown } from "../store/index.ts";
import type { ConsentFacts } from "./choice.ts";
import { toReceipt } from "./record.ts";

/** One choice on its way into the store. */
export interface NewConsent {
  /** Names the form once. The same form sent twice is one event. */
  readonly key: string;
  /** Record that the visitor's cookie names, and the event that it holds. */
  readonly record: string | undefined;
  readonly seq: number;
  /** Id of the record that is made where the visitor has none. */
  readonly fresh: string;
  /** It comes from where the form was rendered for. Tells a double click, which has no cookie yet, from a replay. */
  readonly sameBrowser: boolean;
  readonly facts: Omit<ConsentFacts, "record" | "seq">;
}

/** What was written, or that the form is spent: it was used before, and not by the holder of the record that it made. */
export type WrittenConsent =
  | { readonly kept: true; readonly record: string; readonly seq: number; readonly at: string }
  | { readonly kept: false };

export interface ConsentStore {
  /** Resolves after the commit that holds the event and its log entry. */
  readonly add: (write: NewConsent) => Promise<WrittenConsent>;
  readonly close: () => Promise<void>;
}

/** Events of one form: the first click, and what follows without a new page. */
const keysOf = (key: string): string[] => Array.from({ length: 32 }, (_, i) => (i === 0 ? key : `${key}.${i}`));

/** How long after the first click a second one of the same form, still without the cookie, counts as a double click. */
const doubleClick = 10 * 60_000;

interface Row {
  readonly record_id: string;
  readonly seq: number;
  readonly key: string;
  readonly at: Date;
  readonly allowed: readonly string[];
}

/**
 * Keeps consents: each event with its salted commitment in the log, in one commit, many visitors' events together. What `add`
 * resolved is on disk; what it rejected is not, and is not shown as kept.
 */
export function createConsentStore(site: string, log: Log): ConsentStore {
  const commits = createGroupCommit<NewConsent, WrittenConsent>({
    cap: 256,
    // One event that the store refuses must not take its neighbours with it. A store that is down refuses none: asking again for
    // each would make every visitor wait for all before.
    alone: (error) => !isTamperError(error) && !isStoreDown(error),
    write: async (writes) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await writeAll(writes);
        } catch (error) {
          // Another process took the same record or form at the same moment: what it wrote is seen at the second look.
          if (!(attempt < 4 && error instanceof Error && "code" in error && error.code === "23505")) throw error;
        }
      }
    },
  });

  const writeAll = async (writes: readonly NewConsent[]): Promise<WrittenConsent[]> =>
    log.transaction(async (trx, append) => {
      const rows: Row[] = await trx
        .selectFrom("consent")
        .select(["record_id", "seq", "key", "at", "allowed"])
        .where("site", "=", site)
        .where("key", "in", [...new Set(writes.flatMap(({ key }) => keysOf(key)))])
        .execute();
      const records = [...new Set(writes.flatMap(({ record }) => record ?? []))];
      const last = new Map<string, number>(rows.map(({ record_id }) => [record_id, 0]));
      for (const { record_id, seq } of await trx
        .selectFrom("consent")
        .select(({ fn }) => ["record_id", fn.max("seq").as("seq")])
        .where("site", "=", site)
        .where("record_id", "in", [...new Set([...records, ...last.keys(), crypto.randomUUID()])])
        .groupBy("record_id")
        .execute()) {
        last.set(record_id, seq);
      }

      const results: WrittenConsent[] = [];
      for (const write of writes) {
        const { facts } = write;
        const used = rows
          .filter(({ key }) => key === write.key || key.startsWith(`${write.key}.`))
          .sort((a, b) => b.seq - a.seq);
        const [latest] = used;
        if (latest) {
          const holder = write.record === latest.record_id;
          const same = toCanonical([...latest.allowed].sort()) === toCanonical([...facts.allowed].sort());
          const double =
            holder ||
            (write.record === undefined &&
              write.sameBrowser &&
              Date.parse(facts.at) - latest.at.getTime() < doubleClick);
          if (double && same && write.seq < latest.seq) {
            results.push({ kept: true, record: latest.record_id, seq: latest.seq, at: latest.at.toISOString() });
            continue;
          }
          // Only the holder of the record may go on with a form that was used: somebody else has copied it.
          if (!holder || used.length >= 32) {
            results.push({ kept: false });
            continue;
          }
        }
        const record = write.record ?? write.fresh;
        const seq = (last.get(record) ?? 0) + 1;
        last.set(record, seq);
        const receipt = toCanonical(toReceipt({ ...facts, record, seq }));
        const salt = crypto.getRandomValues(new Uint8Array(32));
        const index = append(toLeaf("consent", facts.version.hash, facts.at, commit(salt, receipt)));
        const key = latest ? `${write.key}.${used.length}` : write.key;
        rows.push({ record_id: record, seq, key, at: new Date(facts.at), allowed: facts.allowed });
        await trx
          .insertInto("consent")
          .values({
            site,
            record_id: record,
            seq,
            at: new Date(facts.at),
            version: facts.version.hash,
            event: facts.event,
            allowed: JSON.stringify(facts.allowed),
            record: receipt,
            key,
            salt,
            log_index: index,
          })
          .execute();
        results.push({ kept: true, record, seq, at: facts.at });
      }
      return results;
    });

  return { add: (write) => commits.add(write), close: () => commits.close() };
}
