import { Hono } from "hono";
import type { FeatureRef } from "../core/core.ts";
import { defineFeature, withoutBanner, type Env, type Feature } from "../core/feature.ts";
import { mailFeature } from "../mail/feature.ts";
import { answerSubscription } from "./subscribe-page.ts";
import { createSubscriptions, type Subscriptions } from "./subscribe.ts";
import type { Subscription } from "./subscription.ts";
import { answerUnsubscribe } from "./unsubscribe-page.ts";

/** Subscriptions by double opt-in: a consent that counts once it was confirmed at the address. */
export const subscriptionsFeature: FeatureRef<Subscriptions> = { name: "subscriptions" };

export function createSubscriptionsFeature(list: readonly Subscription[] = []): Feature {
  return defineFeature<Subscriptions>({
    ...subscriptionsFeature,
    needs: [mailFeature],
    // It has no table: subscriptions are records and statements.
    personal: "none",
    open: async (core) => {
      const mails = core.feature(mailFeature);
      const subscriptions = await createSubscriptions(core, { list, mails });
      const css = core.css.form;
      const routes = new Hono<Env>();
      for (const page of ["subscription", "unsubscribe"]) routes.use(`/abide/${page}/*`, withoutBanner);
      routes.on(["GET", "POST"], "/abide/subscription/:token", ({ req, env: { visitor, own } }) =>
        answerSubscription(req.raw, req.param("token"), { subscriptions, visit: visitor.visit, own, css }),
      );
      routes.on(["GET", "POST"], "/abide/unsubscribe/:token", ({ req, env: { visitor, own } }) =>
        answerUnsubscribe(req.raw, req.param("token"), { core, mails, subscriptions, visit: visitor.visit, own }),
      );
      return {
        api: subscriptions,
        routes,
        jobs: [
          { name: "subscriptions", when: "*/10 * * * *", work: subscriptions.endWithdrawn, beforeRetention: true },
        ],
        onCollected: subscriptions.onCollected,
        // Anybody can type another's address into a form: a record that needs a confirmation comes from one alone.
        takesForm: (activity) => !subscriptions.confirms(activity),
      };
    },
  });
}
