import type { Actor } from "@abide/policy";
import type { Transaction } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import type { Tables } from "../store/tables.ts";
import { readProgress, type SuccessionProgress } from "./progress.ts";

export type SuccessionReason =
  | "again"
  | "failed"
  | "no-place"
  | "nobody"
  | "not-found"
  | "not-noticed"
  | "not-staff"
  | "not-taken"
  | "no-template"
  | "other-recipient"
  | "same-person"
  | "settled"
  | "too-early"
  | "undeclared"
  | "wrong-adviser"
  | "wrong-key"
  | "wrong-time";

/** What became of a step: how far the succession has come by it, or why it was refused. */
export type SuccessionStep =
  | { readonly done: true; readonly progress: SuccessionProgress }
  | { readonly done: false; readonly reason: SuccessionReason };

/** A step of a succession and who takes it, as its audit event names them. */
export interface Step {
  readonly step: string;
  readonly id: string;
  readonly by: string;
}

/** The page of the console that successions belong to. */
export const pageName = "succession";

/** Thrown inside a step's commit: nothing of the step is written, and it is refused for this reason. */
export class Refused extends Error {
  readonly reason: SuccessionReason;
  constructor(reason: SuccessionReason) {
    super(`Refused: ${reason}`);
    this.reason = reason;
  }
}

/** Does `work` in one commit with the step's audit event, whose detail gets the members that `work` returns. */
export const commitStep = (
  { site, log, versions, clock }: Core,
  { step, id, by }: Step,
  work: (trx: Transaction<Tables>) => Promise<object>,
): Promise<void> =>
  log.transaction(async (trx, append) => {
    const more = await work(trx);
    const detail = { by, outcome: "allowed", step, succession: id, ...more };
    const policy = versions.current[0].hash;
    await audit(trx, append, site, [{ type: "succession", at: clock(), policy, detail }]);
  });

/** The step as it was done, with how far the succession has come by it. */
export const toDone = async (core: Core, id: string): Promise<SuccessionStep> => ({
  done: true,
  progress: (await readProgress(core, id))!,
});

/** The step as it was refused, once that is written down. */
export async function refuse(core: Core, step: Step, reason: SuccessionReason) {
  // An id that somebody made up can be of any length.
  const named = { ...step, id: step.id.slice(0, 60) };
  await commitStep(core, named, () => Promise.resolve({ outcome: reason }));
  return { done: false, reason } as const;
}

/**
 * Keyed hash of the address of somebody who sees to successions at this moment, so that an account which is made anew is the same
 * person; null where nobody of the company has an account.
 */
export async function readStaffMac(
  { authorise, vault }: Core,
  trx: Transaction<Tables>,
  by: Actor,
): Promise<Uint8Array | null> {
  if (!authorise) return null;
  const authorised = await authorise(trx, by.id, pageName);
  if (!authorised) throw new Refused("not-staff");
  return vault.index("succession", authorised.email);
}
