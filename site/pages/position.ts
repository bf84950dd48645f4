import { renderForm } from "@abide/engine";
import { Html, html } from "@abide/policy";
import { isOpen, positions } from "../positions/all.ts";
import type { Position } from "../positions/position.ts";
import { toDataBlock, toPosting } from "../positions/posting.ts";
import { toPlaces } from "./careers.ts";
import { toTime } from "./dates.ts";
import type { Page } from "./layout.ts";
import type { PageVisit } from "./visit.ts";

/** Where the site stands for those who find it elsewhere. */
const site = "https://halden.example";

/** A position, with the form to apply for it; one that is filled answers 410, with a way on. */
export function position(found: Position, visit: PageVisit, day: string): Page {
  if (visit.sent === "careers") return thanks(found);
  if (!isOpen(found, day)) return closed(found, visit, day);
  const { slug, title, team, summary, body, workload, pay, posted, closes } = found;
  const path = `/careers/${slug}`;
  return {
    title,
    description: summary,
    path,
    head: html`<script type="application/ld+json">
      ${new Html(toDataBlock(toPosting(found, site)))}
    </script>`,
    body: html`<article class="wide opening">
        <header>
          <p class="meta"><a href="/careers">Careers</a> <span>${team}</span></p>
          <h1>${title}</h1>
          <p class="lead">${summary}</p>
        </header>
        <div class="split">
          <div class="prose">${body}</div>
          <aside class="note" aria-label="The position in short">
            <dl class="short">
              <div>
                <dt>Where</dt>
                <dd>${toPlaces(found)}</dd>
              </div>
              <div>
                <dt>How much</dt>
                <dd>${workload}</dd>
              </div>
              <div>
                <dt>Pay</dt>
                <dd>${toPay(pay)} a year, gross, at full hours</dd>
              </div>
              <div>
                <dt>Posted</dt>
                <dd>${toTime(posted)}</dd>
              </div>
              <div>
                <dt>Apply until</dt>
                <dd>${closes === undefined ? "it is filled" : toTime(closes)}</dd>
              </div>
            </dl>
            <p><a class="button" href="#apply">Apply</a></p>
          </aside>
        </div>
      </article>
      <section class="band apply" id="apply" aria-labelledby="apply-title">
        <div class="wide split">
          <div>
            <h2 id="apply-title">Apply</h2>
            <p>
              Five minutes and a CV. A letter is not needed; what you would write in it you can tell us when we talk.
            </p>
            ${renderForm(visit, {
              activity: "careers",
              fields: ["fullName", "email", "phone", "city", "state", "country", "cv"],
              hidden: { position: slug },
              back: `${path}#apply`,
              submit: { en: "Send the application", de: "Bewerbung senden" },
            })}
          </div>
          <aside class="note" aria-labelledby="after">
            <h3 id="after">What happens to it</h3>
            <ul>
              <li>Our recruiters read it, for this decision and nothing else.</li>
              <li>You get a mail at once that it has arrived, and an answer within ten working days.</li>
              <li>Six months after the decision it is erased. Until then you can take it back at any time.</li>
            </ul>
            <p><a href="/privacy#activity-careers">What the policy says about it</a></p>
          </aside>
        </div>
      </section>`,
  };
}

function thanks({ title }: Position): Page {
  return {
    title: "Your application has arrived",
    description: "What happens to an application, and how to take it back.",
    path: "/careers",
    body: html`<div class="wide page-head">
        <p class="meta"><a href="/careers">Careers</a></p>
        <h1>Your application has arrived</h1>
        <p class="lead">
          Thank you. You applied for: ${title}. We write the same to the address that you gave; if nothing has come
          within an hour, please <a href="/contact?topic=question">tell us</a>.
        </p>
      </div>
      <div class="wide split">
        <section aria-labelledby="next">
          <h2 id="next">What happens next</h2>
          <ol class="parts">
            <li><strong>A recruiter reads it</strong> within a few days.</li>
            <li><strong>You hear from us</strong> within ten working days: a date to talk, or a no with the reason.</li>
            <li><strong>We decide</strong> a week after we have met, at the latest.</li>
          </ol>
        </section>
        <aside class="note" aria-labelledby="kept">
          <h3 id="kept">How long it is kept</h3>
          <p>
            While we work on it, and for six months after the decision. Then it is erased by itself, with the CV, our
            notes and the mail about it.
          </p>
          <h3>How to take it back</h3>
          <p>
            <a href="/contact?topic=privacy">Write to us</a> from the same e-mail address, or to
            <a href="mailto:privacy@halden.example">privacy@halden.example</a>. No reason is needed. We stop at once and
            erase what you sent within a month. You can also ask for a copy, or have something corrected.
          </p>
          <p><a href="/privacy#rights">All your rights</a></p>
        </aside>
      </div>`,
  };
}

/** The position is no longer open: gone for search engines, and a way on for people. */
function closed({ title, team, places, closed }: Position, visit: PageVisit, day: string): Page {
  const cities = new Set(places.map(({ city }) => city));
  const near = positions
    .filter((other) => isOpen(other, day))
    .filter((other) => other.team === team || other.places.some(({ city }) => cities.has(city)));
  return {
    title: `${title}: closed`,
    description: "This position is not open any more.",
    path: "/careers",
    status: 410,
    body: html`<div class="wide page-head">
        <p class="meta"><a href="/careers">Careers</a> <span>${team}</span></p>
        <h1>This position is closed</h1>
        <p class="lead">
          ${title} was ${closed === undefined ? "open until a day that has passed" : html`filled on ${toTime(closed)}`}.
          ${
            visit.form?.activity === "careers"
              ? html`What you have just sent was not kept: we may not use it for another position.`
              : html`Nobody can apply for it any more.`
          }
        </p>
        <p class="actions"><a class="button" href="/careers#open">All open positions</a></p>
      </div>
      ${
        near.length > 0 &&
        html`<section class="wide near" aria-labelledby="near">
          <h2 id="near">In the same team or place</h2>
          <ul class="plain">
            ${near.map((other) => html`<li><a href="/careers/${other.slug}">${other.title}</a></li>`)}
          </ul>
        </section>`
      }`,
  };
}

function toPay({ from, to, currency }: Position["pay"]): string {
  const money = new Intl.NumberFormat("en-GB", { style: "currency", currency, maximumFractionDigits: 0 });
  return money.formatRange(from, to);
}
