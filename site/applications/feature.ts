import { defineFeature, mails, type FeatureRef } from "@abide/engine";
import { createApplications, type Applications } from "./applications.ts";
import { createApplicationsPage } from "./console.tsx";

/** Applications for positions, as recruiters work with them. They lie in records of the activity `careers`, and nowhere else. */
export const applicationsFeature: FeatureRef<Applications> = { name: "applications" };

export const applications = defineFeature<Applications>({
  ...applicationsFeature,
  needs: [mails],
  personal: "none",
  open: (core) => {
    const api = createApplications(core, core.feature(mails));
    return { api, pages: [createApplicationsPage(api)] };
  },
});
