import { Hono } from "hono";
import type { FeatureRef } from "../core/core.ts";
import { defineFeature, withoutBanner, type Env, type Feature } from "../core/feature.ts";
import { disclosuresFeature } from "../disclosures/feature.ts";
import { readScope, ScopeDenied } from "../disclosures/scope.ts";
import { mailFeature } from "../mail/feature.ts";
import { destroyOldDataKeys } from "../subjects/data-key.ts";
import { createPackagePages } from "./package-page.ts";
import { createPackages, type PackagesApi } from "./package.ts";
import { createPackagesPage, type PackagePageOptions } from "./console.tsx";
import { personal } from "./personal.ts";

/** Sealed packages for people outside: auditors, law firms. */
export const packagesFeature: FeatureRef<PackagesApi> = { name: "packages" };

export const createPackagesFeature = (): Feature =>
  defineFeature<PackagesApi>({
    ...packagesFeature,
    needs: [disclosuresFeature, mailFeature],
    personal,
    open: async (core) => {
      const { site, log, clock, versions, roles } = core;
      const { addressees } = core.feature(disclosuresFeature);
      const packages = await createPackages({ records: core, roles, origin: core.feature(mailFeature).origin });
      addressees.register({
        list: async () =>
          new Map(
            (await packages.list()).map(({ id, adviser }) => [
              id,
              { name: adviser && `${adviser.name} (${adviser.email})` },
            ]),
          ),
      });
      const count: PackagePageOptions["count"] = async (scope, purpose, by) => {
        let records = 0;
        const people = new Set<string>();
        try {
          for await (const page of readScope(core, scope, purpose, [], by)) {
            records += page.length;
            for (const { subject } of page) people.add(subject);
          }
        } catch (error) {
          if (error instanceof ScopeDenied) return error;
          throw error;
        }
        return { records, people: people.size };
      };
      const pages = createPackagePages(packages, core.limits, clock, core.css.form);
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
            count,
          }),
        ],
        jobs: [{ name: "packages", when: "*/10 * * * *", work, beforeRetention: true }],
      };
    },
  });
