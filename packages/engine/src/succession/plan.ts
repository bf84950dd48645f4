import type { Actor, Version } from "@abide/policy";
import type { Transaction } from "kysely";
import { toEncrypter, type Addressee } from "../archive/age.ts";
import type { Core } from "../core/core.ts";
import { toEmail, toName } from "../staff/people.ts";
import type { Tables } from "../store/tables.ts";
import { createDataKey, destroyDataKeys } from "../subjects/data-key.ts";
import { readConcerned } from "./concerned.ts";
import { toDetailsPlace, type Details } from "./row.ts";
import { commitStep, readStaffMac, refuse, Refused, type SuccessionReason } from "./step.ts";
import { findVersion, toFields } from "./successor.ts";

export interface SuccessionPlan {
  /** The succession's id, a UUID: planned twice under the same id, it is one. Default: a new id. */
  readonly id?: string | undefined;
  /** A recipient of the policy that is a successor. */
  readonly recipient: string;
  /** Name of the company that takes over, as people are told it, and who receives the archive there. */
  readonly successor: string;
  readonly contact: Addressee;
  readonly activities: readonly string[];
  /** The age recipient of the successor's key. */
  readonly key: { readonly age: string };
  /** When it takes effect. People are told so many days before. */
  readonly effective: Date;
  /** Default: 30. At least 14. */
  readonly noticeDays?: number | undefined;
  readonly by: Actor;
}

export type Planned =
  | { readonly planned: true; readonly id: string }
  | { readonly planned: false; readonly reason: SuccessionReason };

const day = 86_400_000;

/** The id of the succession that was planned, or why it was not. */
export async function plan(core: Core, given: SuccessionPlan): Promise<Planned> {
  const { recipient, activities, noticeDays = 30, by } = given;
  const none = { activities: [...activities], activity: null, after: null };
  const reason =
    toProblem(given, findVersion(core.versions, recipient), noticeDays, core.clock()) ??
    ((await readConcerned(core, none, 1)) ? undefined : "nobody");
  const refused = async (reason: SuccessionReason): Promise<Planned> => {
    await refuse(core, { step: "plan", id: "", by: by.id }, reason);
    return { planned: false, reason };
  };
  if (reason) return refused(reason);
  const id = given.id ?? crypto.randomUUID();
  try {
    await commitStep(core, { step: "plan", id, by: by.id }, (trx) => writePlan(core, trx, id, given, noticeDays));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return refused(error.reason);
  }
  return { planned: true, id };
}

/** Writes the succession's row. Returns the detail of its audit event. */
async function writePlan(
  core: Core,
  trx: Transaction<Tables>,
  id: string,
  { recipient, successor, contact, activities, key, effective, by }: SuccessionPlan,
  noticeDays: number,
): Promise<object> {
  const { site, vault, versions, clock } = core;
  const at = clock();
  const dataKey = await createDataKey(trx, site, vault, at);
  const details: Details = { successor: successor.trim(), contact, key: key.age };
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("succession")
    .values({
      site,
      id,
      state: "planned",
      at,
      by: by.id,
      recipient,
      data_key: dataKey.id,
      sealed: dataKey.key.seal(toDetailsPlace(id), details),
      activities: [...new Set(activities)],
      version: findVersion(versions, recipient)!.hash,
      effective_at: effective,
      notice_days: noticeDays,
      activity: null,
      after: null,
      noticed_at: null,
      executed_at: null,
      ended_at: null,
      manifest: null,
      by_mac: await readStaffMac(core, trx, by),
      executed_by: null,
      executed_mac: null,
    })
    .onConflict((conflict) => conflict.columns(["site", "id"]).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) {
    // The refusal is committed, and nothing would name the key.
    await destroyDataKeys(trx, [dataKey.id], site, at);
    throw new Refused("again");
  }
  return { activities: [...activities], effective: effective.toISOString(), noticeDays, recipient };
}

/** Why a plan cannot be one. */
function toProblem(
  { recipient, successor, contact, activities, key, effective }: SuccessionPlan,
  version: Version | undefined,
  noticeDays: number,
  now: Date,
): SuccessionReason | undefined {
  if (!version) return "undeclared";
  const { policy } = version;
  if (policy.recipients[recipient]!.category !== "successor") return "other-recipient";
  if (activities.length === 0) return "nobody";
  if (activities.some((activity) => !Object.hasOwn(policy.activities, activity))) return "undeclared";
  if (activities.some((activity) => toFields(policy, recipient, activity).length === 0)) return "not-taken";
  if (toName(successor) === undefined || toName(contact.name) === undefined) return "wrong-adviser";
  if (toEmail(contact.email) === undefined) return "wrong-adviser";
  if (!toEncrypter(key)) return "wrong-key";
  const days = Number.isInteger(noticeDays) && noticeDays >= 14 && noticeDays <= 366;
  return days && effective.getTime() >= now.getTime() + noticeDays * day ? undefined : "wrong-time";
}
