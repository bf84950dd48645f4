import { isTamperError } from "@abide/log";
import type { AuditEvent } from "./audit.ts";
import type { Log } from "./log.ts";
import { createGroupCommit } from "../store/group-commit.ts";
import { isStoreDown } from "../store/index.ts";

/** That somebody read, changed or was denied personal data: who, why, which fields, of how many people. Never a value. */
export interface Access {
  /** Hash of the version that decided. */
  readonly policy: string;
  readonly activity: string;
  readonly purpose: string;
  readonly fields: readonly string[];
  /** Id of who of the company, or `site` where the website itself reads. */
  readonly by: string;
  /** How many people's data it was. */
  readonly subjects: number;
  /** "allowed", or why not. */
  readonly outcome: string;
}

export interface AccessLog {
  /** Resolves once the access is in the log, committed: nothing is handed out before. */
  readonly add: (access: Access) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Writes down who read what for which purpose. Reads that come at the same time share one commit, and alike ones one line: a list of
 * a page's comments, asked for by a hundred visitors, is one line that counts to a hundred.
 */
export function createAccessLog(log: Log, clock: () => Date): AccessLog {
  const commits = createGroupCommit<Access, void>({
    cap: 2_000,
    write: async (accesses) => {
      await log.write({ statements: [], events: toEvents(accesses, clock()) });
      return accesses.map(() => undefined);
    },
    alone: (error) => !isTamperError(error) && !isStoreDown(error),
  });
  return { add: (access) => commits.add(access), close: () => commits.close() };
}

/** An entry of the log has at most 65,535 bytes, and a line at most a few thousand. */
const lines = 100;

function toEvents(accesses: readonly Access[], at: Date): AuditEvent[] {
  const events: AuditEvent[] = [];
  for (const [policy, of] of Map.groupBy(accesses, (access) => access.policy)) {
    const toLine = ({ activity, purpose, fields, by, outcome }: Access) => ({ activity, purpose, fields, by, outcome });
    const alike = Map.groupBy(of, (access) => JSON.stringify(toLine(access)));
    const reads = [...alike.values()].map((those) => {
      const subjects = those.reduce((sum, { subjects }) => sum + subjects, 0);
      return { ...toLine(those[0]!), subjects, times: those.length };
    });
    for (let from = 0; from < reads.length; from += lines) {
      events.push({ type: "access", at, policy, detail: { reads: reads.slice(from, from + lines) } });
    }
  }
  return events;
}
