import type { ReadResult } from "@abide/policy";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { AbideError } from "../http/error.ts";
import { toAddressField } from "../mail/declared.ts";
import type { MailsApi } from "../mail/mails.ts";
import { everyList } from "../mail/suppression.ts";
import { deleteRecords } from "../records/delete.ts";
import { createReader } from "../records/records.ts";
import { lend } from "../roles/roles.ts";
import { setAccessContext } from "../store/access-context.ts";
import { choose, readAgreed } from "./agreed.ts";
import { findAsked, findStanding, hasRecord, type AskedStanding, type Standing } from "./standing.ts";
import type { SignUp, SubscriptionLinks } from "./subscription-link.ts";
import type { Subscription } from "./subscription.ts";

type Fields = { readonly [field: string]: unknown };
/** The values of a sign-up. */
type Given = Extract<ReadResult<Fields>, { readonly allowed: true }>;

/** Says yes to the subscription and to those of the further purposes, and no to the others. Done again it is the same yes. */
export async function confirm(
  core: Core,
  list: readonly Subscription[],
  links: SubscriptionLinks,
  mails: Pick<MailsApi, "send" | "unsuppress">,
  signUp: SignUp,
  wanted: readonly string[],
): Promise<Standing> {
  const asked = await findAsked(core, list, signUp);
  if (!asked) return findStanding(core, list, signUp);
  const { subscription, version, asks } = asked;
  const given = await readGiven(core, asked, signUp);
  if (!given.allowed) {
    if (given.reason === "failed") throw new AbideError("store-down", "A confirmation could not be stored.");
    // Pressed twice at once, the other press was first; or the sign-up ended meanwhile.
    const standing = await findStanding(core, list, signUp);
    return standing.state === "asked" ? { state: "gone" } : standing;
  }
  const consents = [subscription.purpose, ...asks.filter((one) => wanted.includes(one))];
  // A box that is left empty takes back what was agreed to at an earlier sign-up.
  const before = await readAgreed(core, version.policy, signUp.subject, asks);
  await choose(core, signUp.subject, before, before, wanted);
  await collectConfirmed(core, asked, signUp, given, consents);
  const isFirst = await endSignUps(core, asked, signUp, given, consents);
  if (isFirst) await welcome(asked, links, mails, signUp, given);
  return findStanding(core, list, signUp);
}

/** The values of a sign-up that become part of the subscription. */
async function readGiven(
  core: Core,
  { subscription, version }: AskedStanding,
  { record }: SignUp,
): Promise<ReadResult<Fields>> {
  const { asked, activity, confirm } = subscription;
  const declared = version.policy.activities[activity]!.fields;
  const names = Object.keys(core.versions.declaring(asked)!.policy.activities[asked]!.fields).filter(
    (name) => Object.hasOwn(declared, name) && declared[name]!.source === "person",
  );
  // Read by the website itself, for the mail's purpose.
  const itself = lend("subscription", core.roles, confirm.for);
  return createReader(core, asked, confirm.for, itself).read(record, names);
}

/** Collects the subscription under the sign-up's id, with its consents. */
async function collectConfirmed(
  core: Core,
  { subscription, version, asks }: AskedStanding,
  { subject, record }: SignUp,
  { language, fields }: Given,
  consents: readonly string[],
): Promise<void> {
  const { asked, activity, purpose } = subscription;
  const values = Object.entries(fields).filter(([, value]) => value !== undefined);
  // A confirmation that was broken off has collected it already, under this id, and so has one that runs at the same moment.
  const isTaken = () => hasRecord(core, [activity], { id: record });
  const collected = (await isTaken())
    ? undefined
    : await core.collector
        .collect(activity, values, { language, consents, subject, id: record })
        .catch(async (error: unknown) => {
          if (await isTaken()) return undefined;
          throw error;
        });
  if (collected && !collected.collected)
    throw new AbideError("internal", `A sign-up that was taken as "${asked}" is not taken as "${activity}".`);
  if (!collected) {
    const all = [purpose, ...asks];
    await choose(core, subject, all, await readAgreed(core, version.policy, subject, all), consents);
  }
}

/**
 * Deletes the person's sign-ups and earlier subscriptions, ends objections to what they asked for, and writes the confirmation down.
 * False where another press of the button has done it.
 */
async function endSignUps(
  { site, log, clock }: Core,
  { subscription, version }: AskedStanding,
  { subject, record }: SignUp,
  { at: askedAt }: Given,
  consents: readonly string[],
): Promise<boolean> {
  const { asked, activity } = subscription;
  const at = clock();
  return log.transaction(async (trx, append, send) => {
    await setAccessContext(trx, { act: "erasure" });
    const earlier = await trx
      .selectFrom("record")
      .select(["activity", "id"])
      .where("site", "=", site)
      .where("activity", "in", [asked, activity])
      .where("subject", "=", subject)
      .where((eb) => eb.or([eb("activity", "=", asked), eb("id", "<>", record)]))
      .execute();
    if (!earlier.some(({ activity, id }) => activity === asked && id === record)) return false;
    await deleteRecords(send, site, earlier);
    // Who asks for something anew has nothing against it any more.
    await trx
      .updateTable("statement")
      .set({ ended_at: at })
      .where("site", "=", site)
      .where("subject", "=", subject)
      .where("kind", "=", "objection")
      .where("purpose", "in", consents)
      .where("ended_at", "is", null)
      .execute();
    const detail = { activity, asked: askedAt, by: "subject", consents, how: "double opt-in", record, subject };
    await audit(trx, append, site, [{ type: "confirmation", at, policy: version.hash, subject, detail }]);
    return true;
  });
}

/** Lets the address be written to again, since the person asked for it from there, and sends the welcome. */
async function welcome(
  { subscription, version: { policy } }: AskedStanding,
  links: SubscriptionLinks,
  mails: Pick<MailsApi, "send" | "unsuppress">,
  signUp: SignUp,
  { fields }: Given,
): Promise<void> {
  const email = String(fields[toAddressField(policy.activities[subscription.activity]!) ?? ""]);
  const kinds = Object.entries(policy.mail).filter(([, mail]) => mail.purpose === subscription.purpose);
  for (const [kind] of kinds) await mails.unsuppress(email, kind);
  await mails.unsuppress(email, everyList);
  if (subscription.welcome) {
    const link = await links.toLink(signUp);
    await mails.send(subscription.welcome, signUp.record, { link }, { key: "welcome" });
  }
}
