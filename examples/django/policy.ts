import { definePolicy, type Tracker } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { session } from "@abide/policy/catalogue/session";
import { youtube } from "@abide/policy/catalogue/youtube";

/** What Django's admin keeps in the browser of the museum's own people. */
const admin: Tracker<"operation"> = {
  name: "Administration",
  purpose: "operation",
  says: "Remembers how you arranged the pages of the administration.",
  party: "first",
  duration: "P1Y",
  stores: [
    { kind: "local", name: "django.admin.*", life: "until-deleted", party: "first" },
    { kind: "session", name: "django.admin.*", life: "session", party: "first" },
  ],
  hosts: {},
  load: [],
  necessary: "Without it the menu would open again on every page.",
};

export const policy = definePolicy({
  controller: { name: "Harbour Museum", contact: "privacy@harbour.example", country: "IE" },
  effective: "2026-11-01",
  purposes: {
    operation: { basis: "contract", term: "ServiceProvision", says: "answer letters, and let our people sign in" },
    audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "see which exhibits are looked for" },
    films: { basis: "consent", term: "RequestedServiceProvision", says: "play our films" },
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
    session: session("django", { purpose: "operation" }),
    admin,
    analytics: googleAnalytics({ purpose: "audience", recipient: "google", measurementId: "G-HARBOUR" }),
    films: youtube({ purpose: "films", recipient: "google" }),
  },
});
