import type { Visit } from "@abide/gate/render";
import { html, link, spellDate, toNoticeLanguages, type Language, type Version } from "@abide/policy";
import { toLanguage } from "../http/language.ts";
import { renderPage, type Page } from "../page/page.ts";
import { toPageTexts } from "../page/texts/all.ts";
import type { PageTexts } from "../page/texts/texts.ts";

/** A request for a page of a policy. */
export interface Reading {
  readonly request: Request;
  /** The version in force of the policy. */
  readonly current: Version;
  readonly visit: Visit;
  /** Languages that the page can be had in. */
  readonly languages: readonly Language[];
  /** The one that it is in. */
  readonly language: Language;
  readonly texts: PageTexts;
  /** A date in words of that language. */
  readonly date: (date: string) => string;
}

/** The request with its visit and the language of the answer: `?lang`, else `Accept-Language`. */
export async function toReading(
  request: Request,
  current: Version,
  toVisit: (request: Request) => Visit | Promise<Visit>,
): Promise<Reading> {
  const visit = await toVisit(request);
  const languages = toNoticeLanguages(current.policy);
  const asked = new URL(request.url).searchParams.get("lang");
  const language = toLanguage(asked, request.headers.get("accept-language"), languages);
  const texts = toPageTexts(language);
  return { request, current, visit, languages, language, texts, date: (date) => spellDate(date, language) };
}

/** The page as an answer, in the language of the reading. */
export function answer(
  reading: Reading,
  page: Omit<Page, "language" | "visit" | "version" | "alternates">,
  status = 200,
): Response {
  const at = new URL(reading.request.url);
  const alternates = reading.languages.map((language) => {
    const search = new URLSearchParams(at.search);
    search.set("lang", language);
    return { language, href: `${at.pathname}?${search.toString()}` };
  });
  const body = renderPage({
    ...page,
    language: reading.language,
    visit: reading.visit,
    version: reading.current,
    keepsLanguage: at.searchParams.has("lang"),
    ...(status === 200 ? { alternates } : {}),
  });
  return new Response(body, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-language": reading.language,
      "cache-control": "private, no-cache",
      vary: "Accept-Language",
    },
  });
}

/** Says that the policy has no version `asked`. */
export function answerMissing(reading: Reading, asked: string): Response {
  const { missing } = reading.texts;
  const { path } = reading.current.policy;
  return answer(
    reading,
    {
      title: missing.title,
      hidden: true,
      main: html`<div class="sheet">
        <h1>${missing.title}</h1>
        <p class="lead">${missing.says(html`<code class="hash">${asked.slice(0, 80)}</code>`)}</p>
        <h2>${missing.next}</h2>
        <ul>
          <li>${link(`${path}/versions`, missing.seeVersions)}</li>
          <li>${link(path, missing.seePolicy)}</li>
        </ul>
      </div>`,
    },
    404,
  );
}

/** Says that the store does not answer, and when to try again. */
export function answerDown(reading: Reading): Response {
  const { down, missing } = reading.texts;
  const response = answer(
    reading,
    {
      title: down.title,
      hidden: true,
      main: html`<div class="sheet">
        <h1>${down.title}</h1>
        <p class="lead">${down.says} ${down.next}</p>
        <ul>
          <li>${link(reading.current.policy.path, missing.seePolicy)}</li>
        </ul>
      </div>`,
    },
    503,
  );
  response.headers.set("retry-after", "60");
  return response;
}

/** The address of the choice centre. A deployment has one: that of the site's own policy. */
export function toCentre(visit: Visit): `/${string}` {
  return `${visit.version.policy.path}/choices`;
}
