import { html } from "@abide/policy";
import type { Position } from "./position.ts";

export const salesEngineer: Position = {
  slug: "sales-engineer-zurich",
  title: "Sales engineer",
  team: "Customers",
  places: [{ city: "Zürich", region: "ZH", country: "CH" }],
  hours: "FULL_TIME",
  workload: "80 to 100 %",
  pay: { from: 104_000, to: 126_000, currency: "CHF" },
  posted: "2026-08-17",
  closed: "2026-11-02",
  summary: "You show the product on the customer’s own form, and say so when it is not what they need.",
  body: html`<p>You show the product on the customer’s own form, and say so when it is not what they need.</p>`,
};
