import { html } from "@abide/policy";
import { posts } from "../posts/all.ts";
import { toCard } from "./blog.ts";
import { hero, learnStep, markStep, walkStep } from "./drawings.ts";
import type { Page } from "./layout.ts";

export function home(): Page {
  return {
    title: "Halden: software that shows the way",
    description:
      "Halden puts guides into the applications a company already runs, and takes people through a task one step at a time.",
    path: "/",
    body: html`<section class="hero">
        <div class="wide">
          <div class="words">
            <h1>Software that shows the way.</h1>
            <p class="lead">
              Halden sits inside the applications that your company already runs. When somebody has an expense to claim
              or a supplier to change, it takes them through the task, one step at a time, and then gets out of the way.
            </p>
            <p class="actions">
              <a class="button" href="/contact?topic=demo">Ask for a demo</a>
              <a class="more" href="/product">See how a guide works</a>
            </p>
          </div>
          ${hero}
        </div>
      </section>

      <section class="band" aria-labelledby="how">
        <div class="wide">
          <h2 id="how">From the first mark to a guide that people use</h2>
          <ol class="steps">
            <li>
              ${markStep}
              <h3>Mark</h3>
              <p>
                The people who know a task open it and click the fields that matter. Each mark gets one sentence. No
                code, and nothing to change in the application.
              </p>
            </li>
            <li>
              ${walkStep}
              <h3>Walk</h3>
              <p>
                Whoever starts the task next sees one step at a time, beside the field that it is about. They can leave
                at any step and go on from there tomorrow.
              </p>
            </li>
            <li>
              ${learnStep}
              <h3>Learn</h3>
              <p>
                Totals show at which step people stop. You change the sentence, or better, the form. Nobody sees who it
                was that stopped.
              </p>
            </li>
          </ol>
        </div>
      </section>

      <section class="wide split" aria-labelledby="not-read">
        <div>
          <h2 id="not-read">What people type stays theirs</h2>
          <p>
            A guide needs to know that a field is filled, not what is in it. So it looks at the one and never reads the
            other: names, amounts and diagnoses stay in the application they were typed into.
          </p>
          <p>
            We hold this website to the same standard. Nothing optional runs here before you allow it, and the policy
            you can read is the one that the site is built to obey.
          </p>
          <p><a class="more" href="/trust">Privacy at Halden</a></p>
        </div>
        <dl class="claims">
          <div>
            <dt>Read from the page</dt>
            <dd>The label of a field, and whether it is filled.</dd>
          </div>
          <div>
            <dt>Never read</dt>
            <dd>What is filled in.</dd>
          </div>
          <div>
            <dt>Counted</dt>
            <dd>Steps, in totals, for groups of ten people and more.</dd>
          </div>
          <div>
            <dt>Sold</dt>
            <dd>Nothing, to nobody.</dd>
          </div>
        </dl>
      </section>

      <section class="band" aria-labelledby="latest">
        <div class="wide">
          <h2 id="latest">From the blog</h2>
          <ul class="cards">
            ${posts.slice(0, 3).map((post) => toCard(post, 3))}
          </ul>
          <p><a class="more" href="/blog">All articles</a></p>
        </div>
      </section>

      <section class="wide invite" aria-labelledby="invite">
        <h2 id="invite">Bring the form that nobody likes</h2>
        <p>In half an hour we write a guide for it together, on your screen, and you keep it.</p>
        <p class="actions">
          <a class="button" href="/demo">Choose a time</a> <a class="more" href="/contact?topic=demo">Ask for a demo</a>
        </p>
      </section>`,
  };
}
