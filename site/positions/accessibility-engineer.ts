import { html } from "@abide/policy";
import type { Position } from "./position.ts";

export const accessibilityEngineer: Position = {
  slug: "accessibility-engineer",
  title: "Accessibility engineer",
  team: "Product",
  places: [{ city: "Berlin", region: "BE", country: "DE" }],
  remote: ["DE", "AT", "NL"],
  hours: "FULL_TIME",
  workload: "60 to 100 %",
  pay: { from: 68_000, to: 86_000, currency: "EUR" },
  posted: "2026-10-21",
  summary:
    "Three screen readers, one keyboard, no mouse: you decide whether a release of ours is good enough to leave the house.",
  body: html`<p>
      Whoever cannot see a form needs a guide more than most, and is served worst by them. A guide that pulls the focus
      away at the wrong moment makes the form harder, not easier. You make sure that ours does not.
    </p>
    <h2>What you do</h2>
    <ul>
      <li>Test every release with three screen readers, with the keyboard alone, and enlarged four times.</li>
      <li>Have the last word: what you do not pass is not released, whatever the calendar says.</li>
      <li>Turn what you find into tests, so that you find it once.</li>
      <li>Bring people who use such tools every day into our work, and see that they are paid for it.</li>
    </ul>
    <h2>What you bring</h2>
    <ul>
      <li>You know WCAG 2.2 and where it stops helping.</li>
      <li>You write HTML and TypeScript yourself, or use assistive technology daily and want to learn the rest.</li>
      <li>German or English, and the other one well enough to read.</li>
    </ul>
    <h2>What you get</h2>
    <ul>
      <li>From home in Germany, Austria or the Netherlands, or from our office at Lindenhof, which has a lift.</li>
      <li>A workload from 60 per cent on. Two people who share the position can apply together.</li>
      <li>The equipment that you know. You need not get used to ours.</li>
    </ul>`,
};
