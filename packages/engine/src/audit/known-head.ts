import type { Signer } from "@abide/log";
import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import type { CheckpointFile } from "./checkpoint-file.ts";
import { grow, openHead, type Grown, type Head } from "./head.ts";
import { readHead, type Place } from "./stored.ts";
import { verifyGrowth } from "./verify.ts";

/** The head that this process knows. The store's may be newer, where other processes write to the same log. */
export interface KnownHead {
  readonly now: () => Head;
  /**
   * The newest head in the store. Another process may have gone on; that it did so from where we stood is checked. `text` is its
   * checkpoint, where that was read already.
   */
  readonly refresh: (trx: Kysely<Tables>, text?: string) => Promise<Head>;
  /** `from` with `entries` behind it, and the statement that writes them. */
  readonly grow: (from: Head, entries: readonly Uint8Array[]) => Promise<Grown>;
  /** Goes on from `grown`, which was committed. */
  readonly keep: (grown: Head) => void;
}

interface Knowing extends Place {
  readonly signer: Signer;
  readonly clock: () => Date;
  readonly file: CheckpointFile | undefined;
}

/** The head that this process knows, which is `begun` at first. */
export function createKnownHead(begun: Head, { db, site, signer, clock, file }: Knowing): KnownHead {
  let head = begun;
  return {
    now: () => head,
    refresh: async (trx, read) => {
      // Taken before the store is asked: a commit of our own may move `head` on while we wait, and would then seem undone.
      const before = head;
      const text = read ?? (await readHead(trx, site));
      if (text === before.text) return before;
      const next = await openHead({ db: trx, site, signer, text });
      await verifyGrowth({ db: trx, site, before, next });
      if (next.edge.size > head.edge.size) head = next;
      return next;
    },
    grow: (from, entries) => grow(entries, { db, site, from, signer, clock }),
    keep: (grown) => {
      head = grown;
      file?.keep(head.text);
    },
  };
}
