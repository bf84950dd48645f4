import { html } from "@abide/policy";
import { lost } from "./drawings.ts";
import type { Page } from "./layout.ts";

export function notFound(): Page {
  return {
    title: "No such page",
    description: "There is no page at this address.",
    path: "/404",
    status: 404,
    body: html`<div class="wide split even lost">
      <div>
        <h1>The marks end here</h1>
        <p class="lead">There is no page at this address. It may have moved, or the link has a slip in it.</p>
        <p class="actions">
          <a class="button" href="/">Back to the start</a> <a class="more" href="/blog">All articles</a>
        </p>
      </div>
      ${lost}
    </div>`,
  };
}
