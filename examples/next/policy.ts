import { definePolicy } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { session } from "@abide/policy/catalogue/session";
import { youtube } from "@abide/policy/catalogue/youtube";

export const policy = definePolicy({
  controller: { name: "Lantern Radio", contact: "privacy@lantern.example", country: "FR" },
  effective: "2026-11-01",
  purposes: {
    operation: { basis: "contract", term: "ServiceProvision", says: "let presenters sign in, and remember your theme" },
    audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "see which programmes are looked for" },
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
    session: session("express", { purpose: "operation", name: "presenter" }),
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
    analytics: googleAnalytics({ purpose: "audience", recipient: "google", measurementId: "G-LANTERN" }),
    films: youtube({ purpose: "films", recipient: "google" }),
  },
});
