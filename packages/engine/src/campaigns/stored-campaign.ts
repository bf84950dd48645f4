import { sql, type Kysely, type Selectable } from "kysely";
import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import type { Tables } from "../store/tables.ts";
import type { Audience, Plan, Which } from "./campaign.ts";
import type { CampaignTable } from "./tables.ts";

/** A campaign as its table has it. */
export type StoredCampaign = Selectable<CampaignTable>;

/** In the place of a cursor: everybody has been written to. */
export const over = "over";

/** Conditions of an audience as they are stored. */
export interface StoredConditions extends Which {
  readonly again?: boolean;
}

export const toConditions = ({ which = {} }: Audience, again: boolean): StoredConditions => ({
  ...which,
  ...(again ? { again } : {}),
});

/** Whether the store can keep every text in `value` as JSON: it has no place for NUL, nor for half a character. */
export function isStorable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, inner]) => isStorable(name) && isStorable(inner));
}

export async function findCampaign({ db, site }: Core, id: string): Promise<StoredCampaign | undefined> {
  if (!isId(id)) return undefined;
  return db.selectFrom("campaign").selectAll().where("site", "=", site).where("id", "=", id).executeTakeFirst();
}

/** The plan that was begun under an id: this one, another, or none (undefined). */
export async function findBegun(
  { db, site }: Core,
  id: string,
  { promotion, audience, values = {}, again = false }: Plan,
): Promise<"same" | "other" | undefined> {
  const row = await db
    .selectFrom("campaign")
    .select(
      sql<boolean>`promotion = ${promotion.name} and activity = ${audience.activity}
        and which = ${JSON.stringify(toConditions(audience, again))}::jsonb and given = ${JSON.stringify(values)}::jsonb`.as(
        "same",
      ),
    )
    .where("site", "=", site)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && (row.same ? "same" : "other");
}

/** Ids of the campaigns by which the same mail went out, or is going out. */
export async function findSame(
  db: Kysely<Tables>,
  site: string,
  { promotion, activity, given }: Pick<StoredCampaign, "promotion" | "activity" | "given">,
): Promise<string[]> {
  const rows = await db
    .selectFrom("campaign")
    .select("id")
    .where("site", "=", site)
    .where("promotion", "=", promotion)
    .where("activity", "=", activity)
    .where(sql<boolean>`given = ${JSON.stringify(given)}::jsonb`)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Those of `subjects` whom one of `campaigns` has reached or is about to reach, each with whether a paused campaign holds the mail. A
 * message that was dropped, denied or given up has reached nobody. The query goes by each person's own messages, which are few: a
 * batch has a hundred thousand, and the casts of its id keep the planner from beginning there.
 */
export async function findReached(
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
