import type { Logger } from "../http/logger.ts";
import { decideUse, type Compiled, type SignalName } from "@abide/policy";
import { sql } from "kysely";
import { fromBase64Url, toBase64Url, type Signer } from "../http/signer.ts";
import { isId } from "../http/id.ts";
import type { RecordsCore } from "../records/records.ts";
import { commit } from "../http/digest.ts";
import { readFacts } from "../subjects/statements.ts";
import type { Promotion } from "../mail/mail.ts";

/** What a mail is rendered with so that it counts. Nothing of a person who has not agreed: then it has no picture, and plain links. */
export interface Counting {
  readonly toLink?: (href: string) => string;
  readonly pixel?: string;
}

export interface Engagement {
  readonly toCounting: (
    promotion: Promotion,
    message: { readonly id: string; readonly subject: string; readonly batch?: string | undefined },
  ) => Promise<Counting>;
  /** The picture of one point. Whatever is asked for, it is the same picture. */
  readonly open: (token: string, signals: readonly SignalName[]) => Promise<Response>;
  /** On to where the link leads, which the token says and nobody else. Undefined where it was not made here. */
  readonly follow: (token: string, signals: readonly SignalName[]) => Promise<Response | undefined>;
  /** Cuts what was counted of campaigns that ended a while ago from the messages that it came by. The counts stay. */
  readonly settle: () => Promise<void>;
}

/** Milliseconds after the end of a campaign in which something is still counted. Then nobody can be told from the counts any more. */
const life = 30 * 86_400_000;

export interface EngagementOptions {
  readonly records: RecordsCore;
  readonly promotions: readonly Promotion[];
  readonly signer: Signer;
  readonly origin: string;
  /** Told that something could not be counted. Nobody who reads a mail is. */
  readonly logger: Logger;
}

/** What a token says: campaign, message, which link (0 is the opening), and where it leads. */
type Counted = readonly [campaign: string, message: string, link: number, href?: string];

/**
 * Counts openings and clicks of campaigns, for each person once, and only while they agree to it: that is looked at when the mail is
 * written and again when it is read.
 */
export function createEngagement({ records, promotions, signer, origin, logger }: EngagementOptions): Engagement {
  const { site, db, vault, versions, clock } = records;

  // Addresses are made while a mail is rendered, which waits for nothing.
  const key = signer.sign("mail that counts").then((mac) => fromBase64Url(mac)!);

  const toToken = (own: Uint8Array, ...counted: Counted): string => {
    const what = toBase64Url(new TextEncoder().encode(JSON.stringify(counted)));
    return `${what}.${commit(own, what)}`;
  };

  const fromToken = async (token: string): Promise<Counted | undefined> => {
    const [what = "", mac = ""] = token.split(".");
    if (token.length > 4_000) return undefined;
    const own = await key;
    // Compared as hashes of a key that nobody has: how far two of them are alike tells nothing.
    if (commit(own, commit(own, what)) !== commit(own, mac)) return undefined;
    const bytes = fromBase64Url(what);
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Counted);
  };

  const allows = async (policy: Compiled, purpose: string, subject: string): Promise<boolean> => {
    const facts = await readFacts(db, { site, policy, versions }, purpose, [subject]);
    return decideUse(policy, purpose, facts.get(subject) ?? {}).allowed;
  };

  const count = async ([campaign, message, link]: Counted, signals: readonly SignalName[]): Promise<void> => {
    if (!isId(campaign) || !isId(message)) return;
    const known = await db
      .selectFrom("message")
      .innerJoin("campaign", (join) =>
        join.onRef("campaign.site", "=", "message.site").onRef("campaign.id", "=", "message.batch"),
      )
      .select(["message.subject", "campaign.promotion", "campaign.ended_at"])
      .where("message.site", "=", site)
      .where("message.id", "=", message)
      .where("campaign.id", "=", campaign)
      .executeTakeFirst();
    const promotion = promotions.find(({ name }) => name === known?.promotion);
    const policy = promotion && records.versions.declaring(promotion.activity)?.policy;
    if (!known || !policy || promotion.measures === undefined) return;
    if (known.ended_at && known.ended_at.getTime() + life < clock().getTime()) return;
    // A browser that says no on its way here says it for this as well.
    if (signals.some((signal) => policy.signals[signal] === "refuse")) return;
    if (!(await allows(policy, promotion.measures, known.subject))) return;
    const at = new Date(Math.floor(clock().getTime() / 3_600_000) * 3_600_000);
    const kind = link === 0 ? "open" : "click";
    await db
      .insertInto("mail_event")
      .values({ site, campaign, kind, link, mark: vault.index("mail event", message), at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  };

  /** Counts without holding anybody up: who follows a link gets there, whatever becomes of the count. */
  const note = async (counted: Counted, signals: readonly SignalName[]): Promise<void> => {
    try {
      await count(counted, signals);
    } catch (error) {
      logger("An opening or a click could not be counted.", error);
    }
  };

  return {
    toCounting: async (promotion, { id, subject, batch }) => {
      const policy = records.versions.declaring(promotion.activity)?.policy;
      if (promotion.measures === undefined || batch === undefined || !policy) return {};
      if (!(await allows(policy, promotion.measures, subject))) return {};
      const own = await key;
      // In the order in which the mail has them; an address that stands there twice is one.
      const links = new Map<string, number>();
      return {
        pixel: `${origin}/abide/pixel/${toToken(own, batch, id, 0)}.gif`,
        toLink: (href) => {
          // Elsewhere nobody is sent by way of us.
          if (!URL.canParse(href) || new URL(href).origin !== origin) return href;
          const link = links.get(href) ?? links.size + 1;
          links.set(href, link);
          return `${origin}/abide/link/${toToken(own, batch, id, link, href)}`;
        },
      };
    },
    settle: async () => {
      // Under a salt that is thrown away: two counts of one person stay one person's, and lead to nobody, not even with our key.
      await sql`
        with ended as materialized (
          select id, gen_random_uuid()::text as salt from campaign
          where site = ${site} and ended_at < ${new Date(clock().getTime() - life)}
        )
        update mail_event set mark = decode(md5(encode(mark, 'hex') || ended.salt), 'hex')
        from ended where mail_event.site = ${site} and mail_event.campaign = ended.id and length(mark) > 16`.execute(
        db,
      );
    },
    open: async (token, signals) => {
      const counted = await fromToken(token.replace(/\.gif$/, "")).catch(() => undefined);
      if (counted?.[2] === 0) await note(counted, signals);
      return new Response(point.slice(), {
        headers: { "content-type": "image/gif", "cache-control": "no-store", "x-content-type-options": "nosniff" },
      });
    },
    follow: async (token, signals) => {
      const counted = await fromToken(token).catch(() => undefined);
      const href = counted?.[3];
      if (!counted || href === undefined) return undefined;
      await note(counted, signals);
      return new Response(null, {
        status: 302,
        headers: { location: href, "cache-control": "no-store", "referrer-policy": "no-referrer" },
      });
    },
  };
}

const point = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (c) => c.charCodeAt(0));
