import { toConnectorRules } from "../connectors/rules.ts";
import type { FeatureRef } from "../core/core.ts";
import { defineFeature, type Feature } from "../core/feature.ts";
import { createAddressees } from "./addressees.ts";
import { createDisclosuresPage } from "./console.tsx";
import { createDisclosures, type DiscloseOptions, type RunTimeDisclosures } from "./disclosures.ts";
import { personal } from "./personal.ts";

export interface DisclosuresApi extends RunTimeDisclosures {
  readonly addressees: ReturnType<typeof createAddressees>;
  readonly clock: () => Date;
}

/** Disclosures: the one way by which records leave. */
export const disclosuresFeature: FeatureRef<DisclosuresApi> = { name: "disclosures" };

export function createDisclosuresFeature(disclose: DiscloseOptions | undefined): Feature {
  return defineFeature<DisclosuresApi>({
    ...disclosuresFeature,
    personal,
    open: (core) => {
      const addressees = createAddressees(core.names);
      const disclosures = createDisclosures(core, disclose);
      return {
        reaches: toConnectorRules(disclosures.connectors),
        api: { ...disclosures, addressees, clock: core.clock },
        pages: [createDisclosuresPage(core, disclosures, addressees)],
        onCollected: disclosures.onCollected,
      };
    },
  });
}
