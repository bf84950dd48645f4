import { definePolicy } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { youtube } from "@abide/policy/catalogue/youtube";

export const policy = definePolicy({
  controller: { name: "Kiln & Clay", contact: "privacy@kiln.example", country: "PT" },
  effective: "2026-11-01",
  purposes: {
    operation: { basis: "contract", term: "ServiceProvision", says: "show this website as you set it" },
    films: { basis: "consent", term: "RequestedServiceProvision", says: "play films" },
  },
  activities: {},
  recipients: {
    google: {
      name: "Google Ireland Limited",
      category: "technology-partner",
      role: "controller",
      country: "IE",
      for: ["films"],
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    films: youtube({ purpose: "films", recipient: "google" }),
    theme: {
      name: "Theme",
      purpose: "operation",
      says: "Remembers whether you read on a light or on a dark page.",
      party: "first",
      duration: "P1Y",
      stores: [{ kind: "local", name: "theme", life: "until-deleted", party: "first" }],
      hosts: {},
      load: [],
      necessary: "You asked for it with the switch.",
    },
  },
});
