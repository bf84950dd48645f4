import type { FeatureRef } from "../core/core.ts";
import { defineFeature, type Feature } from "../core/feature.ts";
import { disclosuresFeature } from "../disclosures/feature.ts";
import { createNotify, type DisclosureMails } from "../disclosures/notify.ts";
import type { ReceivedBy } from "../disclosures/received.ts";
import { mailFeature } from "../mail/feature.ts";
import { packagesFeature } from "../packages/feature.ts";
import { opensPage } from "../roles/roles.ts";
import { destroyOldDataKeys } from "../subjects/data-key.ts";
import { pageName } from "./legal-request.ts";
import { createLegalRequests, type LegalRequests } from "./legal-requests.ts";
import { createLegalRequestsPage } from "./console.tsx";
import { toTransparency } from "./transparency.ts";

/** Requests of authorities: registered by one person, approved and disclosed by another. */
export const legalRequestsFeature: FeatureRef<LegalRequests> = { name: "legal-requests" };

export function createLegalRequestsFeature(templates: DisclosureMails | undefined): Feature {
  return defineFeature<LegalRequests>({
    ...legalRequestsFeature,
    needs: [disclosuresFeature, mailFeature, packagesFeature],
    // The people a request is about stand in the package that answers it, and in the disclosures.
    personal: "none",
    open: (core) => {
      const { site, db, log, clock, versions, roles } = core;
      const packages = core.feature(packagesFeature);
      const { notify } = createNotify(core, core.feature(mailFeature), templates);
      const legalRequests = createLegalRequests(core, { packages, notify });
      core.feature(disclosuresFeature).addressees.register({
        list: async () => {
          const [requests, sealed] = await Promise.all([legalRequests.list(), packages.list()]);
          const authorities = new Map<string, ReceivedBy>(
            requests.map(({ id, details, notice, delayedUntil }) => [
              id,
              { name: details?.authority, delayed: notice === "delayed" ? delayedUntil : undefined },
            ]),
          );
          return new Map([
            ...requests.flatMap(({ id, package: last }) =>
              last === undefined ? [] : [[last, authorities.get(id)!] as const],
            ),
            // A request that was answered again has packages before its last.
            ...sealed.flatMap(({ id, request = "" }) => {
              const authority = authorities.get(request);
              return authority ? [[id, authority] as const] : [];
            }),
          ]);
        },
        sees: (by) => opensPage(roles, by.roles, pageName),
      });
      const prune = () => destroyOldDataKeys("legal_request", { site, log, clock, policy: versions.current[0].hash });
      return {
        api: legalRequests,
        pages: [
          createLegalRequestsPage({
            legalRequests,
            find: (email, by) => core.subjects.find({ email }, { by }),
            names: core.names,
          }),
        ],
        jobs: [
          { name: "legal-request-notices", when: "*/10 * * * *", work: legalRequests.notify },
          { name: "legal-requests", when: "*/10 * * * *", work: prune, beforeRetention: true },
        ],
        sections: [toTransparency(db, site, clock)],
      };
    },
  });
}
