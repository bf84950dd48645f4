import { type Compiled, type Version } from "@abide/policy";
import { sql } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Versions } from "../policies/versions.ts";
import { toConsentable, type Collector } from "../collect/collect.ts";
import { deleteRecords } from "../records/delete.ts";
import { AbideError } from "../http/error.ts";
import { fromId, toId } from "../http/id.ts";
import { fromBase64Url, toBase64Url, type Signer } from "../http/signer.ts";
import type { CollectionMail } from "../mail/collection.ts";
import type { MailTemplate } from "../mail/mail.ts";
import type { MailsApi } from "../mail/mails.ts";
import type { NewRecord, OnCollected } from "../records/write.ts";
import { createReader, type RecordsCore } from "../records/records.ts";
import { lend, type Roles } from "../roles/roles.ts";
import { readFacts } from "../subjects/statements.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { Subjects } from "../subjects/subjects.ts";
import { everyList } from "../mail/suppression.ts";
import { toAddressField } from "../mail/declared.ts";

/**
 * A subscription by double opt-in: who signs up is asked at the address, and only a yes from there is a consent. Until then what they
 * gave is a record of another activity, which ends by itself as soon as that activity declares.
 *
 * @example
 * { asked: "newsletterRequest", activity: "newsletter", purpose: "newsletter", confirm: confirmSubscription, welcome }
 */
export interface Subscription {
  /** The activity of a sign-up that nobody has confirmed yet. Its storage is how long the link is good for. */
  readonly asked: string;
  /** The activity that it becomes. No form collects it: only a confirmation does. */
  readonly activity: string;
  /** The purpose, on consent, that the confirmation is about. */
  readonly purpose: string;
  /** Asks at the address; its value `link` leads to the page that confirms. A mail about `asked`. */
  readonly confirm: MailTemplate;
  /** Sent once it is confirmed, with the same link: from then on it leads to what was agreed to. A mail about `activity`. */
  readonly welcome?: MailTemplate | undefined;
}

/** What a link from such a mail leads to. */
export type Standing =
  | {
      readonly state: "asked";
      readonly subscription: Subscription;
      readonly version: Version;
      readonly asks: readonly string[];
    }
  | {
      readonly state: "confirmed";
      readonly subscription: Subscription;
      readonly version: Version;
      readonly asks: readonly string[];
      /** Those of `asks` that the person agreed to. */
      readonly agreed: readonly string[];
    }
  | {
      /** The subscription is over, and not everything that was agreed to with it. */
      readonly state: "rest";
      readonly subscription: Subscription;
      readonly version: Version;
      readonly agreed: readonly string[];
    }
  | { readonly state: "gone" };

export interface Subscriptions {
  /** Whether records of `activity` come from confirmations alone. */
  readonly confirms: (activity: string) => boolean;
  /** Asks at the address of a sign-up, in the sign-up's own commit. */
  readonly onCollected: OnCollected;
  readonly find: (token: string) => Promise<Standing>;
  /** Says yes to the subscription and to those of the further purposes, and no to the others. Done again it is the same yes. */
  readonly confirm: (token: string, agreed: readonly string[]) => Promise<Standing>;
  /** Takes back or gives further consents of somebody who has confirmed. */
  readonly change: (token: string, agreed: readonly string[]) => Promise<Standing>;
  /** Withdraws everything that was agreed to. */
  readonly leave: (token: string) => Promise<void>;
  /** What somebody agreed to together with a subscription for `purpose`. */
  readonly further: (subject: string, purpose: string) => Promise<readonly string[]>;
  /** Withdraws that. */
  readonly withdrawFurther: (subject: string, purpose: string) => Promise<void>;
  /** Ends the records of those who have taken their consent back, in whichever way. Returns how many. */
  readonly settle: () => Promise<number>;
}

