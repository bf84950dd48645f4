import { html } from "@abide/policy";
import type { Position } from "./position.ts";

export const guideLead: Position = {
  slug: "guide-lead-utrecht",
  title: "Guide lead, customers in the Netherlands",
  team: "Customers",
  places: [{ city: "Utrecht", region: "UT", country: "NL" }],
  hours: "FULL_TIME",
  workload: "90 to 100 %",
  pay: { from: 62_000, to: 78_000, currency: "EUR" },
  posted: "2026-11-05",
  closes: "2027-03-31",
  summary:
    "You sit down with hospitals, councils and housing associations, find the form that nobody likes, and leave with a guide that works.",
  body: html`<p>
      Most of our Dutch customers are public bodies: hospitals, councils, housing associations. They have many forms and
      little time. You are the person they call, and the one who is there on the first morning that a guide is switched
      on.
    </p>
    <h2>What you do</h2>
    <ul>
      <li>Watch how a task is done today, next to the people who do it, before you propose anything.</li>
      <li>Write the first guides with them, and teach them to write the next ones without us.</li>
      <li>Tell the product team what stands in people’s way. About half of what we build began as such a note.</li>
      <li>Look after fifteen customers, not sixty.</li>
    </ul>
    <h2>What you bring</h2>
    <ul>
      <li>Dutch as your working language, and English for the rest of us.</li>
      <li>Some years with software in a large organisation, on whichever side of the desk.</li>
      <li>Plain sentences. A guide has one line for each step.</li>
    </ul>
    <h2>What you get</h2>
    <ul>
      <li>A team of four in an old gas works ten minutes from Utrecht Centraal.</li>
      <li>A rail pass, first class. We do not fly inside the country, and you will not drive to customers.</li>
      <li>Thirty days of leave.</li>
    </ul>`,
};
