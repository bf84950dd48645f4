import { Hono } from "hono";
import type { FeatureRef } from "../core/core.ts";
import { defineFeature, withoutBanner, type Env, type Feature } from "../core/feature.ts";
import { disclosuresFeature } from "../disclosures/feature.ts";
import { createNotify, type DisclosureMails } from "../disclosures/notify.ts";
import { mailFeature } from "../mail/feature.ts";
import { destroyOldDataKeys } from "../subjects/data-key.ts";
import { importSuccession, type Import, type Imported } from "./import.ts";
import { createSuccessionsPage } from "./console.tsx";
import { personal } from "./personal.ts";
import { createSuccessionPage } from "./page/succession-page.ts";
import { createSuccessions, type Successions } from "./succession.ts";

export interface SuccessionApi extends Successions {
  /** What became of the archive of a predecessor: taken in, or why nothing of it was. Broken off, it goes on where it was. */
  readonly import: (given: Import) => Promise<Imported>;
}

/** The transfer of activities to a successor. */
export const successionFeature: FeatureRef<SuccessionApi> = { name: "succession" };

export function createSuccessionFeature(templates: DisclosureMails | undefined): Feature {
  return defineFeature<SuccessionApi>({
    ...successionFeature,
    needs: [disclosuresFeature, mailFeature],
    personal,
    open: async (core) => {
      const { site, log, clock, versions, logger } = core;
      const mails = core.feature(mailFeature);
      const successions = await createSuccessions(core, {
        ...createNotify(core, mails, templates),
        origin: mails.origin,
      });
      core.feature(disclosuresFeature).addressees.register({
        list: async () => new Map((await successions.list()).map(({ id, successor }) => [id, { name: successor }])),
      });
      const page = createSuccessionPage(successions, core.limits, core.css.form);
      const routes = new Hono<Env>();
      routes.use("/abide/succession/*", withoutBanner);
      routes.all("/abide/succession/:token", ({ req, env }) => {
        const { ip, own, visitor } = env;
        return page(req.raw, req.param("token"), { ip, own, visit: visitor.visit });
      });
      const prune = async () => {
        await successions.prune();
        await destroyOldDataKeys("succession", { site, log, clock, policy: versions.current[0].hash });
      };
      const later = (work: Promise<unknown>): void => {
        work.catch((error: unknown) => logger("A succession was broken off. It goes on where it was.", error));
      };
      return {
        api: { ...successions, import: (given) => importSuccession(core, given) },
        routes,
        pages: [createSuccessionsPage(successions, later)],
        jobs: [
          { name: "succession-recall", when: "*/10 * * * *", work: successions.recall },
          { name: "succession", when: "*/10 * * * *", work: prune, beforeRetention: true },
        ],
      };
    },
  });
}
