import { html, type Html, type Language } from "@abide/policy";
import { sql, type Kysely } from "kysely";
import { defineSection, type NoticeSection } from "../publish/section.ts";
import type { Tables } from "../store/tables.ts";
import { toLegalRequestTexts } from "./texts/all.ts";

/** What was asked of us by authorities in one year, and what became of it. */
interface TransparencyYear {
  readonly year: number;
  readonly received: number;
  /** The authority fetched what was made for it. */
  readonly disclosed: number;
  /** Approved, and the package ended before anybody fetched it: nobody received anything. */
  readonly unfetched: number;
  readonly refused: number;
  /** Not decided yet, or not fetched yet. */
  readonly open: number;
  /** People concerned by what was disclosed: a range, so that nobody is singled out. */
  readonly people: PeopleRange;
  /** Requests where telling the people concerned was forbidden for a while. */
  readonly delayed: number;
}

type PeopleRange = "0" | "1-9" | "10-99" | "100-999" | "1000+";

/** Every year since the first request, the newest first; this year always. */
async function readTransparency(db: Kysely<Tables>, site: string, now: Date): Promise<readonly TransparencyYear[]> {
  const { rows } = await sql<Omit<TransparencyYear, "people" | "open"> & { subjects: number }>`
    select extract(year from l.received_at at time zone 'UTC')::int as year,
      count(*)::int as received,
      (count(*) filter (where p.downloaded_at is not null))::int as disclosed,
      (count(*) filter (where p.downloaded_at is null and (p.state <> 'ready' or p.expires_at <= ${now})))::int
        as unfetched,
      (count(*) filter (where l.state = 'refused'))::int as refused,
      (count(*) filter (where l.delayed))::int as delayed,
      coalesce(sum(l.subjects) filter (where p.downloaded_at is not null), 0)::int as subjects
    from legal_request l left join package p on p.site = l.site and p.id = l.package
    where l.site = ${site} group by 1`.execute(db);
  const found = new Map(rows.map((row) => [row.year, row]));
  const newest = now.getUTCFullYear();
  const oldest = Math.min(newest, ...found.keys());
  return Array.from({ length: newest - oldest + 1 }, (_, back): TransparencyYear => {
    const year = newest - back;
    const {
      received = 0,
      disclosed = 0,
      unfetched = 0,
      refused = 0,
      delayed = 0,
      subjects = 0,
    } = found.get(year) ?? {};
    const open = received - disclosed - unfetched - refused;
    return { year, received, disclosed, unfetched, refused, open, people: toRange(subjects), delayed };
  });
}

function toRange(people: number): PeopleRange {
  return people === 0 ? "0" : people < 10 ? "1-9" : people < 100 ? "10-99" : people < 1_000 ? "100-999" : "1000+";
}

/** The report as it stands on the policy's page. */
function renderTransparency(years: readonly TransparencyYear[], language: Language, path: string): Html {
  const texts = toLegalRequestTexts(language).transparency;
  const cell = (label: string, value: number | string) => html`<td data-label="${label}">${value}</td>`;
  const { columns } = texts;
  return html`<div class="sheet wide">
    <h1>${texts.title}</h1>
    <p class="lead">${texts.lead}</p>
    <table class="transparency">
      <caption>
        ${texts.caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${columns.year}</th>
          ${[columns.received, columns.disclosed, columns.unfetched, columns.refused, columns.open, columns.people, columns.delayed].map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${years.map(
          ({ year, received, disclosed, unfetched, refused, open, people, delayed }) =>
            html`<tr>
              <th scope="row">${year}</th>
              ${cell(columns.received, received)} ${cell(columns.disclosed, disclosed)}
              ${cell(columns.unfetched, unfetched)} ${cell(columns.refused, refused)} ${cell(columns.open, open)}
              ${cell(columns.people, people === "1000+" ? texts.most : people.replace("-", "–"))}
              ${cell(columns.delayed, delayed)}
            </tr>`,
        )}
      </tbody>
    </table>
    <p>${texts.rule}</p>
    <ul>
      <li><a href="${path}">${texts.policy}</a></li>
      <li><a href="${path}/transparency.json">${texts.json}</a></li>
    </ul>
  </div>`;
}

/** The report, beside the policy's page. */
export const toTransparency = (db: Kysely<Tables>, site: string, clock: () => Date): NoticeSection =>
  defineSection({
    name: "transparency",
    title: (language) => toLegalRequestTexts(language).transparency.title,
    read: () => readTransparency(db, site, clock()),
    render: renderTransparency,
    toJson: (years) => ({ years }),
  });
