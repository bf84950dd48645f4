import type { Logger } from "../http/logger.ts";
import type { ReadReason } from "@abide/policy";
import { sql, type Kysely, type Selectable } from "kysely";
import { audit } from "../audit/audit.ts";
import { AbideError } from "../http/error.ts";
import { isId } from "../http/id.ts";
import type { Progress } from "../outbox/message.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { isForgotten } from "../records/query.ts";
import { createReader, type RecordsCore } from "../records/records.ts";
import { lend, type Roles } from "../roles/roles.ts";
import { readSubjects } from "../records/rows.ts";
import type { CampaignTable } from "./tables.ts";
import type { Tables } from "../store/tables.ts";
import { bulk, isFull, writeEach } from "../mail/bulk.ts";
import { toAddressField } from "../mail/declared.ts";
import type { Promotion } from "../mail/mail.ts";
import type { MailsApi } from "../mail/send.ts";
import { createLoop } from "../jobs/loop.ts";

/** Who gets it: people with such a record, as far as their data may serve the promotion's purpose when it is written and when it leaves. */
export interface Audience {
  readonly activity: string;
  readonly which?: Which | undefined;
}

interface Which {
  /** Values of look-up fields. */
  readonly where?: { readonly [field: string]: string };
  readonly status?: string;
  /** Collected since then, in ISO 8601. */
  readonly since?: string;
  readonly until?: string;
}

export interface Plan {
  readonly promotion: Promotion;
  readonly audience: Audience;
  /** The promotion's further values: the same for everybody. */
  readonly values?: { readonly [name: string]: string };
  /** Whether it goes also to who has it already: the same promotion with the same values. They are left out otherwise. */
  readonly again?: boolean;
}

/** `other-plan`: under the id that was given another mail was begun, or the same one to others. */
export type CampaignReason = ReadReason | "other-activity" | "missing-value" | "nobody" | "other-plan";

export type Estimated =
  /** `exact` is false where there are more than could be counted in a moment. */
  | {
      readonly allowed: true;
      readonly people: number;
      /** How many more have it already or are about to, and are left out. */
      readonly reached: number;
      /** How many more are left out since a paused campaign holds it for them: nothing of that leaves until it is resumed. */
      readonly held: number;
      readonly exact: boolean;
    }
  | { readonly allowed: false; readonly reason: CampaignReason };

export type Started =
  | { readonly started: true; readonly id: string }
  | { readonly started: false; readonly reason: CampaignReason };

/** A campaign that the same promotion went out by. */
export interface EarlierCampaign {
  readonly id: string;
  readonly at: string;
  readonly state: CampaignState;
  readonly delivered: number;
  /** Whether it had the same values, and so is the same mail. */
  readonly same: boolean;
}

export type CampaignState = "running" | "paused" | "cancelled" | "failed" | "done";

export interface CampaignProgress {
  readonly id: string;
  /** Name of the promotion. */
  readonly promotion: string;
  readonly activity: string;
  readonly which: Which;
  /** Whether it went also to who had it already. */
  readonly again: boolean;
  readonly state: CampaignState;
  /** Why it failed. */
  readonly why: string | undefined;
  readonly by: string;
  readonly at: string;
  readonly ended: string | undefined;
  /** Whether everybody of the audience has been written to. What was written then leaves at its own pace. */
  readonly written: boolean;
  /** How many were written to. */
  readonly people: number;
  /** Who could have been written to and was not: suppressed, twice in the audience, or has it already. */
  readonly leftOut: number;
  readonly messages: Progress;
  readonly opens: number;
  /** People who followed a link, and how many followed each. Only those who agreed to be counted. */
  readonly clicks: number;
  readonly links: readonly { readonly link: number; readonly clicks: number }[];
}

