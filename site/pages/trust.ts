import { html } from "@abide/policy";
import type { Page } from "./layout.ts";

/** All privacy practices in one place: where each policy is, and what it is about. */
export function trust(): Page {
  return {
    title: "Privacy at Halden",
    description: "All our privacy practices in one place: the policies, your choices, and how to reach us.",
    path: "/trust",
    body: html`<div class="wide page-head">
        <h1>Privacy at Halden</h1>
        <p class="lead">
          Two policies, because there are two things: this website, and the product that runs inside our customers’
          applications. Both are printed from the declarations that the systems themselves obey.
        </p>
      </div>
      <div class="wide">
        <ul class="cards two">
          <li>
            <article class="card">
              <h2><a href="/privacy">The website</a></h2>
              <p>
                What halden.example collects, from contact forms to cookies; why; who receives it; which trackers there
                are, and how long each may stay.
              </p>
            </article>
          </li>
          <li>
            <article class="card">
              <h2><a href="/privacy/services">The services</a></h2>
              <p>
                What our product collects while it guides people through a task inside an application. Our customers
                decide about it; we act on their behalf.
              </p>
            </article>
          </li>
        </ul>
      </div>
      <div class="wide narrow-text prose">
        <h2>What holds for both</h2>
        <ul>
          <li>We never sell data about anybody.</li>
          <li>Every use has one purpose, and every purpose one legal basis.</li>
          <li>What may stay on your device is listed, with the time after which it goes.</li>
          <li>A browser that sends Global Privacy Control or Do Not Track is taken at its word.</li>
          <li>Every version of a policy stays readable, with what changed between any two.</li>
        </ul>
        <h2>What you can do</h2>
        <ul>
          <li><a href="/privacy/choices">Look at your choices</a> for this website, and change them.</li>
          <li><a href="/privacy#rights">Use your rights</a>: see, correct, take along or erase what we hold.</li>
          <li><a href="/privacy/versions">Compare versions</a> of the policy.</li>
          <li>
            Write to our data protection officer: <a href="mailto:dpo@halden.example">dpo@halden.example</a>, or
            <a href="/contact?topic=privacy">with the form</a>.
          </li>
        </ul>
      </div>`,
  };
}
