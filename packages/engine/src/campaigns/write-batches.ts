import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { AbideError } from "../http/error.ts";
import { bulk, isFull, writeEach } from "../mail/bulk.ts";
import type { Promotion } from "../mail/mail.ts";
import type { MailsApi } from "../mail/mails.ts";
import { readSubjects } from "../records/rows.ts";
import { createAudienceReader, toAddress } from "./audience.ts";
import { endCampaign } from "./state.ts";
import { findReached, findSame, over, type StoredCampaign, type StoredConditions } from "./stored-campaign.ts";

/** The promotions and the mail that a campaign's messages are made with. */
export interface CampaignMail {
  readonly promotions: readonly Promotion[];
  readonly mails: Pick<MailsApi, "findSuppressed" | "toMessage">;
}

/**
 * Writes one batch of each campaign that runs, and ends each whose messages have all come to their end. Returns whether there is more
 * to write at once, or after how many milliseconds.
 */
export async function writeBatches(core: Core, mail: CampaignMail): Promise<boolean | number> {
  const { db, site, outbox } = core;
  const running = await db
    .selectFrom("campaign")
    .selectAll()
    .where("site", "=", site)
    .where("state", "=", "running")
    .orderBy("at")
    .execute();
  return writeEach(running, async (campaign) => {
    if (campaign.cursor !== over) return writeBatch(core, mail, campaign);
    if ((await outbox.progress({ batch: campaign.id })).queued === 0)
      await endCampaign(core, campaign.id, "done", null);
    return false;
  });
}

/** Writes the next batch of a campaign. Returns whether there may be more to write at once. */
async function writeBatch(core: Core, mail: CampaignMail, campaign: StoredCampaign): Promise<boolean | "full"> {
  const { db, site, vault, outbox } = core;
  const { id } = campaign;
  const promotion = mail.promotions.find(({ name }) => name === campaign.promotion);
  if (!promotion || promotion.activity !== campaign.activity) {
    await endCampaign(core, id, "failed", "undeclared");
    return true;
  }
  if (await isFull(db, site, id)) return "full";
  const field = toAddress(core, promotion);
  const page = await createAudienceReader(core, promotion).list(toQuery(campaign, field));
  if (!page.allowed) {
    // The store may be back in a moment; a denial by the declaration stays.
    if (page.reason === "failed") throw new AbideError("store-down", "An audience could not be read.");
    await endCampaign(core, id, "failed", page.reason);
    return true;
  }
  const people = page.records.flatMap(({ id: record, fields }) => {
    const address = fields[field];
    return typeof address === "string" ? { record, address } : [];
  });
  const suppressed = await mail.mails.findSuppressed(
    promotion.kind,
    people.map(({ address }) => address),
  );
  const open = people.filter(({ address }) => !suppressed.has(address));
  const subjects = await readSubjects(
    { db, site, vault, purpose: promotion.for },
    promotion.activity,
    open.map(({ record }) => record),
  );
  const to = open.flatMap(({ record, address }) => {
    const subject = subjects.get(record);
    return subject === undefined ? [] : { record, subject, address };
  });
  await commitBatch(core, mail.mails, campaign, { promotion, to, read: page.records.length, next: page.next ?? over });
  outbox.wake();
  return page.next !== undefined;
}

/** The next page of the audience, as it was when the campaign was started. */
function toQuery({ which: conditions, at, cursor }: StoredCampaign, field: string) {
  const { again: _, ...which }: StoredConditions = conditions;
  return {
    ...which,
    // People who come while it is written are not of the audience that it was started for: it would have no end.
    until: toEarlier(which.until, at),
    fields: [field],
    sort: "oldest",
    limit: bulk,
    ...(cursor === null ? {} : { after: cursor }),
  } as const;
}

function toEarlier(until: string | undefined, start: Date): string {
  // A record of that very moment is of the audience.
  const at = new Date(start.getTime() + 1);
  return until !== undefined && Date.parse(until) < at.getTime() ? until : at.toISOString();
}

interface Batch {
  readonly promotion: Promotion;
  readonly to: readonly { readonly record: string; readonly subject: string; readonly address: string }[];
  /** How many records of the audience were read for it. */
  readonly read: number;
  /** Where the next batch begins. */
  readonly next: string;
}

/** Writes the messages of a batch in one commit, with how far the campaign is and the entry in the log. */
async function commitBatch(
  { site, log, vault, clock, outbox, versions }: Core,
  mails: CampaignMail["mails"],
  campaign: StoredCampaign,
  { promotion, to, read, next }: Batch,
): Promise<void> {
  const { id, cursor, given } = campaign;
  const { again = false }: StoredConditions = campaign.which;
  await log.transaction(async (trx, append) => {
    const now = await trx
      .selectFrom("campaign")
      .select(["state", "cursor"])
      .where("site", "=", site)
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    // Another process has written this batch, or the campaign was paused meanwhile.
    if (now?.state !== "running" || now.cursor !== cursor) return;
    // Asked in the commit, where one batch follows the other: of two campaigns that run at once the second finds the message of the first.
    const same = again ? [] : (await findSame(trx, site, campaign)).filter((one) => one !== id);
    const reached = await findReached(trx, site, same, [...new Set(to.map(({ subject }) => subject))]);
    const messages = to
      .filter(({ subject }) => !reached.has(subject))
      .map((person) => {
        const mac = vault.index("campaign", person.address).toString("base64url");
        return mails.toMessage(promotion, person, { values: given, key: `${id} ${mac}`, batch: id });
      });
    const written = await outbox.insert(trx, messages);
    await trx
      .updateTable("campaign")
      .set(({ eb }) => ({
        cursor: next,
        people: eb("people", "+", written),
        left_out: eb("left_out", "+", read - written),
      }))
      .where("site", "=", site)
      .where("id", "=", id)
      .execute();
    if (written === 0) return;
    const event = { type: "campaign", at: clock(), policy: versions.current[0].hash };
    await audit(trx, append, site, [{ ...event, detail: { campaign: id, messages: written } }]);
  });
}
