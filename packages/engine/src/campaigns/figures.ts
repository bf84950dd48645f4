import { sql } from "kysely";
import type { Core } from "../core/core.ts";
import type { CampaignProgress, CampaignState, EarlierCampaign, Plan } from "./campaign.ts";
import { findSame, isStorable, over, type StoredCampaign, type StoredConditions } from "./stored-campaign.ts";

/** How far a campaign is, and the counts of it. */
export async function readProgress({ db, site, outbox }: Core, campaign: StoredCampaign): Promise<CampaignProgress> {
  const { id, promotion, activity, by } = campaign;
  const { again = false, ...which }: StoredConditions = campaign.which;
  const [messages, events] = await Promise.all([
    outbox.progress({ batch: id }),
    db
      .selectFrom("mail_event")
      .select(({ fn }) => ["kind", "link", fn.countAll<number>().as("count")])
      .where("site", "=", site)
      .where("campaign", "=", id)
      .groupBy(["kind", "link"])
      .execute(),
  ]);
  const { rows: people } = await sql<{ count: number }>`
    select count(distinct mark) as count from mail_event
    where site = ${site} and campaign = ${id} and kind = 'click'`.execute(db);
  return {
    id,
    promotion,
    activity,
    which,
    again,
    state: campaign.state as CampaignState,
    why: campaign.why ?? undefined,
    by,
    at: campaign.at.toISOString(),
    ended: campaign.ended_at?.toISOString(),
    written: campaign.cursor === over,
    people: campaign.people,
    leftOut: campaign.left_out,
    messages,
    opens: events.find(({ kind }) => kind === "open")?.count ?? 0,
    clicks: people[0]?.count ?? 0,
    links: events
      .filter(({ kind }) => kind === "click")
      .map(({ link, count }) => ({ link, clicks: count }))
      .sort((a, b) => a.link - b.link),
  };
}

/** The last hundred campaigns, the newest first. */
export async function listCampaigns(core: Core): Promise<CampaignProgress[]> {
  const rows = await core.db
    .selectFrom("campaign")
    .selectAll()
    .where("site", "=", core.site)
    .orderBy("at", "desc")
    .limit(100)
    .execute();
  return Promise.all(rows.map((row) => readProgress(core, row)));
}

/** The last campaigns that the plan's promotion went out by, the newest first. */
export async function listEarlier(
  { db, site, outbox }: Core,
  { promotion, values = {} }: Plan,
): Promise<EarlierCampaign[]> {
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
    isStorable(values)
      ? findSame(db, site, { promotion: name, activity, given: values })
      : Promise.resolve<string[]>([]),
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
}
