import { html, type Html, spellCountry } from "@abide/policy";
import { toTitle } from "../mails/words.ts";
import { toDay, toWait } from "../pages/dates.ts";
import type { Page } from "../pages/layout.ts";
import type { Colleague, PageVisit } from "../pages/visit.ts";
import { positions } from "../positions/all.ts";
import { refusal } from "./refusal.ts";
import { toSteps } from "./trail.ts";
import { activity, purpose, type Stage, toBadge, toStages } from "./words.ts";

const perPage = 25;

/** Which applications are looked at. */
interface Filter {
  readonly stage: Stage | undefined;
  readonly position: string | undefined;
  readonly sort: "newest" | "oldest";
  /** The page after this place of the list. */
  readonly after: string | undefined;
}

/** The recruiter's inbox: every application, by stage, position and age. */
export async function applications(
  query: URLSearchParams,
  visit: PageVisit,
  staff: Colleague,
  now: Date,
): Promise<Page> {
  const stages = toStages(visit.version.policy);
  const filter: Filter = {
    stage: stages.find(({ id }) => id === query.get("stage"))?.id,
    position: positions.find(({ slug }) => slug === query.get("position"))?.slug,
    sort: query.get("sort") === "oldest" ? "oldest" : "newest",
    after: query.get("after") ?? undefined,
  };
  const { counted, list } = await read(filter, staff);
  if (!list.allowed) return refusal(list.reason, staff);
  if (!counted.allowed) return refusal(counted.reason, staff);

  const { counts } = counted;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    title: "Applications",
    description: "Applications for open positions.",
    path: "/team/applications",
    team: { name: staff.name },
    body: html`<div class="wide team-head">
        <h1>Applications</h1>
        ${toFilterForm(filter)}
      </div>
      <div class="wide inbox">
        <nav class="tabs" aria-label="Stages">
          <ul>
            ${toTab(filter, undefined, "All", total)}
            ${stages.map(({ id, title }) => toTab(filter, id, title, counts[id] ?? 0))}
          </ul>
        </nav>
        ${list.records.length === 0 ? toNone(filter) : toTable(list.records.map((record) => toRow(record, visit, now)))}
        ${toPager(filter, list.next)}
      </div>`,
  };
}

async function read({ stage, position, sort, after }: Filter, staff: Colleague) {
  const reader = staff.records(activity).for(purpose);
  const [counted, list] = await Promise.all([
    reader.count(position === undefined ? {} : { where: { position } }),
    reader.list({
      fields: ["fullName", "city", "country", "position", "notes"],
      sort,
      limit: perPage,
      ...(stage === undefined ? {} : { status: stage }),
      ...(position === undefined ? {} : { where: { position } }),
      ...(after === undefined ? {} : { after }),
    }),
  ]);
  return { counted, list };
}

/** The address of the first page of what is looked at, with something changed. */
function toAddress(
  { stage, position, sort }: Filter,
  change: { readonly [name: string]: string | undefined } = {},
): string {
  const wanted = { stage, position, sort: sort === "newest" ? undefined : sort, ...change };
  const set = Object.entries(wanted).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const text = new URLSearchParams(set).toString();
  return text === "" ? "/team/applications" : `/team/applications?${text}`;
}

function toFilterForm({ stage, position, sort }: Filter): Html {
  return html`<form class="filter" method="get" action="/team/applications">
    ${stage !== undefined && html`<input type="hidden" name="stage" value="${stage}" />`}
    <div class="field">
      <label for="position">Position</label>
      <select id="position" name="position">
        <option value="">All positions</option>
        ${positions.map(
          ({ slug, title }) => html`<option value="${slug}" ${slug === position && html`selected`}>${title}</option>`,
        )}
      </select>
    </div>
    <div class="field">
      <label for="sort">Order</label>
      <select id="sort" name="sort">
        <option value="newest">Newest first</option>
        <option value="oldest" ${sort === "oldest" && html`selected`}>Oldest first</option>
      </select>
    </div>
    <button class="button small" type="submit">Show</button>
  </form>`;
}

function toTab(filter: Filter, id: Stage | undefined, title: string, count: number): Html {
  const address = toAddress(filter, { stage: id });
  return html`<li>
    <a href="${address}" ${id === filter.stage && html`aria-current="page"`}>${title} <b>${count}</b></a>
  </li>`;
}

/** Why the list is empty, and a way on. */
function toNone(filter: Filter): Html {
  return html`<p class="none">
    ${
      filter.after !== undefined
        ? html`There are no more. <a href="${toAddress(filter)}">Back to the first page</a>`
        : filter.stage === undefined && filter.position === undefined
          ? html`Nobody has applied yet. Positions are on the <a href="/careers">careers page</a>.`
          : html`None at this stage for this position. <a href="/team/applications">Show all</a>`
    }
  </p>`;
}

function toPager(filter: Filter, next: string | undefined): Html | false {
  if (next === undefined && filter.after === undefined) return false;
  return html`<nav class="pages" aria-label="Pages">
    ${filter.after !== undefined && html`<a href="${toAddress(filter)}">First page</a>`}
    ${next !== undefined && html`<a class="more" href="${toAddress(filter, { after: next })}">Next page</a>`}
  </nav>`;
}

function toTable(rows: readonly Html[]): Html {
  return html`<table class="rows">
    <caption>
      Applications, with the stage that each is at
    </caption>
    <thead>
      <tr>
        <th scope="col">Applicant</th>
        <th scope="col">Position</th>
        <th scope="col">Stage</th>
        <th scope="col">Received</th>
        <th scope="col">Waiting</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

interface Row {
  readonly id: string;
  readonly at: string;
  readonly status: string | undefined;
  readonly due: string | undefined;
  readonly fields: {
    readonly fullName: string;
    readonly city: string;
    readonly country: string;
    readonly position: string;
    readonly notes: string | undefined;
  };
}

function toRow({ id, at, status, due, fields }: Row, { version }: PageVisit, now: Date): Html {
  const { fullName, city, country, position, notes } = fields;
  const moved = toSteps(notes).findLast((step) => step.stage !== undefined)?.at ?? at;
  const waiting = due === undefined;
  const late = waiting && now.getTime() - Date.parse(moved) > 10 * 86_400_000;
  return html`<tr>
    <th scope="row">
      <a href="/team/applications/${id}">${fullName}</a>
      <span class="under">${city}, ${spellCountry(country, "en")}</span>
    </th>
    <td data-label="Position">${toTitle(position)}</td>
    <td data-label="Stage">${toBadge(version.policy, status)}</td>
    <td data-label="Received">${toDay(at)}</td>
    <td data-label="${waiting ? "Waiting" : "Decided"}">
      ${
        waiting
          ? html`<span class="${late && "late"}">${toWait(moved, now)}${late && html` <b>late</b>`}</span>`
          : html`<span>kept until ${toDay(due)}</span>`
      }
    </td>
  </tr>`;
}