/** Promotional mail to a declared audience. What is started goes on by itself, also after the process was killed. */
export interface Campaigns {
  /** How many people it would go to now. */
  readonly estimate: (plan: Plan) => Promise<Estimated>;
  /** The last campaigns that the plan's promotion went out by, the newest first. */
  readonly earlier: (plan: Plan) => Promise<EarlierCampaign[]>;
  /**
   * Begins to write to everybody of the audience. Starting again with the same `id`, a UUID, gives back the campaign that is there: a
   * form that is sent twice begins one. With another plan it is refused.
   *
   * @example
   * const started = await engine.campaigns.start({ promotion: winterIssue, audience: { activity: "newsletter" }, by: "mira" });
   * if (!started.started) show(started.reason);
   */
  readonly start: (plan: Plan & { readonly by: string; readonly id?: string }) => Promise<Started>;
  /** Nothing of it leaves until it is resumed. False where it is not running. */
  readonly pause: (id: string, by: string) => Promise<boolean>;
  readonly resume: (id: string, by: string) => Promise<boolean>;
  /**
   * Whatever has not left by now does not leave, and nobody can retry it: what is being handed over at this moment may arrive. False
   * where it has ended and left nothing behind that was given up.
   */
  readonly cancel: (id: string, by: string) => Promise<boolean>;
  readonly progress: (id: string) => Promise<CampaignProgress | undefined>;
  /** All of them, the newest first. */
  readonly list: () => Promise<CampaignProgress[]>;
  /** Writes what can be written now; by itself it goes on in the background. */
  readonly drain: () => Promise<void>;
}

export interface CampaignsOptions {
  readonly records: RecordsCore;
  readonly roles: Roles;
  readonly promotions: readonly Promotion[];
  readonly outbox: Outbox;
  readonly mails: Pick<MailsApi, "findSuppressed" | "toMessage">;
  readonly logger: Logger;
}

/** Milliseconds that an estimate may take. */
const patience = 2_000;

