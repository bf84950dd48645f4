import { Hono } from "hono";
import type { FeatureRef } from "../core/core.ts";
import { defineFeature, withoutBanner, type Env, type Feature } from "../core/feature.ts";
import { mailFeature } from "../mail/feature.ts";
import { answerSubscription } from "./subscribe-page.ts";
import { createSubscriptions, type Subscription, type Subscriptions } from "./subscribe.ts";
import { answerUnsubscribe } from "./unsubscribe-page.ts";

/** What people subscribe to: a consent that counts once it was confirmed at the address. */
export const subscriptionsFeature: FeatureRef<Subscriptions> = { name: "subscriptions" };

export function createSubscriptionsFeature(list: readonly Subscription[] = []): Feature {
  return defineFeature<Subscriptions>({
    ...subscriptionsFeature,
    needs: [mailFeature],
    // What somebody subscribed to are records and statements.
    personal: "none",
    open: async (core) => {
      const { subjects, versions, collector, roles } = core;
      const mails = core.feature(mailFeature);
      const subscriptions = createSubscriptions({
        list,
        records: core,
        roles,
        collector,
        mails,
        subjects,
        signer: await core.signer("subscription"),
        unsuppress: mails.unsuppress,
        origin: mails.origin ?? "http://localhost",
      });
      const css = core.css.form;
      const routes = new Hono<Env>();
      for (const page of ["subscription", "unsubscribe"]) routes.use(`/abide/${page}/*`, withoutBanner);
      routes.on(["GET", "POST"], "/abide/subscription/:token", ({ req, env: { visitor, own } }) =>
        answerSubscription(req.raw, req.param("token"), { subscriptions, visit: visitor.visit, own, css }),
      );
      routes.on(["GET", "POST"], "/abide/unsubscribe/:token", ({ req, env: { visitor, own } }) =>
        answerUnsubscribe(req.raw, req.param("token"), {
          ...mails,
          subjects,
          subscriptions,
          versions: versions.current,
          visit: visitor.visit,
          own,
          css,
        }),
      );
      return {
        api: subscriptions,
        routes,
        jobs: [{ name: "subscriptions", when: "*/10 * * * *", work: subscriptions.settle, beforeRetention: true }],
        onCollected: subscriptions.onCollected,
        // Anybody's address can be typed into a form: what needs a confirmation comes from one alone.
        takesForm: (activity) => !subscriptions.confirms(activity),
      };
    },
  });
}
