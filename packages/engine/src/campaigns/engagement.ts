import { decideUse, type Compiled, type SignalName } from "@abide/policy";
import { sql } from "kysely";
import type { Core } from "../core/core.ts";
import { fromBase64Url, toBase64Url, type Signer } from "../http/signer.ts";
import { isId } from "../http/id.ts";
import { commit } from "../http/digest.ts";
import { readFacts } from "../subjects/statements.ts";
import type { Promotion } from "../mail/mail.ts";

/** How a mail is rendered so that it counts. Default: no picture, and plain links, as for everybody who has not agreed. */
export interface Counting {
  readonly toLink?: (href: string) => string;
  readonly pixel?: string;
}

export interface Engagement {
  readonly toCounting: (
    promotion: Promotion,
    message: { readonly id: string; readonly subject: string; readonly batch?: string | undefined },
  ) => Promise<Counting>;
  /** The picture of one point, the same for every token. */
  readonly open: (token: string, signals: readonly SignalName[]) => Promise<Response>;
  /** A redirect to where the link leads: the token says it, so that nobody can lead elsewhere. Undefined where it was not made here. */
  readonly follow: (token: string, signals: readonly SignalName[]) => Promise<Response | undefined>;
  /** Cuts the counts of campaigns that ended more than 30 days ago from the messages that they came by. The counts stay. */
  readonly settle: () => Promise<void>;
}

/** Milliseconds after the end of a campaign in which something is still counted. Then nobody can be told from the counts any more. */
const life = 30 * 86_400_000;

export interface EngagementOptions {
  readonly promotions: readonly Promotion[];
  readonly signer: Signer;
  /** The site's origin, as links in mails have it. */
  readonly origin: string;
}

/** The content of a token: campaign, message, which link (0 is the opening), and where it leads. */
type Counted = readonly [campaign: string, message: string, link: number, href?: string];

/**
 * Counts openings and clicks of campaigns, for each person once, and only while they agree to it: that is looked at when the mail is
 * written and again when it is read.
 */
export function createEngagement(core: Core, { promotions, signer, origin }: EngagementOptions): Engagement {
  const { site, db, vault, versions, clock, logger } = core;

  // Addresses are made while a mail is rendered, which waits for nothing.
  const key = signer.sign("mail that counts").then((mac) => fromBase64Url(mac)!);

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
    const policy = promotion && versions.declaring(promotion.activity)?.policy;
    if (!known || !policy || promotion.measures === undefined) return;
    if (known.ended_at && known.ended_at.getTime() + life < clock().getTime()) return;
    // A browser whose signal refuses is not counted, though the person agreed elsewhere.
    if (signals.some((signal) => policy.signals[signal] === "refuse")) return;
    if (!(await agrees(core, policy, promotion.measures, known.subject))) return;
    const at = new Date(Math.floor(clock().getTime() / 3_600_000) * 3_600_000);
    const kind = link === 0 ? "open" : "click";
    await db
      .insertInto("mail_event")
      .values({ site, campaign, kind, link, mark: vault.index("mail event", message), at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  };

  /** Counts; a failure is logged, since whoever follows a link has to arrive. */
  const note = async (counted: Counted, signals: readonly SignalName[]): Promise<void> => {
    try {
      await count(counted, signals);
    } catch (error) {
      logger("An opening or a click could not be counted.", error);
    }
  };

  return {
    toCounting: async (promotion, { id, subject, batch }) => {
      const policy = versions.declaring(promotion.activity)?.policy;
      if (promotion.measures === undefined || batch === undefined || !policy) return {};
      if (!(await agrees(core, policy, promotion.measures, subject))) return {};
      const own = await key;
      // In the order in which the mail has them; an address that stands there twice is one.
      const links = new Map<string, number>();
      return {
        pixel: `${origin}/abide/pixel/${toToken(own, batch, id, 0)}.gif`,
        toLink: (href) => {
          // A link to another site stays as it is: we do not learn who goes there.
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
      const counted = await fromToken(key, token.replace(/\.gif$/, "")).catch(() => undefined);
      if (counted?.[2] === 0) await note(counted, signals);
      return new Response(point.slice(), {
        headers: { "content-type": "image/gif", "cache-control": "no-store", "x-content-type-options": "nosniff" },
      });
    },
    follow: async (token, signals) => {
      const counted = await fromToken(key, token).catch(() => undefined);
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

/** Whether somebody's data may serve the counting now. */
async function agrees(
  { db, site, versions }: Core,
  policy: Compiled,
  purpose: string,
  subject: string,
): Promise<boolean> {
  const facts = await readFacts(db, { site, policy, versions }, purpose, [subject]);
  return decideUse(policy, purpose, facts.get(subject) ?? {}).allowed;
}

function toToken(key: Uint8Array, ...counted: Counted): string {
  const body = toBase64Url(new TextEncoder().encode(JSON.stringify(counted)));
  return `${body}.${commit(key, body)}`;
}

/** Undefined where the token was not made with this key. */
async function fromToken(key: Promise<Uint8Array>, token: string): Promise<Counted | undefined> {
  const [body = "", mac = ""] = token.split(".");
  if (token.length > 4_000) return undefined;
  const own = await key;
  // Compared as hashes of a key that nobody has: how far two of them are alike tells nothing.
  if (commit(own, commit(own, body)) !== commit(own, mac)) return undefined;
  const bytes = fromBase64Url(body);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Counted);
}

const point = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (c) => c.charCodeAt(0));
