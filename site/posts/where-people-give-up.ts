import { html } from "@abide/policy";
import type { Post } from "./post.ts";

export const giveUp: Post = {
  slug: "where-people-give-up",
  title: "Where people give up",
  summary:
    "You do not need to know who stopped at step four. You need to know that people stop there. How we count steps without following anybody.",
  date: "2026-10-29",
  author: "Tomas Wieland",
  role: "Product",
  minutes: 4,
  body: html`<p>
      Every guide knows which of its steps are done; it could not show the next one otherwise. Sooner or later somebody
      asks for a report, and the report they have in mind is a list of names: who finished, who did not, who took how
      long.
    </p>
    <p>We do not build that report. Not because it is difficult, but because it makes guides worse.</p>
    <h2>A name answers the wrong question</h2>
    <p>
      When a third of all people leave a task at the same field, the field is the problem. With names beside the
      numbers, the conversation turns to the people. They learn that leaving is noticed, click through to the end
      without doing the task, and the numbers become perfect and useless.
    </p>
    <h2>What we count instead</h2>
    <figure>
      <svg viewBox="0 0 640 220" role="img" aria-labelledby="drop-title drop-desc">
        <title id="drop-title">People who reached each step of one guide</title>
        <desc id="drop-desc">
          Five bars that get shorter: 100 of 100 reached step one, 96 step two, 93 step three, 61 step four, 58 step
          five.
        </desc>
        <g class="bars">
          <rect x="20" y="30" width="80" height="150"></rect>
          <rect x="150" y="36" width="80" height="144"></rect>
          <rect x="280" y="40" width="80" height="140"></rect>
          <rect class="short" x="410" y="88" width="80" height="92"></rect>
          <rect x="540" y="93" width="80" height="87"></rect>
        </g>
        <g class="numbers" text-anchor="middle">
          <text x="60" y="22">100</text>
          <text x="190" y="28">96</text>
          <text x="320" y="32">93</text>
          <text x="450" y="80">61</text>
          <text x="580" y="85">58</text>
          <text x="60" y="206">Step 1</text>
          <text x="190" y="206">Step 2</text>
          <text x="320" y="206">Step 3</text>
          <text x="450" y="206">Step 4</text>
          <text x="580" y="206">Step 5</text>
        </g>
      </svg>
      <figcaption>One guide, one month, in totals. Step four asks for a number that nobody has at hand.</figcaption>
    </figure>
    <p>
      Totals per step and per week, for groups of at least ten people. Smaller groups are not shown, because in a team
      of three a total is a name. What people type into the application is never read: a step is done when its field is
      filled, whatever it is filled with.
    </p>
    <h2>Then look at the field</h2>
    <p>
      In the example above, step four asked for a supplier number. It is printed on contracts, and contracts are in
      another system. The customer did not change the guide; they changed the form, which now looks the number up by the
      supplier’s name. The guide lost a step.
    </p>
    <p>
      What the product collects while a guide runs is written down in the
      <a href="/privacy/services">privacy policy for our services</a>. This website has
      <a href="/privacy">a policy of its own</a>.
    </p>`,
};
