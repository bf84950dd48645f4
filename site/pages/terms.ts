import { html } from "@abide/policy";
import type { Page } from "./layout.ts";

export function terms(): Page {
  return {
    title: "Terms of use",
    description: "The agreement under which you use this website.",
    path: "/terms",
    body: html`<div class="wide page-head">
        <h1>Terms of use</h1>
        <p class="lead">For this website. The product has a contract of its own.</p>
      </div>
      <div class="wide narrow-text prose">
        <h2>Using the website</h2>
        <p>
          You may read, print and link to everything here. Please do not copy whole articles without asking, and do not
          try to break, overload or copy the website itself.
        </p>
        <h2>What you post</h2>
        <p>
          Comments are public and stay yours. You allow us to show them on this website until you take them back. Do not
          post what is not yours, what insults others, or anybody’s personal details. We remove such posts.
        </p>
        <h2>Links</h2>
        <p>
          We link to other websites where that helps. We do not control them. If one of them has changed for the worse,
          <a href="/contact">tell us</a>.
        </p>
        <h2>What we answer for</h2>
        <p>
          We write with care, and articles grow old. We answer for intent and gross negligence, and for what the law
          does not let anybody exclude. Swiss law applies; rights that the law of your home country gives you as a
          consumer remain.
        </p>
        <p>
          <a href="/privacy">How we handle data about you</a> is not part of these terms. It holds whether you agree or
          not.
        </p>
      </div>`,
  };
}
