import { renderForm } from "@abide/engine";
import { html } from "@abide/policy";
import type { Page } from "./layout.ts";
import type { PageVisit } from "./visit.ts";

/** Signing up for the newsletter, and how to end it. */
export function newsletter(visit: PageVisit): Page {
  if (visit.sent === "newsletterRequest") return asked();
  return {
    title: "Newsletter",
    description: "About once a month: what we learned about guiding people through software.",
    path: "/newsletter",
    body: html`<div class="wide split contact">
      <div>
        <h1>The newsletter</h1>
        <p class="lead">
          About once a month: one form that people gave up on, why, and what helped. Now and then something new from
          Halden.
        </p>
        ${renderForm(visit, {
          activity: "newsletterRequest",
          fields: ["email", "name"],
          back: "/newsletter",
          submit: { en: "Sign up", de: "Anmelden" },
        })}
      </div>
      <aside aria-labelledby="aside">
        <h2 id="aside">What happens next</h2>
        <ol class="parts">
          <li><strong>We write once</strong> to the address, and ask whether it was you.</li>
          <li><strong>You say yes</strong> on the page behind the link. Nothing is sent before.</li>
          <li><strong>You stop it</strong> with the link at the foot of every issue. One click is enough.</li>
        </ol>
        <p id="end">
          To end it, or to take back that we may count what is opened, follow the link at the foot of any issue. If you
          have none at hand, sign up again: the link that we send you then leads to your choices. Or write to
          <a href="mailto:privacy@halden.example">privacy@halden.example</a>.
        </p>
      </aside>
    </div>`,
  };
}

/** The same for an address that is on the list already: whether it is, is nobody else’s business. */
function asked(): Page {
  return {
    title: "Look into your inbox",
    description: "We have sent you a link to confirm.",
    path: "/newsletter",
    body: html`<div class="wide page-head">
      <h1>Look into your inbox</h1>
      <p class="lead">We have written to you. Follow the link in that mail and say yes; nothing is sent before.</p>
      <p>
        It may take a minute. The link is good for three days; then what you entered is erased, unless you
        <a href="/privacy#activity-newsletterRequest">confirmed it</a>.
      </p>
      <p class="actions">
        <a class="button" href="/">Back to the start</a> <a class="more" href="/blog">Read the blog meanwhile</a>
      </p>
    </div>`,
  };
}