export function createCampaigns(options: CampaignsOptions): Campaigns & {
  readonly begin: () => void;
  readonly close: () => Promise<void>;
} {
  const { records, roles, promotions, outbox, mails, logger } = options;
  const { site, db, log, vault, clock, versions } = records;
  const policy = () => versions.current[0].hash;

  const reader = ({ activity, for: purpose }: Promotion) =>
    createReader(records, activity, purpose, lend("campaign", roles, purpose));

  const toAddress = ({ activity }: Promotion): string => {
    const declared = versions.declaring(activity)?.policy.activities[activity];
    return (declared && toAddressField(declared)) ?? "";
  };

  const verify = ({ promotion, audience, values = {} }: Plan): CampaignReason | undefined => {
    if (!isKept([values, audience.which])) return "wrong-value";
    // A list that is closed for the compiler only would be open to whoever casts.
    if (!promotions.includes(promotion)) return "undeclared";
    if (promotion.activity !== audience.activity) return "other-activity";
    // Conditions that were forgotten must not write to everybody.
    if (isForgotten(audience.which)) return "wrong-value";
    return promotion.values.every((name) => (values[name] ?? "").trim() !== "") ? undefined : "missing-value";
  };

  /** How many it would go to, as far as that is found out in a moment; with `enough` of them it need not be known better. */
  const count = async (plan: Plan, enough = Infinity): Promise<Estimated> => {
    const { promotion, audience, values = {}, again = false } = plan;
    const { activity, for: purpose } = promotion;
    const same = again ? [] : await findSame(db, { promotion: promotion.name, activity, given: values });
    const from = performance.now();
    const all = new Map<string, boolean>();
    let [people, after]: [number, string | undefined] = [0, undefined];
    do {
      const query = { ...audience.which, fields: [], sort: "oldest", limit: bulk } as const;
      const page = await reader(promotion).list(after === undefined ? query : { ...query, after });
      if (!page.allowed) return page;
      people += page.records.length;
      after = page.next;
      if (same.length === 0) continue;
      const ids = page.records.map(({ id }) => id);
      const subjects = await readSubjects({ db, site, vault, purpose }, activity, ids);
      const had = await findReached(db, site, same, [...new Set(subjects.values())]);
      people -= ids.filter((id) => had.has(subjects.get(id) ?? "")).length;
      for (const [subject, isHeld] of had) all.set(subject, isHeld);
    } while (after !== undefined && people < enough && performance.now() - from < patience);
    const held = [...all.values()].filter(Boolean).length;
    return { allowed: true, people, reached: all.size - held, held, exact: after === undefined };
  };

  const estimate: Campaigns["estimate"] = async (plan) => {
    const wrong = verify({ ...plan, values: plan.values ?? toBlank(plan.promotion) });
    return wrong === undefined ? count(plan) : { allowed: false, reason: wrong };
  };

  /** Ids of campaigns that the same mail went, or goes, out by. */
  const findSame = async (
    db: Kysely<Tables>,
    { promotion, activity, given }: Pick<Selectable<CampaignTable>, "promotion" | "activity" | "given">,
  ): Promise<string[]> => {
    const rows = await db
      .selectFrom("campaign")
      .select("id")
      .where("site", "=", site)
      .where("promotion", "=", promotion)
      .where("activity", "=", activity)
      .where(sql<boolean>`given = ${JSON.stringify(given)}::jsonb`)
      .execute();
    return rows.map(({ id }) => id);
  };

  const earlier: Campaigns["earlier"] = async ({ promotion, values = {} }) => {
    const { name, activity } = promotion;
    const [rows, same] = await Promise.all([
      db
        .selectFrom("campaign")
        .select(["id", "at", "state"])
        .where("site", "=", site)
        .where("promotion", "=", name)
        .where("activity", "=", activity)
        .orderBy("at", "desc")
        .limit(5)
        .execute(),
      isKept(values) ? findSame(db, { promotion: name, activity, given: values }) : Promise.resolve<string[]>([]),
    ]);
    return Promise.all(
      rows.map(async ({ id, at, state }) => ({
        id,
        at: at.toISOString(),
        state: state as CampaignState,
        delivered: (await outbox.progress({ batch: id })).delivered,
        same: same.includes(id),
      })),
    );
  };

  /** What was begun under an id: this plan, another, or nothing. */
  const findBegun = async (id: string, { promotion, audience, values = {}, again = false }: Plan) => {
    const row = await db
      .selectFrom("campaign")
      .select(
        sql<boolean>`promotion = ${promotion.name} and activity = ${audience.activity}
          and which = ${JSON.stringify(toKept(audience, again))}::jsonb and given = ${JSON.stringify(values)}::jsonb`.as(
          "same",
        ),
      )
      .where("site", "=", site)
      .where("id", "=", id)
      .executeTakeFirst();
    return row && (row.same ? "same" : "other");
  };

  const find = async (id: string) => {
    if (!isId(id)) return undefined;
    return db.selectFrom("campaign").selectAll().where("site", "=", site).where("id", "=", id).executeTakeFirst();
  };

  /** Moves a campaign from one of `before` to `state`, with whatever becomes of its messages, and writes it down. */
  const move = async (id: string, before: readonly CampaignState[], state: CampaignState, by: string) => {
    if (!isId(id)) return false;
    const at = clock();
    const moved = await log.transaction(async (trx, append) => {
      const row = await trx
        .updateTable("campaign")
        .set({ state, ...(state === "cancelled" ? { ended_at: at } : {}) })
        .where("site", "=", site)
        .where("id", "=", id)
        .where("state", "in", before)
        .returning("id")
        .executeTakeFirst();
      if (!row) return false;
      if (state === "paused") await outbox.pauseBatch(trx, id);
      if (state === "running") await outbox.resumeBatch(trx, id);
      if (state === "cancelled") await outbox.dropBatch(trx, id, "cancelled");
      await audit(trx, append, site, [{ type: "campaign", at, policy: policy(), detail: { by, campaign: id, state } }]);
      return true;
    });
    if (moved && state === "running") {
      loop.wake();
      outbox.wake();
    }
    return moved;
  };

  /** Ends a campaign that cannot go on. */
  const end = async (id: string, state: "failed" | "done", why: string | null) => {
    const at = clock();
    await log.transaction(async (trx, append) => {
      const row = await trx
        .updateTable("campaign")
        .set({ state, why, ended_at: at })
        .where("site", "=", site)
        .where("id", "=", id)
        .where("state", "=", "running")
        .returning("people")
        .executeTakeFirst();
      if (!row) return;
      const detail = { campaign: id, people: row.people, state, why };
      await audit(trx, append, site, [{ type: "campaign", at, policy: policy(), detail }]);
    });
  };

  /** Writes the next batch of a campaign. Whether there may be more to write at once. */
  const writeSome = async (campaign: Selectable<CampaignTable>): Promise<boolean | "full"> => {
    const { id, cursor, at, given } = campaign;
    const { again = false, ...which }: Kept = campaign.which;
    const promotion = promotions.find(({ name }) => name === campaign.promotion);
    if (!promotion || promotion.activity !== campaign.activity) {
      await end(id, "failed", "undeclared");
      return true;
    }
    if (await isFull(db, site, id)) return "full";
    const field = toAddress(promotion);
    const page = await reader(promotion).list({
      ...which,
      // Who comes while it is written is not of the audience that it was started for: it would have no end.
      until: toEarlier(which.until, at),
      fields: [field],
      sort: "oldest",
      limit: bulk,
      ...(cursor === null ? {} : { after: cursor }),
    });
    if (!page.allowed) {
      // The store may be back in a moment; what the declaration does not allow stays so.
      if (page.reason === "failed") throw new AbideError("store-down", "An audience could not be read.");
      await end(id, "failed", page.reason);
      return true;
    }
    const people = page.records.flatMap(({ id: record, fields }) => {
      const address = fields[field];
      return typeof address === "string" ? { record, address } : [];
    });
    const suppressed = await mails.findSuppressed(
      promotion.kind,
      people.map(({ address }) => address),
    );
    const to = people.filter(({ address }) => !suppressed.has(address));
    const subjects = await readSubjects(
      { db, site, vault, purpose: promotion.for },
      promotion.activity,
      to.map(({ record }) => record),
    );
    await log.transaction(async (trx, append) => {
      const now = await trx
        .selectFrom("campaign")
        .select(["state", "cursor"])
        .where("site", "=", site)
        .where("id", "=", id)
        .forUpdate()
        .executeTakeFirst();
      // Another process has written this batch, or it was paused meanwhile.
      if (now?.state !== "running" || now.cursor !== cursor) return;
      // Looked at where one page follows the other: of two campaigns that run at once the second finds the message of the first.
      const same = again ? [] : (await findSame(trx, campaign)).filter((one) => one !== id);
      const reached = await findReached(trx, site, same, [...new Set(subjects.values())]);
      const messages = to.flatMap(({ record, address }) => {
        const subject = subjects.get(record);
        if (subject === undefined || reached.has(subject)) return [];
        const mac = vault.index("campaign", address).toString("base64url");
        return mails.toMessage(
          promotion,
          { record, subject, address },
          { values: given, key: `${id} ${mac}`, batch: id },
        );
      });
      const written = await outbox.insert(trx, messages);
      await trx
        .updateTable("campaign")
        .set(({ eb }) => ({
          cursor: page.next ?? over,
          people: eb("people", "+", written),
          left_out: eb("left_out", "+", page.records.length - written),
        }))
        .where("site", "=", site)
        .where("id", "=", id)
        .execute();
      const detail = { campaign: id, messages: written };
      if (written > 0) await audit(trx, append, site, [{ type: "campaign", at: clock(), policy: policy(), detail }]);
    });
    outbox.wake();
    return page.next !== undefined;
  };

  /** One batch of each campaign that runs; and the end of each of which nothing is left. */
  const step = async (): Promise<boolean | number> => {
    const running = await db
      .selectFrom("campaign")
      .selectAll()
      .where("site", "=", site)
      .where("state", "=", "running")
      .orderBy("at")
      .execute();
    return writeEach(running, async (campaign) => {
      if (campaign.cursor !== over) return writeSome(campaign);
      if ((await outbox.progress({ batch: campaign.id })).queued === 0) await end(campaign.id, "done", null);
      return false;
    });
  };

  const loop = createLoop({
    step,
    failed: (error) => logger("A campaign could not go on. It is tried again.", error),
  });

  const toProgress = async (row: Selectable<CampaignTable>): Promise<CampaignProgress> => {
    const { again = false, ...which }: Kept = row.which;
    const [messages, events] = await Promise.all([
      outbox.progress({ batch: row.id }),
      db
        .selectFrom("mail_event")
        .select(({ fn }) => ["kind", "link", fn.countAll<number>().as("count")])
        .where("site", "=", site)
        .where("campaign", "=", row.id)
        .groupBy(["kind", "link"])
        .execute(),
    ]);
    const { rows: people } = await sql<{ count: number }>`
      select count(distinct mark) as count from mail_event
      where site = ${site} and campaign = ${row.id} and kind = 'click'`.execute(db);
    return {
      id: row.id,
      promotion: row.promotion,
      activity: row.activity,
      which,
      again,
      state: row.state as CampaignState,
      why: row.why ?? undefined,
      by: row.by,
      at: row.at.toISOString(),
      ended: row.ended_at?.toISOString(),
      written: row.cursor === over,
      people: row.people,
      leftOut: row.left_out,
      messages,
      opens: events.find(({ kind }) => kind === "open")?.count ?? 0,
      clicks: people[0]?.count ?? 0,
      links: events
        .filter(({ kind }) => kind === "click")
        .map(({ link, count }) => ({ link, clicks: count }))
        .sort((a, b) => a.link - b.link),
    };
  };

  return {
    estimate,
    earlier,
    start: async (plan) => {
      const { promotion, audience, values = {}, again = false, by, id = crypto.randomUUID() } = plan;
      if (!isId(id) || !isKept([values, audience.which])) return { started: false, reason: "wrong-value" };
      // Whoever sends a form twice may find that by then everybody has it.
      const begun = await findBegun(id, plan);
      if (begun) return begun === "same" ? { started: true, id } : { started: false, reason: "other-plan" };
      const wrong = verify(plan);
      if (wrong !== undefined) return { started: false, reason: wrong };
      // What the declaration does not allow is told now, and not found out by the first batch.
      const first = await reader(promotion).list({ ...audience.which, fields: [toAddress(promotion)], limit: 1 });
      if (!first.allowed) return { started: false, reason: first.reason };
      const counted = await count(plan, 1);
      if (!counted.allowed) return { started: false, reason: counted.reason };
      if (counted.people === 0 && counted.exact) return { started: false, reason: "nobody" };
      const at = clock();
      const kept = toKept(audience, again);
      await log.transaction(async (trx, append) => {
        const row = { site, id, promotion: promotion.name, activity: promotion.activity, state: "running", by, at };
        const made = await trx
          .insertInto("campaign")
          .values({
            ...row,
            which: JSON.stringify(kept),
            given: JSON.stringify(values),
            cursor: null,
            why: null,
            ended_at: null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning("id")
          .executeTakeFirst();
        if (!made) return;
        // The conditions may name what somebody wrote: that they were there is enough.
        const detail = { by, campaign: id, promotion: promotion.name, purpose: promotion.for, state: "running" };
        const conditions = Object.keys(kept);
        await audit(trx, append, site, [{ type: "campaign", at, policy: policy(), detail: { ...detail, conditions } }]);
      });
      loop.wake();
      // Of two that begin at the same moment under one id only one is there.
      if ((await findBegun(id, plan)) !== "same") return { started: false, reason: "other-plan" };
      return { started: true, id };
    },
    pause: (id, by) => move(id, ["running"], "paused", by),
    resume: (id, by) => move(id, ["paused"], "running", by),
    cancel: async (id, by) => {
      if (await move(id, ["running", "paused"], "cancelled", by)) return true;
      // What was given up could be retried.
      const { queued, failed } = isId(id) ? await outbox.progress({ batch: id }) : { queued: 0, failed: 0 };
      return queued + failed > 0 && move(id, ["failed", "done"], "cancelled", by);
    },
    progress: async (id) => {
      const row = await find(id);
      return row && toProgress(row);
    },
    list: async () => {
      const rows = await db
        .selectFrom("campaign")
        .selectAll()
        .where("site", "=", site)
        .orderBy("at", "desc")
        .limit(100)
        .execute();
      return Promise.all(rows.map(toProgress));
    },
    drain: loop.drain,
    begin: loop.start,
    close: loop.close,
  };
}

/** In the place of a cursor: everybody has been written to. */
const over = "over";

/** Conditions of an audience as they are kept. */
interface Kept extends Which {
  readonly again?: boolean;
}

const toKept = ({ which = {} }: Audience, again: boolean): Kept => ({ ...which, ...(again ? { again } : {}) });

/** Whether the store can keep every text in `value` as JSON: it has no place for NUL, nor for half a character. */
function isKept(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, inner]) => isKept(name) && isKept(inner));
}

