import { expect, test } from "vitest";
import { check } from "../check/check.ts";
import { definePolicy } from "../policy.ts";
import { choiceCookie } from "./choice.ts";
import { googleAnalytics } from "./google-analytics.ts";
import { metaPixel } from "./meta-pixel.ts";

test("the entries that most sites have give no issue once a site allows them thirteen months, and Google's script is told", () => {
  const analytics = googleAnalytics({
    purpose: "audience",
    recipient: "google",
    measurementId: "G-0000000000",
    duration: "P13M",
  });
  const recipient = { category: "analytics-provider", role: "processor", country: "IE", for: ["audience"] } as const;
  const policy = definePolicy({
    controller: { name: "Halden Software", contact: "privacy@halden.example", country: "NL" },
    effective: "2026-12-01",
    purposes: {
      operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
      audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "count visits" },
    },
    activities: {},
    recipients: { google: { ...recipient, name: "Google" }, meta: { ...recipient, name: "Meta" } },
    trackers: {
      choice: choiceCookie({ purpose: "operation" }),
      analytics,
      pixel: metaPixel({ purpose: "audience", recipient: "meta", pixelId: "1000000000", duration: "P13M" }),
    },
  });
  expect(check(policy)).toEqual([]);
  expect(analytics.load).toContainEqual({
    call: "gtag",
    args: ["config", "G-0000000000", { cookie_expires: (13 / 12) * 365 * 86_400 }],
  });
});
