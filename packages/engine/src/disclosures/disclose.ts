import { isTamperError } from "@abide/log";
import type { Actor, Policy, Version, Which } from "@abide/policy";
import type { Connector } from "../connectors/connector.ts";
import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import { checkConditions, toConditions, type Conditions } from "../records/query.ts";
import { decideLeaving, type ScopeReason } from "./decide-leaving.ts";
import type { RecipientName, ServedPurpose, TakenActivity, TakenField } from "./taken.ts";
import { batchSize, writeBatch } from "./write-batch.ts";

/**
 * Why nothing leaves. `no-connector`: this recipient has none; a sealed package is the way then. Otherwise it is what the declaration or
 * the person says, or what happened to the record or the store.
 */
export type DiscloseReason = ScopeReason | "no-connector";

/** What became of a disclosure. Disclosed is not delivered yet: its messages are in the outbox, and leave when they can. */
export type Disclosed =
  | {
      readonly disclosed: true;
      /** One for each record: the id of its message, by which the recipient recognises a repetition. */
      readonly ids: readonly string[];
      /** `engine.outbox.progress({ batch })` counts them. */
      readonly batch: string;
      /** Records that do not leave, and why. Of records that a condition found, those that may not serve the purpose are not named. */
      readonly denied: readonly { readonly record: string; readonly reason: DiscloseReason }[];
    }
  | {
      readonly disclosed: false;
      readonly reason: DiscloseReason;
      /** Messages that were written before the store went away: they leave. */
      readonly ids: readonly string[];
    };

/**
 * Discloses records to a recipient: the one way out. The declaration is asked when it compiles and again when it runs, then each
 * person, now and at the moment it leaves. With the same `key` a record is disclosed once.
 *
 * @example
 * const done = await engine.disclose({
 *   recipient: "lever", activity: "careers", purpose: "recruitment", records: [id], fields: ["fullName", "email"],
 * });
 * if (!done.disclosed) show(done.reason);
 */
export type Disclose<P extends Policy> = <
  const Name extends RecipientName<P>,
  const Activity extends TakenActivity<P, Name>,
  const Use extends ServedPurpose<P, Name>,
  const Field extends TakenField<P, Name, Activity, Use>,
>(disclosure: {
  readonly recipient: Name;
  readonly activity: Activity;
  readonly purpose: Use;
  /** Ids of records, or conditions that they meet. */
  readonly records: readonly string[] | Which<P, Activity, Use>;
  readonly fields: readonly Field[];
  /** Who of the company does it. Default: the website itself, which is denied a purpose that a role holds. */
  readonly by?: Actor | undefined;
  readonly key?: string | undefined;
}) => Promise<Disclosed>;

/** What is asked for, without the types of a declaration. */
export interface Disclosing {
  readonly recipient: string;
  readonly activity: string;
  readonly purpose: string;
  readonly records: readonly string[] | Conditions;
  readonly fields: readonly string[];
  readonly by?: Actor | undefined;
  readonly key?: string | undefined;
}

/** Decides what is asked for, writes it down page by page, and says what became of it. */
export async function disclose(
  core: Core,
  connectors: { readonly [recipient: string]: Connector },
  given: Disclosing,
): Promise<Disclosed> {
  const asked = toAsked(given);
  const version = core.versions.declaring(asked.activity);
  const reason = decide(core, connectors, asked, version);
  if (reason !== undefined || !version) return refuse(core, asked, reason ?? "undeclared", version);
  const batch = crypto.randomUUID();
  const ids: string[] = [];
  const left: DeniedRecord[] = [];
  try {
    for await (const page of writePages(core, asked, version, batch)) {
      ids.push(...page.ids);
      left.push(...page.denied);
    }
  } catch (error) {
    if (isTamperError(error)) throw error;
    return { disclosed: false, reason: "failed", ids };
  }
  if (ids.length > 0) core.outbox.wake();
  else if (left[0]) return refuse(core, asked, left[0].reason, version);
  return { disclosed: true, ids, batch, denied: left };
}

/** A copy of what is asked for: what is decided on is what leaves, whatever becomes of the caller's own object. */
function toAsked(given: Disclosing): Disclosing {
  const { recipient, activity, purpose, records } = given;
  return {
    ...given,
    recipient: toName(recipient),
    activity: toName(activity),
    purpose: toName(purpose),
    fields: Array.from(given.fields, toName),
    records: isList(records) ? [...records] : toConditions({ ...records }),
  };
}

/** Why the declaration, the role or the configuration does not allow it; undefined where they do. */
function decide(
  core: Core,
  connectors: { readonly [recipient: string]: Connector },
  asked: Disclosing,
  version: Version | undefined,
): DiscloseReason | undefined {
  const { recipient, purpose, activity, by } = asked;
  if (!version) return "undeclared";
  const reason = decideLeaving(version.policy, asked);
  if (reason !== undefined) return reason;
  if (core.roleFor(purpose, by?.roles ?? []) === "other-role") return "not-staff";
  if (!Object.hasOwn(connectors, recipient)) return "no-connector";
  if (isList(asked.records)) return undefined;
  const { policy } = version;
  return checkConditions({ policy, activity, purpose }, asked.records, { everything: "refused" });
}

/** A denial, once the access log holds it. */
async function refuse(
  { accessLog, versions }: Core,
  { activity, purpose, fields, by, recipient }: Disclosing,
  reason: DiscloseReason,
  version: Version | undefined,
): Promise<Disclosed> {
  const access = {
    policy: (version ?? versions.current[0]).hash,
    activity: activity.slice(0, 60),
    purpose: purpose.slice(0, 60),
    fields: fields.slice(0, 50).map((field) => field.slice(0, 60)),
    by: by?.id ?? "site",
    subjects: 0,
    outcome: `not disclosed to ${recipient.slice(0, 60)}: ${reason}`,
  };
  return accessLog.add(access).then(
    () => ({ disclosed: false, reason, ids: [] }),
    () => ({ disclosed: false, reason: "failed", ids: [] }),
  );
}

interface DeniedRecord {
  readonly record: string;
  readonly reason: DiscloseReason;
}

/** Each commit: the ids of its messages, and the records that were named and do not leave. */
async function* writePages(
  core: Core,
  { records: which, ...asked }: Disclosing,
  version: Version,
  batch: string,
): AsyncGenerator<{ readonly ids: readonly string[]; readonly denied: readonly DeniedRecord[] }> {
  if (isList(which)) {
    const named = [...new Set(which)].toSorted();
    for (let from = 0; from < named.length; from += batchSize) {
      const records = named.slice(from, from + batchSize);
      const { ids, reasons } = await writeBatch(core, asked, version, { ids: records.filter(isId) }, batch);
      const denied = records.flatMap((record): DeniedRecord[] => {
        const reason = reasons.has(record) ? reasons.get(record) : "not-found";
        return reason === undefined ? [] : [{ record, reason }];
      });
      yield { ids, denied };
    }
    return;
  }
  let afterId: string | undefined;
  do {
    const written = await writeBatch(core, asked, version, { ...which, afterId }, batch);
    yield { ids: written.ids, denied: [] };
    afterId = written.last;
  } while (afterId !== undefined);
}

/** A text as it is. An object in its place is no name: it could become another text each time it is read. */
const toName = (name: unknown): string => (typeof name === "string" ? name : "");

const isList = (which: readonly string[] | Conditions): which is readonly string[] => Array.isArray(which);
