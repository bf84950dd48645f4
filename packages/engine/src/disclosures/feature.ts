import { toConnectorRules } from "../connectors/rules.ts";
import type { FeatureRef } from "../core/core.ts";
import { defineFeature, type Feature } from "../core/feature.ts";
import { createAddressees } from "./addressees.ts";
import { createDisclosures, type DiscloseOptions, type RunTimeDisclosures } from "./disclose.ts";
import { createDisclosuresPage } from "./console.tsx";
import { personal } from "./personal.ts";

export interface DisclosuresApi extends RunTimeDisclosures {
  readonly addressees: ReturnType<typeof createAddressees>;
  readonly clock: () => Date;
}

/** The one door that records leave by. */
export const disclosuresFeature: FeatureRef<DisclosuresApi> = { name: "disclosures" };

export function createDisclosuresFeature(disclose: DiscloseOptions | undefined): Feature {
  return defineFeature<DisclosuresApi>({
    ...disclosuresFeature,
    personal,
    open: (core) => {
      const { outbox, versions, clock } = core;
      const addressees = createAddressees(core.names);
      const disclosures = createDisclosures({
        records: core,
        outbox,
        roles: core.roles,
        versions: versions.current,
        disclose,
      });
      const { find } = core.subjects;
      return {
        reaches: toConnectorRules(disclosures.connectors),
        api: { ...disclosures, addressees, clock },
        pages: [createDisclosuresPage({ disclosures, outbox, versions, outside: addressees, clock, find })],
        onCollected: disclosures.onCollected,
      };
    },
  });
}
