import { definePolicy, email, file, text } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";

/** A policy in which readers can go wrong in every way that there is, for `records-types.test.ts`. */
export const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
    recruitment: { basis: "contract", term: "PersonnelHiring", says: "decide on your application" },
    quality: { basis: "public-task", term: "InternalResourceOptimisation", says: "see how well we hire" },
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
    history: { basis: "public-task", term: "ServiceProvision", says: "know what was asked" },
  },
  activities: {
    application: {
      statuses: [{ id: "received" }, { id: "rejected", starts: "decision" }],
      fields: {
        email: { shape: email(), for: ["recruitment"] },
        position: { shape: text(60), for: ["recruitment", "quality"], lookup: true },
        letter: { shape: text(2000), for: ["recruitment"] },
        cv: { shape: file(1_000_000), for: ["recruitment"] },
        notes: { shape: text(2000), for: ["recruitment"], source: "staff", optional: true },
        mark: { shape: text(10), for: ["recruitment", "quality"], source: "staff", optional: true, lookup: true },
      },
      storage: { for: "P6M", from: "decision" },
    },
    contact: {
      fields: {
        email: { shape: email(), for: ["support"] },
        message: { shape: text(500), for: ["support", "history"] },
      },
      storage: "P1Y",
    },
  },
  trackers: { choice: choiceCookie({ purpose: "operation" }) },
});