export interface SubscriptionsOptions {
  readonly list: readonly Subscription[];
  readonly records: RecordsCore;
  readonly roles: Roles;
  readonly collector: Collector;
  readonly mails: Pick<MailsApi, "send" | "toCollected" | "toWritten">;
  readonly subjects: Subjects;
  readonly signer: Signer;
  /** The site's origin as the people see it: links in mails need it. */
  readonly origin: string;
  /** Lets an address be written to again that was written to no more: the person asked for it, from there. */
  readonly unsuppress?: ((address: string, list: string) => Promise<void>) | undefined;
}

/** Seconds within which one address is asked three times at the most, however often somebody types it into the form. */
const hour = 3_600;

export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { list, records, roles, collector, mails, subjects, signer, origin } = options;
  const { site, db, log, versions, clock } = records;
  for (const subscription of list) verify(subscription, versions);

  /** The website itself, which asks and is answered. */
  const itself = (purpose: string) => lend("subscription", roles, purpose);

  const toLink = async (subject: string, record: string): Promise<string> => {
    const what = toBase64Url(fromId(subject, record));
    return `${origin}/abide/subscription/${what}.${await signer.sign(what)}`;
  };

  /** The person and the sign-up that a token was made for. */
  const fromToken = async (token: string) => {
    const [what = "", mac = ""] = token.split(".");
    const bytes = token.length > 200 || !(await signer.verify(what, mac)) ? undefined : fromBase64Url(what);
    return bytes?.length === 32
      ? { subject: toId(bytes.subarray(0, 16)), record: toId(bytes.subarray(16)) }
      : undefined;
  };

  const readRecord = async (
    activities: readonly string[],
    which: { readonly id?: string; readonly subject?: string },
  ) => {
    if (activities.length === 0) return undefined;
    return db.transaction().execute(async (trx) => {
      await setAccessContext(trx, { act: "subscription" });
      return trx
        .selectFrom("record")
        .select(["activity", "id", "subject", "at", "language", "status"])
        .where("site", "=", site)
        .where("activity", "in", activities)
        .$if(which.id !== undefined, (query) => query.where("id", "=", which.id!))
        .$if(which.subject !== undefined, (query) => query.where("subject", "=", which.subject!))
        .where((eb) => eb.or([eb("due_at", "is", null), eb("due_at", ">", clock())]))
        .orderBy("at", "desc")
        .executeTakeFirst();
    });
  };

  /** How many sign-ups of the last hour there are already of the same people, by activity and person. */
  const countAsked = async (asked: readonly NewRecord[]): Promise<Map<string, number>> => {
    const rows = await db.transaction().execute(async (trx) => {
      await setAccessContext(trx, { act: "subscription" });
      return trx
        .selectFrom("record")
        .select(({ fn }) => ["activity", "subject", fn.countAll<number>().as("count")])
        .where("site", "=", site)
        .where("activity", "in", [...new Set(asked.map(({ input }) => input.activity))])
        .where("subject", "in", [...new Set(asked.map(({ subject }) => subject))])
        .where("at", ">", new Date(clock().getTime() - hour * 1000))
        .groupBy(["activity", "subject"])
        .execute();
    });
    return new Map(rows.map(({ activity, subject, count }) => [`${activity} ${subject}`, count]));
  };

  type Known = NonNullable<Awaited<ReturnType<typeof fromToken>>>;

  /** The sign-up that a link was made for, until it is confirmed. */
  const findAsked = async ({ record, subject }: Known) => {
    const asked = await readRecord(
      list.map(({ asked }) => asked),
      { id: record, subject },
    );
    if (!asked) return undefined;
    const subscription = list.find((one) => one.asked === asked.activity)!;
    const version = versions.declaring(subscription.activity)!;
    return { state: "asked", subscription, version, asks: toAsks(version.policy, subscription) } as const;
  };

  const readAgreed = async (policy: Compiled, subject: string, purposes: readonly string[]): Promise<string[]> => {
    const agreed: string[] = [];
    for (const purpose of purposes) {
      const facts = await readFacts(db, { site, policy, versions }, purpose, [subject]);
      const said = facts.get(subject);
      if (said?.consent && !said.withdrawn && !said.objected) agreed.push(purpose);
    }
    return agreed;
  };

  const readAllAgreed = (subject: string, subscription: Subscription): Promise<string[]> => {
    const { policy } = versions.declaring(subscription.activity)!;
    return readAgreed(policy, subject, [subscription.purpose, ...toAsks(policy, subscription)]);
  };

  /** What somebody has confirmed: an earlier sign-up's, where the link is of a new one. Their choices stand until they make others. */
  const find = async (token: string): Promise<Standing> => {
    const known = await fromToken(token);
    if (!known) return { state: "gone" };
    const asked = await findAsked(known);
    for (const subscription of asked ? [asked.subscription] : list) {
      const version = versions.declaring(subscription.activity)!;
      const asks = toAsks(version.policy, subscription);
      if (!(await readRecord([subscription.activity], { subject: known.subject }))) continue;
      const agreed = await readAgreed(version.policy, known.subject, [subscription.purpose, ...asks]);
      if (agreed.includes(subscription.purpose)) return { state: "confirmed", subscription, version, asks, agreed };
    }
    if (asked) return asked;
    for (const subscription of list) {
      const version = versions.declaring(subscription.activity)!;
      const agreed = await readAllAgreed(known.subject, subscription);
      if (agreed.length > 0) return { state: "rest", subscription, version, agreed };
    }
    return { state: "gone" };
  };

  /** Gives and takes back consents, until those of `asks` are given that are wanted. */
  const choose = async (
    subject: string,
    asks: readonly string[],
    agreed: readonly string[],
    wanted: readonly string[],
  ) => {
    for (const purpose of asks) {
      const because = { by: "subject", reason: "subscription" };
      if (wanted.includes(purpose) === agreed.includes(purpose)) continue;
      await (wanted.includes(purpose) ? subjects.consent : subjects.withdraw)(subject, purpose, because);
    }
  };

  const change: Subscriptions["change"] = async (token, wanted) => {
    const known = await fromToken(token);
    // Who has signed up once more confirms that by what they choose.
    if (known && (await findAsked(known))) return confirm(token, wanted);
    const standing = await find(token);
    if (!known || standing.state !== "confirmed") return standing;
    await choose(known.subject, standing.asks, standing.agreed, wanted);
    return find(token);
  };

  const confirm: Subscriptions["confirm"] = async (token, wanted) => {
    const known = await fromToken(token);
    const sign = known && (await findAsked(known));
    if (!sign) return find(token);
    const { subscription, version, asks } = sign;
    const { asked, activity, purpose } = subscription;
    const declared = version.policy.activities[activity]!.fields;
    const about = subscription.confirm.for;
    const names = Object.keys(versions.declaring(asked)!.policy.activities[asked]!.fields).filter(
      (name) => Object.hasOwn(declared, name) && declared[name]!.source === "person",
    );
    const read = await createReader(records, asked, about, itself(about)).read(known.record, names);
    if (!read.allowed) {
      if (read.reason === "failed") throw new AbideError("store-down", "A confirmation could not be stored.");
      // Of two presses of one button the other was first, or it is over.
      const standing = await find(token);
      return standing.state === "asked" ? { state: "gone" } : standing;
    }
    const consents = [purpose, ...asks.filter((one) => wanted.includes(one))];
    // A box that is left empty takes back what was agreed to at an earlier sign-up.
    const before = await readAgreed(version.policy, known.subject, asks);
    await choose(known.subject, before, before, wanted);
    const values = Object.entries(read.fields).filter(([, value]) => value !== undefined);
    const { language, at: askedAt } = read;
    const context = { language, consents, subject: known.subject, id: known.record };
    // A confirmation that was broken off has collected it already, under this id, and so has one that runs at the same moment.
    const isTaken = async () => (await readRecord([activity], { id: known.record })) !== undefined;
    const collected = (await isTaken())
      ? undefined
      : await collector.collect(activity, values, context).catch(async (error: unknown) => {
          if (await isTaken()) return undefined;
          throw error;
        });
    if (collected && !collected.collected)
      throw new AbideError("internal", `A sign-up that was taken as "${asked}" is not taken as "${activity}".`);
    if (!collected) {
      const all = [purpose, ...asks];
      await choose(known.subject, all, await readAgreed(version.policy, known.subject, all), consents);
    }
    const at = clock();
    const email = String(read.fields[toAddressField(version.policy.activities[activity]!) ?? ""]);
    const isFirst = await log.transaction(async (trx, append, ask) => {
      await setAccessContext(trx, { act: "erasure" });
      const earlier = await trx
        .selectFrom("record")
        .select(["activity", "id"])
        .where("site", "=", site)
        .where("activity", "in", [asked, activity])
        .where("subject", "=", known.subject)
        .where((eb) => eb.or([eb("activity", "=", asked), eb("id", "<>", known.record)]))
        .execute();
      // Another press has done the rest.
      if (!earlier.some(({ activity, id }) => activity === asked && id === known.record)) return false;
      await deleteRecords(ask, site, earlier);
      // Who asks for something anew has nothing against it any more.
      await trx
        .updateTable("statement")
        .set({ ended_at: at })
        .where("site", "=", site)
        .where("subject", "=", known.subject)
        .where("kind", "=", "objection")
        .where("purpose", "in", consents)
        .where("ended_at", "is", null)
        .execute();
      const detail = { activity, asked: askedAt, by: "subject", consents, how: "double opt-in", record: known.record };
      const act = { type: "confirmation", at, policy: version.hash, subject: known.subject };
      await audit(trx, append, site, [{ ...act, detail: { ...detail, subject: known.subject } }]);
      return true;
    });
    if (!isFirst) return find(token);
    const kinds = Object.entries(version.policy.mail).filter(([, mail]) => mail.purpose === purpose);
    for (const [kind] of kinds) await options.unsuppress?.(email, kind);
    await options.unsuppress?.(email, everyList);
    if (subscription.welcome) {
      const link = await toLink(known.subject, known.record);
      await mails.send(subscription.welcome, known.record, { link }, { key: "welcome" });
    }
    return find(token);
  };

  const further: Subscriptions["further"] = async (subject, purpose) => {
    const own = list.filter((subscription) => subscription.purpose === purpose);
    const agreed = await Promise.all(
      own.map((subscription) => {
        const { policy } = versions.declaring(subscription.activity)!;
        return readAgreed(policy, subject, toAsks(policy, subscription));
      }),
    );
    return [...new Set(agreed.flat())];
  };

  return {
    confirms: (activity) => list.some((subscription) => subscription.activity === activity),

    onCollected: async (created) => {
      const asked = created.flatMap((record) => {
        const subscription = list.find(({ asked }) => asked === record.input.activity);
        return subscription ? [{ record, subscription }] : [];
      });
      const nothing = { statements: [], events: [] };
      if (asked.length === 0) return nothing;
      const before = await countAsked(asked.map(({ record }) => record));
      const questions: CollectionMail[] = [];
      for (const { record, subscription } of asked) {
        // An inbox is not filled by whoever types its address into the form again and again. The answer to the form is the same.
        const place = `${record.input.activity} ${record.subject}`;
        const times = before.get(place) ?? 0;
        before.set(place, times + 1);
        if (times >= 3) continue;
        const link = await toLink(record.subject, record.id);
        const question = mails.toCollected(subscription.confirm, record, { link }, "confirm");
        if (question) questions.push(question);
      }
      return mails.toWritten(questions, created);
    },

    find,
    confirm,
    change,
    further,

    leave: async (token) => {
      const known = await fromToken(token);
      const standing = await find(token);
      if (!known || standing.state === "gone") return;
      // Also what outlived the subscription, which somebody may have taken back by another way.
      for (const purpose of await readAllAgreed(known.subject, standing.subscription)) {
        await subjects.withdraw(known.subject, purpose, { by: "subject", reason: "subscription" });
      }
    },

    withdrawFurther: async (subject, purpose) => {
      const agreed = await further(subject, purpose);
      await choose(subject, agreed, agreed, []);
    },

    settle: async () => {
      let ended = 0;
      for (const { activity, purpose } of list) {
        const version = versions.declaring(activity)!;
        const last = toLast(version.policy, activity);
        const at = clock();
        ended += await log.transaction(async (trx, append) => {
          await setAccessContext(trx, { act: "subscription" });
          const { rows } = await sql<{ id: string }>`
            update record set status = ${last}, revision = revision + 1, event_at = ${at},
              due_at = ${at}::timestamptz + kept_for * interval '1 second'
            where site = ${site} and activity = ${activity} and status <> ${last} and exists (
              select from statement s where s.site = record.site and s.subject = record.subject
                and s.purpose = ${purpose} and s.kind in ('withdrawal', 'objection') and s.ended_at is null
            ) returning id`.execute(trx);
          if (rows.length > 0) {
            const detail = { activity, by: "subscription", records: rows.length, status: last };
            await audit(trx, append, site, [{ type: "update", at, policy: version.hash, detail }]);
          }
          return rows.length;
        });
      }
      return ended;
    },
  };
}

