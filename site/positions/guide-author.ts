import { html } from "@abide/policy";
import type { Position } from "./position.ts";

export const guideAuthor: Position = {
  slug: "guide-author",
  title: "Guide author, German and English",
  team: "Customers",
  places: [
    { city: "Berlin", region: "BE", country: "DE" },
    { city: "Vienna", region: "W", country: "AT" },
  ],
  hours: "PART_TIME",
  workload: "50 to 60 %",
  pay: { from: 54_000, to: 64_000, currency: "EUR" },
  posted: "2026-09-28",
  summary:
    "One sentence, at the right field, at the right time. You write it, and cross out the word that it can do without.",
  body: html`<p>
      A guide is read by somebody who would rather be doing something else. It has one line, two at most. Our authors
      write it with the customer’s people, in German and in English, and see afterwards at which step readers still
      stop.
    </p>
    <h2>What you do</h2>
    <ul>
      <li>Write and shorten guides for banks, insurers and cities.</li>
      <li>Read the totals, find the step at which people give up, and rewrite that one.</li>
      <li>Look after the house style, which has nineteen rules and should have fewer.</li>
      <li>Teach two courses a year at Halden Academy.</li>
    </ul>
    <h2>What you bring</h2>
    <ul>
      <li>German as if born to it, and English that a Scot would not mind.</li>
      <li>Texts of yours that made something easier. Send three with your CV, or the link to them.</li>
    </ul>
    <h2>What you get</h2>
    <ul>
      <li>Twenty to twenty-four hours a week, in Berlin or in Vienna, spread as it suits you.</li>
      <li>An editor for your own texts. Everybody here has one.</li>
    </ul>`,
};
