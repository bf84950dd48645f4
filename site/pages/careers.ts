import { html, type Html, spellCountry } from "@abide/policy";
import { isOpen, positions } from "../positions/all.ts";
import type { Position } from "../positions/position.ts";
import { toCities } from "../positions/posting.ts";
import { toTime } from "./dates.ts";
import { signpost } from "./drawings.ts";
import type { Page } from "./layout.ts";

/** The positions that are open on `day`, all of them or those of a team or a place. */
export function careers(query: URLSearchParams, day: string): Page {
  const open = positions.filter((position) => isOpen(position, day));
  const teams = [...new Set(open.map(({ team }) => team))].sort();
  const cities = [...new Set(open.flatMap(({ places }) => places.map(({ city }) => city)))].sort();
  const team = known(teams, query.get("team"));
  const city = known(cities, query.get("place"));
  const shown = open.filter(
    (position) =>
      (team === undefined || position.team === team) &&
      (city === undefined || position.places.some((place) => place.city === city)),
  );
  const filtered = team !== undefined || city !== undefined;
  return {
    title: "Careers",
    description: "Open positions at Halden Software, what they pay, and what happens to an application.",
    path: "/careers",
    body: html`<div class="wide split even page-head">
        <div>
          <h1>Come and cross out words with us</h1>
          <p class="lead">
            We are sixty people in four countries who make software easier to use, mostly by leaving things out. Every
            position says what it pays, and an application takes five minutes and a CV.
          </p>
        </div>
        ${signpost(cities.map((name) => ({ name, count: open.filter((position) => position.places.some((place) => place.city === name)).length })))}
      </div>
      <section class="wide positions" aria-labelledby="open">
        <div class="positions-head">
          <h2 id="open">Open positions</h2>
          <form class="filter" method="get" action="/careers#open">
            ${toSelect("team", "Team", "All teams", teams, team)}
            ${toSelect("place", "Place", "All places", cities, city)}
            <button class="button small" type="submit">Show</button>
          </form>
        </div>
        <p class="meta" role="status">
          ${filtered ? `${shown.length} of ${open.length} positions` : `${open.length} positions`}
          ${filtered && html`<a href="/careers#open">Show all</a>`}
        </p>
        ${
          shown.length === 0
            ? html`<p class="none">
                Nothing of this kind at the moment. <a href="/careers#open">All open positions</a>, or
                <a href="/contact?topic=question">tell us what you would like to do</a>.
              </p>`
            : html`<ul class="position-list">
                ${shown.map(toRow)}
              </ul>`
        }
      </section>
      <section class="band" aria-labelledby="hiring">
        <div class="wide split">
          <div>
            <h2 id="hiring">How we hire</h2>
            <ol class="parts">
              <li>
                <strong>You apply.</strong> A CV is enough. We answer within ten working days, whatever the answer.
              </li>
              <li>
                <strong>We talk.</strong> Three quarters of an hour with the person you would work for, on the telephone
                or in a room.
              </li>
              <li><strong>You meet the team.</strong> Half a day, paid, on a task from our own work. No puzzles.</li>
              <li><strong>We decide</strong> within a week, and tell you why.</li>
            </ol>
          </div>
          <aside class="note" aria-labelledby="yours">
            <h3 id="yours">What you send stays with recruiting</h3>
            <p>
              Your application is read by our recruiters, for deciding on it and for nothing else. It is kept for six
              months after the decision and then erased.
            </p>
            <p><a href="/privacy#activity-careers">What the policy says about it</a></p>
          </aside>
        </div>
      </section>`,
  };
}

function known(options: readonly string[], asked: string | null): string | undefined {
  return options.find((option) => option === asked);
}

function toSelect(name: string, label: string, all: string, options: readonly string[], chosen?: string): Html {
  return html`<div class="field">
    <label for="filter-${name}">${label}</label>
    <select id="filter-${name}" name="${name}">
      <option value="">${all}</option>
      ${options.map(
        (option) => html`<option value="${option}" ${option === chosen && html`selected`}>${option}</option>`,
      )}
    </select>
  </div>`;
}

function toRow(position: Position): Html {
  const { slug, title, team, places, remote, workload, summary, closes } = position;
  return html`<li>
    <article class="position">
      <h3><a href="/careers/${slug}">${title}</a></h3>
      <p class="facts">
        <span>${team}</span> <span>${toCities(places)}${remote && " or from home"}</span> <span>${workload}</span>
        ${closes !== undefined && html`<span>until ${toTime(closes)}</span>`}
      </p>
      <p>${summary}</p>
    </article>
  </li>`;
}

/** Where a position is, for its facts: every place with its country, and from where it can be done at home. */
export function toPlaces({ places, remote }: Position): Html {
  return html`${places.map(
    ({ city, country }) => html`<span class="place">${city}, ${spellCountry(country, "en")}</span>`,
  )}${
    remote !== undefined &&
    html`<span class="place">
      or from home in
      ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(remote.map((country) => spellCountry(country, "en")))}
    </span>`
  }`;
}
