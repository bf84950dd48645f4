import type { Core } from "../core/core.ts";
import type { CollectionMail } from "../mail/collection.ts";
import type { MailsApi } from "../mail/mails.ts";
import type { CollectedWriting, NewRecord } from "../records/write.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { SubscriptionLinks } from "./subscription-link.ts";
import type { Subscription } from "./subscription.ts";

/** An address is asked so many times within an hour, however often somebody types it into the form. */
const most = 3;
const hour = 3_600_000;

/** The mails that ask at the addresses of new sign-ups, to be written in the commit of those. */
export async function askForConfirmation(
  core: Core,
  list: readonly Subscription[],
  links: SubscriptionLinks,
  mails: Pick<MailsApi, "toCollected" | "toWritten">,
  created: readonly NewRecord[],
): Promise<CollectedWriting> {
  const asked = created.flatMap((record) => {
    const subscription = list.find(({ asked }) => asked === record.input.activity);
    return subscription ? [{ record, subscription }] : [];
  });
  if (asked.length === 0) return { statements: [], events: [] };
  const counts = await countAsked(
    core,
    asked.map(({ record }) => record),
  );
  const questions: CollectionMail[] = [];
  for (const { record, subscription } of asked) {
    const key = toKey(record.input.activity, record.subject);
    const times = counts.get(key) ?? 0;
    counts.set(key, times + 1);
    // Else somebody could fill an inbox by typing its address into the form again and again. The answer to the form is the same.
    if (times >= most) continue;
    const link = await links.toLink({ subject: record.subject, record: record.id });
    const question = mails.toCollected(subscription.confirm, record, { link }, "confirm");
    if (question) questions.push(question);
  }
  return mails.toWritten(questions, created);
}

const toKey = (activity: string, subject: string): string => `${activity} ${subject}`;

/** How many sign-ups of the last hour there are already of the same people, by activity and person. */
async function countAsked({ site, db, clock }: Core, asked: readonly NewRecord[]): Promise<Map<string, number>> {
  const rows = await db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "subscription" });
    return trx
      .selectFrom("record")
      .select(({ fn }) => ["activity", "subject", fn.countAll<number>().as("count")])
      .where("site", "=", site)
      .where("activity", "in", [...new Set(asked.map(({ input }) => input.activity))])
      .where("subject", "in", [...new Set(asked.map(({ subject }) => subject))])
      .where("at", ">", new Date(clock().getTime() - hour))
      .groupBy(["activity", "subject"])
      .execute();
  });
  return new Map(rows.map(({ activity, subject, count }) => [toKey(activity, subject), count]));
}
