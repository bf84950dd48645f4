import { definePolicy, email, file, text } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";

export const key = "0123456789abcdef0123456789abcdef";

/** What the websites of these tests live under: forms, one with a file, a recipient outside, and a tracker that somebody may refuse. */
export const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
    billing: { basis: "contract", term: "PaymentManagement", says: "send invoices" },
    analytics: { basis: "consent", term: "ServiceUsageAnalytics", says: "see what is read" },
  },
  activities: {
    contact: {
      fields: { email: { shape: email(), for: ["support"] }, message: { shape: text(400), for: ["support"] } },
      storage: "P2Y",
    },
    upload: {
      fields: { email: { shape: email(), for: ["support"] }, letter: { shape: file(10_000), for: ["support"] } },
      storage: "P2Y",
    },
    order: {
      fields: { email: { shape: email(), for: ["billing"] }, item: { shape: text(400), for: ["billing"] } },
      storage: "P2Y",
    },
  },
  recipients: {
    auditors: {
      name: "Auditors",
      category: "professional-adviser",
      role: "controller",
      country: "IE",
      for: ["billing"],
      takes: { order: ["item"] },
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    count: {
      name: "Count",
      purpose: "analytics",
      says: "counts visits",
      party: "first",
      duration: "P30D",
      stores: [{ kind: "cookie", name: "count", life: "P30D", party: "first" }],
      hosts: {},
      load: [],
    },
  },
});