/** Further purposes on consent that the record may serve: asked for together with the confirmation, each by itself. */
function toAsks(policy: Compiled, { activity, purpose }: Subscription): string[] {
  return toConsentable(policy, activity).filter((one) => one !== purpose);
}

/** The status in which a record of `activity` waits for its end. */
function toLast(policy: Compiled, activity: string): string {
  const { statuses, storage } = policy.activities[activity]!;
  return statuses?.find(({ starts }) => starts === storage.from)?.id ?? "";
}

/** Refuses a subscription that could not be kept to. */
function verify({ asked, activity, purpose, confirm, welcome }: Subscription, versions: Versions): void {
  const wrong: string[] = [];
  const [before, after] = [versions.declaring(asked)?.policy, versions.declaring(activity)?.policy];
  if (!before) wrong.push(`no policy declares the activity "${asked}".`);
  if (!after) wrong.push(`no policy declares the activity "${activity}".`);
  if (before && after) {
    const [from, to] = [before.activities[asked]!, after.activities[activity]!];
    if (from.storage.from !== "collection")
      wrong.push(`what is kept under "${asked}" has to end by itself, counted from collection.`);
    if (after.purposes[purpose]?.basis !== "consent") wrong.push(`"${purpose}" is no purpose on consent.`);
    if (!to.fields[toAddressField(to) ?? ""]?.for.includes(purpose))
      wrong.push(`the e-mail address of "${activity}" may not serve "${purpose}".`);
    if (toLast(after, activity) === "")
      wrong.push(`"${activity}" needs a status that starts its storage: the one of who has left.`);
    for (const [name, field] of Object.entries(to.fields)) {
      if (field.source !== "person" || field.optional) continue;
      if (from.fields[name]?.kind !== field.kind || from.fields[name].optional)
        wrong.push(`"${asked}" does not ask for "${name}", which "${activity}" needs.`);
    }
    for (const name of Object.keys(from.fields)) {
      if (Object.hasOwn(to.fields, name) && !from.fields[name]!.for.includes(confirm.for))
        wrong.push(`"${name}" of "${asked}" may not serve "${confirm.for}", which confirming is for.`);
    }
  }
  if (confirm.activity !== asked) wrong.push(`the mail "${confirm.name}" is not about "${asked}".`);
  if (!confirm.values.includes("link")) wrong.push(`the mail "${confirm.name}" has no value "link".`);
  if (welcome && welcome.activity !== activity) wrong.push(`the mail "${welcome.name}" is not about "${activity}".`);
  if (wrong.length === 0) return;
  const lines = wrong.map((line) => `  subscription ${activity}: ${line}`).join("\n");
  throw new AbideError("policy-broken", `A subscription cannot be taken as it is set up:\n${lines}`, {
    next: "Correct these in the subscriptions that the engine is given, or in the policy.",
  });
}
