import { definePolicy } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { session } from "@abide/policy/catalogue/session";
import { youtube } from "@abide/policy/catalogue/youtube";

export const policy = definePolicy({
  controller: { name: "Fernhill Allotments", contact: "privacy@fernhill.example", country: "IE" },
  effective: "2026-11-01",
  purposes: {
    membership: { basis: "contract", term: "ServiceProvision", says: "let members sign in and see to their plots" },
    films: { basis: "consent", term: "RequestedServiceProvision", says: "play our films" },
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
    choice: choiceCookie({ purpose: "membership" }),
    session: session("express", { purpose: "membership" }),
    films: youtube({ purpose: "films", recipient: "google" }),
    theme: {
      name: "Theme",
      purpose: "membership",
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
