import { definePolicy } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { youtube } from "@abide/policy/catalogue/youtube";

export const policy = definePolicy({
  controller: { name: "Sluice", contact: "privacy@sluice.example", country: "NL" },
  effective: "2026-11-01",
  purposes: {
    operation: { basis: "contract", term: "ServiceProvision", says: "show this website as you set it" },
    audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "see which pages are read" },
    films: { basis: "consent", term: "RequestedServiceProvision", says: "play films" },
  },
  activities: {},
  recipients: {
    google: {
      name: "Google Ireland Limited",
      category: "analytics-provider",
      role: "controller",
      country: "IE",
      for: ["audience", "films"],
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    analytics: googleAnalytics({ purpose: "audience", recipient: "google", measurementId: "G-SLUICE" }),
    films: youtube({ purpose: "films", recipient: "google" }),
    theme: {
      name: "Theme",
      purpose: "operation",
      says: "Remembers whether you read on a light or on a dark page.",
      party: "first",
      duration: "P1Y",
      stores: [
        { kind: "local", name: "theme", life: "until-deleted", party: "first" },
        { kind: "local", name: "docusaurus.*", life: "until-deleted", party: "first" },
      ],
      hosts: {},
      load: [],
      necessary: "You asked for it with the switch.",
    },
  },
});
