import { definePolicy, email, text } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";

/** Messages that a desk receives, and a newsletter. */
export const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
    news: { basis: "consent", term: "DirectMarketing", withdrawal: "/news", says: "send you news" },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support"] },
        message: { shape: text(4000), for: ["support"] },
        company: { shape: text(100), for: ["support"] },
        remark: { shape: text(100), for: ["support"] },
      },
      storage: "P2Y",
    },
    readers: {
      fields: { email: { shape: email(), for: ["news"] }, name: { shape: text(80), for: ["news"] } },
      storage: "P2Y",
    },
  },
  recipients: {
    desk: {
      name: "Desk",
      category: "communication-provider",
      role: "processor",
      country: "IE",
      for: ["support"],
      takes: { contact: ["email", "message", "company"] },
    },
  },
  mail: { news: { kind: "promotional", purpose: "news", title: "News", optOut: "unsubscribe-link" } },
  trackers: { choice: choiceCookie({ purpose: "operation" }) },
});
