import { html } from "@abide/policy";
import type { Position } from "./position.ts";

export const reliabilityEngineer: Position = {
  slug: "reliability-engineer",
  title: "Reliability engineer",
  team: "Operations",
  places: [
    { city: "Lisbon", region: "Lisboa", country: "PT" },
    { city: "Zürich", region: "ZH", country: "CH" },
  ],
  hours: "FULL_TIME",
  workload: "100 %",
  pay: { from: 58_000, to: 74_000, currency: "EUR" },
  posted: "2026-10-12",
  summary:
    "You keep guides arriving in under a tenth of a second, and find out why they once did not, without asking whose fault it was.",
  body: html`<p>
      When our servers are slow, thousands of people look at a form that says nothing. There are four of you, between
      two time zones that are one hour apart, so that nobody is called at night more often than once a quarter.
    </p>
    <h2>What you do</h2>
    <ul>
      <li>Run PostgreSQL and the services around it, on machines in two countries.</li>
      <li>Restore a back-up every Monday. One that was never restored is not a back-up.</li>
      <li>Delete on time. What a customer has us forget is gone everywhere, and you can show it.</li>
      <li>Write after each incident what happened, for everybody to read.</li>
    </ul>
    <h2>What you bring</h2>
    <ul>
      <li>You have run something that mattered, and have broken it at least once.</li>
      <li>Linux, PostgreSQL, and one language in which you write tools that last.</li>
      <li>English. Portuguese or German is a pleasure, not a condition.</li>
    </ul>
    <h2>What you get</h2>
    <ul>
      <li>On-call duty paid by the hour, and the morning after a night call is yours.</li>
      <li>An office at Cais do Sodré with a view of the ferries. In Zürich the pay follows the Swiss scale.</li>
      <li>Twenty-eight days of leave.</li>
    </ul>`,
};
