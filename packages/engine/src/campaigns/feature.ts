import { Hono } from "hono";
import { changeNoticesFeature } from "../change-notices/feature.ts";
import type { FeatureRef } from "../core/core.ts";
import { defineFeature, type Env, type Feature } from "../core/feature.ts";
import { AbideError } from "../http/error.ts";
import { mailFeature } from "../mail/feature.ts";
import type { MailOptions } from "../mail/mail.ts";
import { createCampaignPage } from "./console.tsx";
import type { Campaigns } from "./campaign.ts";
import { createCampaigns } from "./campaigns.ts";
import { createEngagement } from "./engagement.ts";

/** Promotional mail to a declared audience. */
export const campaignsFeature: FeatureRef<Campaigns> = { name: "campaigns" };

export function createCampaignsFeature(mail: MailOptions | undefined): Feature {
  const { promotions = [] } = mail ?? {};
  return defineFeature<Campaigns>({
    ...campaignsFeature,
    needs: [changeNoticesFeature, mailFeature],
    // Counts by campaign, under marks that lead to nobody.
    personal: "none",
    open: async (core) => {
      const mails = core.feature(mailFeature);
      const origin = mails.origin ?? "http://localhost";
      const engagement = createEngagement(core, {
        promotions,
        signer: await core.signer("mail that counts"),
        origin: new URL(origin).origin,
      });
      mails.decorate(async (message) => {
        const promotion = promotions.find(({ name }) => name === message.body.template);
        return promotion ? engagement.toCounting(promotion, message) : {};
      });
      const campaigns = createCampaigns(core, { promotions, mails });
      const routes = new Hono<Env>();
      routes.get("/abide/pixel/:token", ({ req, env }) =>
        engagement.open(req.param("token"), env.visitor.visit.signals),
      );
      routes.get("/abide/link/:token", async ({ req, env }) => {
        const response = await engagement.follow(req.param("token"), env.visitor.visit.signals);
        if (!response) throw new AbideError("not-found", "This link was not made here.");
        return response;
      });
      const changeNotices = core.feature(changeNoticesFeature);
      const { names, versions } = core;
      const around = { versions: versions.current, origin, test: mails.test, names };
      return {
        api: campaigns,
        routes,
        pages: mail ? [createCampaignPage({ ...around, campaigns, changeNotices, mail })] : [],
        jobs: [{ name: "engagement", when: "*/10 * * * *", work: engagement.settle, beforeRetention: true }],
        background: { start: campaigns.begin, close: campaigns.close },
      };
    },
  });
}