/**
 * Those of `subjects` whom one of `campaigns` has reached, or is about to; and for each whether a paused one holds it. What was
 * dropped, denied or given up has reached nobody. By their own messages, of which each has few: a batch has a
 * hundred thousand, and what is made of its id keeps the planner from beginning there.
 */
async function findReached(
  db: Kysely<Tables>,
  site: string,
  campaigns: readonly string[],
  subjects: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  if (campaigns.length === 0 || subjects.length === 0) return new Map();
  const { rows } = await sql<{ subject: string; held: boolean }>`
    select those.subject, those_messages.held from unnest(${subjects}::uuid[]) as those (subject),
    lateral (
      select bool_and(message.state = 'queued' and campaign.state = 'paused') as held
      from message join campaign on campaign.site = message.site and campaign.id::text = message.batch::text
      where message.site = ${site} and message.subject = those.subject and message.batch::text = any (${campaigns}::text[])
      and message.state in ('queued', 'delivered')
      offset 0
    ) those_messages
    where those_messages.held is not null`.execute(db);
  return new Map(rows.map(({ subject, held }) => [subject, held]));
}

function toEarlier(until: string | undefined, start: Date): string {
  // What came at that very moment is of the audience.
  const at = new Date(start.getTime() + 1);
  return until !== undefined && Date.parse(until) < at.getTime() ? until : at.toISOString();
}

/** Values that let a promotion be counted before they are there. */
function toBlank({ values }: Promotion): { readonly [name: string]: string } {
  return Object.fromEntries(values.map((name) => [name, "-"]));
}
