import { Hono } from "hono";
import type { FeatureRef } from "../core/core.ts";
import { defineFeature, withoutBanner, type Env, type Feature } from "../core/feature.ts";
import { disclosuresFeature } from "../disclosures/feature.ts";
import { mailFeature } from "../mail/feature.ts";
import { destroyOldDataKeys } from "../subjects/data-key.ts";
import { createPackagePages } from "./page/package-page.ts";
import type { PackagesApi } from "./package.ts";
import { createPackages } from "./packages.ts";
import { createPackagesPage } from "./console.tsx";
import { countScope } from "./contents.ts";
import { personal } from "./personal.ts";

/** Sealed packages for people outside: auditors, law firms. */
export const packagesFeature: FeatureRef<PackagesApi> = { name: "packages" };

export const createPackagesFeature = (): Feature =>
  defineFeature<PackagesApi>({
    ...packagesFeature,
    needs: [disclosuresFeature, mailFeature],
    personal,
    open: async (core) => {
      const { site, log, clock, versions } = core;
      const { addressees } = core.feature(disclosuresFeature);
      const packages = await createPackages(core, core.feature(mailFeature).origin);
      addressees.register({
        list: async () =>
          new Map(
            (await packages.list()).map(({ id, adviser }) => [
              id,
              { name: adviser && `${adviser.name} (${adviser.email})` },
            ]),
          ),
      });
      const pages = createPackagePages(core, packages);
      const routes = new Hono<Env>();
      routes.use("/abide/package/*", withoutBanner);
      const toAsked = ({ ip, own, visitor }: Env["Bindings"]) => ({ ip, own, visit: visitor.visit });
      routes.get("/abide/package/:token", ({ req, env }) => pages.open(req.param("token"), toAsked(env)));
      routes.post("/abide/package/:token", ({ req, env }) => pages.fetch(req.raw, req.param("token"), toAsked(env)));
      routes.get("/abide/package/:id/:proof", ({ req, env }) =>
        pages.release(req.param("id"), req.param("proof"), toAsked(env)),
      );
      const work = async () => {
        await packages.prune();
        await destroyOldDataKeys("package", { site, log, clock, policy: versions.current[0].hash });
      };
      return {
        api: packages,
        routes,
        pages: [
          createPackagesPage({
            packages,
            find: (email, by) => core.subjects.find({ email }, { by }),
            may: (purpose, by) => core.roleFor(purpose, by.roles) !== "other-role",
            seesLegal: addressees.seesLegal,
            count: (scope, purpose, by) => countScope(core, scope, purpose, by),
          }),
        ],
        jobs: [{ name: "packages", when: "*/10 * * * *", work, beforeRetention: true }],
      };
    },
  });
