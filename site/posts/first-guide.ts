import { html } from "@abide/policy";
import type { Post } from "./post.ts";

export const firstGuide: Post = {
  slug: "your-first-guide-in-six-minutes",
  title: "Your first guide, in six minutes",
  summary:
    "A short film: we open an expense form that nobody likes, mark its four steps, and publish the guide, without a line of code.",
  date: "2026-11-19",
  author: "Ingrid Aasen",
  role: "Lead writer",
  minutes: 3,
  body: html`<p>
      People ask us how long it takes to write a guide. The answer depends on how well you know the task, so we filmed
      somebody who knows hers: an accountant, the expense form of her own company, and the editor that she had seen for
      the first time ten minutes earlier.
    </p>
    <figure class="film">
      <iframe
        src="https://player.vimeo.com/video/900000001?dnt=1"
        title="Writing a first guide, six minutes"
        width="640"
        height="360"
        allow="fullscreen"
      ></iframe>
      <figcaption>The film is hosted by Vimeo. It loads only when you allow it.</figcaption>
    </figure>
    <h2>If you would rather read</h2>
    <ol>
      <li>
        <strong>Open the form and start marking.</strong> Click the field that comes first. The editor notes what it is
        by its label, so that the guide survives the next redesign.
      </li>
      <li>
        <strong>Write one sentence per field.</strong> Begin with the verb. She writes “Choose the trip that this
        belongs to”, and leaves it at that.
      </li>
      <li>
        <strong>Add the one exception.</strong> Receipts from abroad need a currency. The step for it appears only when
        the country is another one.
      </li>
      <li>
        <strong>Walk it, then publish.</strong> The preview runs on the real form. When it holds, a colleague approves
        it, and it is live for the people whose task it is.
      </li>
    </ol>
    <p>
      What the film leaves out is the coffee between the second and the third step. If you would like to try this on a
      form of yours, <a href="/contact?topic=demo">ask for a demo</a> and bring the form that nobody likes.
    </p>`,
};
