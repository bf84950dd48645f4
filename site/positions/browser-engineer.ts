import { html } from "@abide/policy";
import type { Position } from "./position.ts";

export const browserEngineer: Position = {
  slug: "browser-engineer",
  title: "Software engineer, guides in the browser",
  team: "Product",
  places: [
    { city: "Zürich", region: "ZH", country: "CH" },
    { city: "Berlin", region: "BE", country: "DE" },
  ],
  hours: "FULL_TIME",
  workload: "80 to 100 %",
  pay: { from: 118_000, to: 142_000, currency: "CHF" },
  posted: "2026-11-09",
  summary:
    "You write the eleven kilobytes that find a field again after its page was redesigned, and never touch what is typed into it.",
  body: html`<p>
      A guide of ours runs inside somebody else’s application, which we have never seen and which changes without
      telling us. The part that does this is small on purpose: eleven kilobytes, no dependencies, and a test for each
      way in which a page has surprised us so far. You would own it together with two colleagues.
    </p>
    <h2>What you do</h2>
    <ul>
      <li>Find a field by its label and its place, in forms that were never made to be found in.</li>
      <li>Keep every guide out of the way: no work on the page’s thread that somebody could feel.</li>
      <li>Prove what we do not read. The tests that watch our own code for it are part of the product.</li>
      <li>Answer the customers’ engineers yourself when a page does what nobody foresaw.</li>
    </ul>
    <h2>What you bring</h2>
    <ul>
      <li>You know the browser well enough to doubt what you know: events, focus, shadow trees, mutation.</li>
      <li>TypeScript that you would hand to somebody else without an apology.</li>
      <li>The patience to measure before you change, and to write down what you found.</li>
    </ul>
    <p>Degrees are welcome and not asked for.</p>
    <h2>What you get</h2>
    <ul>
      <li>A workload between 80 and 100 per cent, and the freedom to change it twice a year.</li>
      <li>Two days a week where you like; the others in Zürich or in Berlin.</li>
      <li>Three weeks a year to learn something that is not yet your job.</li>
    </ul>`,
};
