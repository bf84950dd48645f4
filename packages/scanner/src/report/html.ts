import { fromStandIn, html, Html } from "@abide/policy";
import { toSpan, when } from "../drift/words.ts";
import { phases, type Phase } from "../observe/observation.ts";
import type { Report, ReportedDrift, ReportedThing, ReportedTracker } from "./report.ts";
import { style } from "./style.ts";
import { heads, kinds, toCell } from "./words.ts";

/** The report as one page that needs nothing else: to be kept, sent and printed. */
export function toHtml(report: Report): string {
  const { host } = new URL(report.url);
  const title = report.holds ? `${host} does what it declares` : `${host} does not do what it declares`;
  const shown = phases.filter((phase) => report.visits.some((visit) => visit.phase === phase));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <header><b>Abide check</b><span>${toDate(report.at)}</span></header>
        <main>
          <p class="verdict ${report.holds ? "holds" : "drifts"}">
            ${new Html(report.holds ? check : cross)}${report.holds ? "It holds" : toCount(report.drift.length, "drift")}
          </p>
          <h1>${title}</h1>
          <p class="lead">
            ${
              report.holds
                ? `Each of the ${report.trackers.length} declared trackers ran where it may and nowhere else, and nothing undeclared was seen.`
                : `What a real browser saw differs from the declaration in ${toCount(report.drift.length, "way")}.`
            }
          </p>
          <dl class="facts">
            ${[
              ["Site", html`<a href="${report.url}">${report.url}</a>`],
              [
                "Policy",
                html`${report.policy.title}, ${report.policy.controller}
                  <code>${report.policy.hash.slice(0, 12)}</code>`,
              ],
              ["Visits", `${report.visits.length}, of ${toCount(report.pages.length, "page")} each`],
              ["Browser", `${report.browser}, ${Math.round(report.took / 1000)} s`],
            ].map(
              ([name, value]) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd>${value}</dd>
                </div>`,
            )}
          </dl>
          ${
            report.drift.length > 0 &&
            html`<h2 id="drift">Where it drifts</h2>
              ${report.drift.map(toDrift)}`
          }
          <h2 id="trackers">Every tracker in every phase</h2>
          ${toMatrix(report, shown)}
          ${
            report.notes.length > 0 &&
            html`<h2 id="notes">Worth knowing</h2>
              <ul>
                ${report.notes.map((note) => html`<li>${note}</li>`)}
              </ul>`
          }
          <h2 id="seen">Everything that was seen</h2>
          <p>
            Cookies with the lifetime that was asked for, which can be more than the browser grants. Requests to the
            site itself are left out.
          </p>
          ${shown.map((phase) => toPhase(report, phase))}
          <h2 id="how">How it was checked</h2>
          <ul>
            <li>
              Each visit is a browser with a fresh profile: without a choice, after everything was refused, after
              everything was accepted, after that was withdrawn, and with Global Privacy Control on.
            </li>
            <li>Third-party cookies were let in, so that those are seen that another visitor’s browser would keep.</li>
            <li>
              Nothing was typed and no form was sent but the choice itself. What only a signed-in visitor meets was not
              seen.
            </li>
            <li>Subdomains of one registrable domain count as one party.</li>
          </ul>
          <h3>Pages</h3>
          <ul class="columns">
            ${report.pages.map((page) => html`<li><code>${new URL(page).pathname}${new URL(page).search}</code></li>`)}
          </ul>
        </main>
        <footer>
          Made by <code>abide check</code>. The same as data: <code>abide check ${report.url} --json</code>
        </footer>
      </body>
    </html> `.source;
}

const check = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="m8.5 12.5 2.5 2.5 5-5.5"/></svg>`;
const cross = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="m9 9 6 6m0-6-6 6"/></svg>`;

function toDrift({ kind, name, says, next, evidence, phases: seenIn }: ReportedDrift): Html {
  return html`<article class="drift">
    <div class="kind">${kinds[kind]}</div>
    <div class="body">
      <h3>${name}</h3>
      <p>${says}</p>
      <p class="next">${next}</p>
      ${
        evidence.length > 0 &&
        html`<details${new Html(evidence.length <= 5 ? " open" : "")}><summary>Evidence, ${seenIn.map((phase) => when[phase]).join(", ")}</summary>${toThings(evidence, `Evidence: ${name}`, { visits: true })}</details>`
      }
    </div>
  </article>`;
}

function toMatrix(report: Report, shown: readonly Phase[]): Html {
  if (report.trackers.length === 0) return html`<p>The policy declares no trackers.</p>`;
  return html`<div class="wide">
    <table class="matrix">
      <caption>
        ✓ as declared, ✗ not as declared, · not seen, which may be
      </caption>
      <thead>
        <tr>
          <th scope="col">Tracker</th>
          ${shown.map((phase) => html`<th scope="col">${heads[phase]}</th>`)}
          <th scope="col">Longest life asked</th>
        </tr>
      </thead>
      <tbody>
        ${report.trackers.map((tracker) => toRow(tracker, shown, report.drift))}
      </tbody>
    </table>
  </div>`;
}

function toRow(tracker: ReportedTracker, shown: readonly Phase[], drift: readonly ReportedDrift[]): Html {
  const long = drift.some(({ kind, trackers }) => kind === "too-long" && trackers.includes(tracker.tracker));
  return html`<tr>
    <th scope="row">
      ${tracker.name}<small>${tracker.necessary ? "strictly necessary, " : ""}${tracker.recipient}</small>
    </th>
    ${shown.map((phase) => {
      const { mark, word } = toCell(tracker.phases[phase]);
      const tone = mark === "✓" ? "holds" : mark === "✗" ? "drifts" : "unseen";
      return html`<td class="cell ${tone}" data-head="${heads[phase]}">
        <div><span>${mark}</span>${word}</div>
      </td>`;
    })}
    <td class="number${long ? " drifts" : ""}" data-head="longest life">
      <div>${tracker.longest === undefined ? "–" : `${long ? "✗ " : ""}${toSpan(tracker.longest)}`}</div>
    </td>
  </tr>`;
}

function toPhase({ seen }: Report, phase: Phase): Html {
  const things = seen.filter((thing) => thing.phase === phase && !thing.own);
  const own = seen.filter((thing) => thing.phase === phase && thing.own).reduce((sum, { times }) => sum + times, 0);
  const title = capital(heads[phase]);
  if (things.length === 0)
    return html`<details class="seen">
      <summary>${title}: nothing</summary>
      <p>Nothing but ${toCount(own, "request")} to the site itself.</p>
    </details>`;
  return html`<details class="seen">
    <summary>${title}: ${toCount(things.length, "thing")}</summary>
    ${toThings(things, `Seen ${when[phase]}`)}
    <p>Besides, ${toCount(own, "request")} to the site itself.</p>
  </details>`;
}

/** With `visits`, each says which visit it was seen in. */
function toThings(things: readonly ReportedThing[], caption: string, { visits = false } = {}): Html {
  return html`<div class="wide">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          ${visits && html`<th scope="col">Visit</th>`}
          <th scope="col">Whose</th>
          <th scope="col">Asks for</th>
          <th scope="col">By</th>
          <th scope="col">On</th>
        </tr>
      </thead>
      <tbody>
        ${things.toSorted(compare).map(
          (thing) =>
            html`<tr>
              <th scope="row">${capital(thing.what)}<small>${toSmall(thing)}</small></th>
              ${visits && toTd("visit", heads[thing.phase])}
              ${toTd("whose", `${thing.trackers.join(", ") || "undeclared"}, ${thing.party} party`)}
              ${toTd("asks for", thing.life === "session" ? "the session" : thing.life !== undefined && toSpan(thing.life))}
              ${toTd("by", thing.by !== undefined && html`<code>${toShort(thing.by)}</code>`)}
              ${toTd("on", thing.pages.length > 0 && html`<code>${toPaths(thing.pages)}</code>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function toTd(head: string, value: Html | string | false): Html {
  if (value === false) return html`<td class="none">–</td>`;
  return html`<td data-head="${head}" ${new Html(head === "asks for" ? ` class="number"` : "")}>
    <div>${value}</div>
  </td>`;
}

const kindsInOrder = ["cookie", "local", "session", "indexeddb", "cache", "worker", "request"];

/** By tracker, of one tracker what it stores before what it sends, and of one thing in the order of the visits. */
function compare(a: ReportedThing, b: ReportedThing): number {
  return (
    a.trackers.join().localeCompare(b.trackers.join()) ||
    kindsInOrder.indexOf(a.kind) - kindsInOrder.indexOf(b.kind) ||
    a.what.localeCompare(b.what) ||
    phases.indexOf(a.phase) - phases.indexOf(b.phase)
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function toSmall({ refused, times, httpOnly, partitioned, type, url }: ReportedThing): string {
  return [
    refused === undefined ? "" : `refused by the browser: ${refused}`,
    httpOnly ? "HttpOnly" : "",
    partitioned ? "partitioned" : "",
    type === undefined ? "" : `${type}${url ? ` ${toShort(url)}` : ""}`,
    times > 1 ? `${times} times` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** An address without its query, with a stand-in's name turned back. */
function toShort(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, hostname, pathname } = new URL(url);
  const name = fromStandIn(hostname) === hostname ? host : fromStandIn(hostname);
  return `${name}${pathname.length > 40 ? `${pathname.slice(0, 39)}…` : pathname}`;
}

function toPaths(pages: readonly string[]): string {
  const paths = pages.map((page) => (URL.canParse(page) ? new URL(page).pathname : page));
  return paths.length > 3 ? `${paths.slice(0, 2).join(", ")} and ${paths.length - 2} more` : paths.join(", ");
}

function toDate(iso: string): string {
  return new Date(iso)
    .toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })
    .concat(" UTC");
}

function toCount(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}
