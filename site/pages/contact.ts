import { renderForm } from "@abide/engine";
import { html } from "@abide/policy";
import type { Page } from "./layout.ts";
import type { PageVisit } from "./visit.ts";

const topics = {
  demo: { en: "A demo", de: "Eine Demo" },
  question: { en: "A question", de: "Eine Frage" },
  support: { en: "Help with this website", de: "Hilfe mit dieser Website" },
  privacy: { en: "My data", de: "Meine Daten" },
};

export function contact(visit: PageVisit, topic: string | null): Page {
  if (visit.sent === "contact") return thanks();
  const demo = topic === "demo";
  return {
    title: demo ? "Ask for a demo" : "Contact",
    description: demo
      ? "Half an hour, one of your own forms, and a guide for it at the end."
      : "Ask us something, or ask for a demo.",
    path: "/contact",
    body: html`<div class="wide split contact">
      <div>
        <h1>${demo ? "Ask for a demo" : "Write to us"}</h1>
        ${renderForm(visit, {
          activity: "contact",
          fields: ["topic", "name", "email", "phone", "company", "message"],
          values: { topic: topic !== null && Object.hasOwn(topics, topic) ? topic : "question" },
          options: { topic: topics },
          back: demo ? "/contact?topic=demo" : "/contact",
          ...(demo ? { submit: { en: "Ask for a demo", de: "Um eine Demo bitten" } } : {}),
        })}
      </div>
      <aside aria-labelledby="aside">
        <h2 id="aside">${demo ? "What happens next" : "Other ways"}</h2>
        ${
          demo
            ? html`<ol class="parts">
                <li><strong>We write back</strong> within one working day, with two dates.</li>
                <li><strong>You bring a form.</strong> One that people ask about. We bring nothing to watch.</li>
                <li><strong>We write the guide</strong> on your screen. It takes half an hour, and you keep it.</li>
              </ol>`
            : html`<p>
                  By mail: Halden Software AG, Uferweg 4, 8004 Zürich, or
                  <a href="mailto:hello@halden.example">hello@halden.example</a>.
                </p>
                <p>
                  About your data: <a href="mailto:privacy@halden.example">privacy@halden.example</a>. What we may hold
                  about you, and how to get it, is in the <a href="/privacy#rights">privacy policy</a>.
                </p>`
        }
        <p>Do you know already when it suits you? <a href="/demo">Book a demo</a> at a time that is free.</p>
        <p>If you would rather not be called, leave the telephone number empty.</p>
      </aside>
    </div>`,
  };
}

function thanks(): Page {
  return {
    title: "Thank you",
    description: "Your message has reached us.",
    path: "/contact",
    body: html`<div class="wide page-head">
      <h1>Thank you, it has reached us</h1>
      <p class="lead">We answer within one working day, by e-mail, or by telephone if you gave us a number.</p>
      <p>
        What you sent is kept for two years after our last contact and used for what the
        <a href="/privacy#activity-contact">privacy policy</a> says, nothing else.
      </p>
      <p class="actions">
        <a class="button" href="/">Back to the start</a> <a class="more" href="/blog">Read the blog meanwhile</a>
      </p>
    </div>`,
  };
}
