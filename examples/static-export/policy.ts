import { definePolicy } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { googleFonts } from "@abide/policy/catalogue/google-fonts";
import { metaPixel } from "@abide/policy/catalogue/meta-pixel";
import { youtube } from "@abide/policy/catalogue/youtube";

const google = { name: "Google Ireland Limited", role: "controller", country: "IE" } as const;
const ireland = { role: "joint-controller", country: "IE" } as const;

export const policy = definePolicy({
  controller: { name: "Okapi Bakery", contact: "privacy@okapi.example", country: "DE" },
  effective: "2026-11-01",
  purposes: {
    operation: { basis: "legal-obligation", term: "LegalCompliance", says: "keep your choice" },
    audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "see which pages are read" },
    advertising: { basis: "consent", term: "TargetedAdvertising", says: "advertise our bread" },
    display: { basis: "consent", term: "RequestedServiceProvision", says: "show films, and our typeface" },
  },
  activities: {},
  recipients: {
    google: { ...google, category: "analytics-provider", for: ["audience", "display"] },
    meta: { ...ireland, name: "Meta Platforms Ireland Limited", category: "advertising-partner", for: ["advertising"] },
  },
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    analytics: googleAnalytics({
      purpose: "audience",
      recipient: "google",
      measurementId: "G-OKAPI",
    }),
    pixel: metaPixel({ purpose: "advertising", recipient: "meta", pixelId: "4711" }),
    fonts: googleFonts({ purpose: "display", recipient: "google" }),
    films: youtube({ purpose: "display", recipient: "google" }),
  },
});
