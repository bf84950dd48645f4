import { html } from "@abide/policy";
import { anatomy } from "./drawings.ts";
import type { Page } from "./layout.ts";

export function product(): Page {
  return {
    title: "Product",
    description: "What a Halden guide is made of, how it gets into an application, and what it leaves alone.",
    path: "/product",
    body: html`<div class="wide page-head">
        <h1>A guide is one sentence, at the right field, at the right time</h1>
        <p class="lead">
          Halden runs in the browser, over the application that people already use. It adds nothing to remember and
          takes nothing away.
        </p>
      </div>

      <section class="wide split even" aria-labelledby="parts">
        <figure>${anatomy}</figure>
        <div>
          <h2 id="parts">The parts of a step</h2>
          <ol class="parts">
            <li>
              <strong>The mark.</strong> The field that the step is about. It is found by its label, so it survives a
              redesign.
            </li>
            <li><strong>The sentence.</strong> What to do, beginning with the verb. One line, two at most.</li>
            <li><strong>The reason.</strong> Only where there is one that helps.</li>
            <li><strong>The count.</strong> How far it is still. People walk on when they can see the end.</li>
            <li><strong>The way out.</strong> A guide can be left at any step, and taken up again there.</li>
          </ol>
        </div>
      </section>

      <section class="band" aria-labelledby="install">
        <div class="wide">
          <h2 id="install">How it gets in</h2>
          <div class="columns">
            <div>
              <h3>Your own applications</h3>
              <p>
                One line in the page’s head loads the guides that are written for it. The file is 11 KB and comes from
                your own servers if you prefer.
              </p>
            </div>
            <div>
              <h3>Applications that you rent</h3>
              <p>
                A browser extension that your administrators roll out. It is active on the addresses that you list, and
                nowhere else.
              </p>
            </div>
            <div>
              <h3>Who sees which guide</h3>
              <p>
                Guides follow the roles of your directory. Somebody who may not open the supplier record never sees the
                guide for it.
              </p>
            </div>
          </div>
        </div>
      </section>

      <section class="wide narrow-text" aria-labelledby="questions">
        <h2 id="questions">Questions we are asked first</h2>
        <details>
          <summary>What happens when the application changes?</summary>
          <p>
            Marks are found by their label and their place in the form. When neither fits any more, the step is taken
            out and its author gets a message. A guide never points at the wrong field.
          </p>
        </details>
        <details>
          <summary>Does it slow the application down?</summary>
          <p>
            Guides load after the page has, and only where there is one. On pages without a guide, Halden does nothing
            but compare the address with a list.
          </p>
        </details>
        <details>
          <summary>Can it be used with a screen reader?</summary>
          <p>
            Yes. A step is announced with its sentence and its count, focus goes to the field it is about, and Escape
            leaves the guide. We test every release with three screen readers.
          </p>
        </details>
        <details>
          <summary>Who owns the guides?</summary>
          <p>You do. They are text files, you can export them at any time, and they can be read without Halden.</p>
        </details>
      </section>

      <section class="wide invite" aria-labelledby="invite">
        <h2 id="invite">See it on your own screen</h2>
        <p>A demo takes half an hour. We write a guide for one of your forms while you watch.</p>
        <p><a class="button" href="/contact?topic=demo">Ask for a demo</a></p>
      </section>`,
  };
}
