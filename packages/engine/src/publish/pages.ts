import type { Visit } from "@abide/gate/render";
import { Html, html, link, toArticle30, toArticle30Html, toNotice, toWords, type Version } from "@abide/policy";
import { AbideError } from "../http/error.ts";
import type { Published } from "../policies/versions.ts";
import { answer, answerDown, toCentre, toReading, type Reading } from "./reading.ts";
import type { NoticeSection } from "./section.ts";
import { differencePage, versionPage, versionsPage } from "./versions-pages.ts";

export interface PagesDeps {
  readonly published: (policy: string) => Promise<readonly Published[]>;
  readonly visit: (request: Request) => Visit | Promise<Visit>;
  /** Reports beside the policy's page. */
  readonly sections?: readonly NoticeSection[];
}

/** The pages of one policy, given the version of it that is in force. */
export function toPages(current: Version, { published, visit, sections = [] }: PagesDeps) {
  const read = (request: Request) => toReading(request, current, visit);
  return {
    notice: async (request: Request) => noticePage(await read(request), sections),
    section: async (section: NoticeSection, request: Request) => sectionPage(await read(request), section),
    sectionJson: (section: NoticeSection) => sectionJson(current, section),
    article30: async (request: Request) => article30Page(await read(request)),
    versions: async (request: Request) => versionsPage(await read(request), published),
    version: async (request: Request, asked: string) => versionPage(await read(request), published, asked),
    difference: async (request: Request, before: string, after: string) =>
      differencePage(await read(request), published, before, after),
  };
}

/** The policy itself, with links to the reports beside it. */
function noticePage(reading: Reading, sections: readonly NoticeSection[]): Response {
  const { current } = reading;
  const { policy } = current;
  const { path } = policy;
  const { language, visit } = reading;
  return answer(reading, {
    title: toWords(policy.title, language, policy.languages),
    here: "policy",
    canonical: path,
    forms: [
      { type: "application/json", href: `${path}/policy.json` },
      { type: "application/ld+json", href: `${path}/policy.jsonld` },
    ],
    main: html`${new Html(toNotice(current, { language, signals: visit.signals, choices: toCentre(visit), enforced: true }))}
    ${sections.map(({ name, title }) => html`<p class="${name}-link"><a href="${path}/${name}">${title(language)}</a></p>`)}`,
  });
}

/** A report of a feature. */
async function sectionPage(reading: Reading, section: NoticeSection): Promise<Response> {
  const { path } = reading.current.policy;
  let facts: unknown;
  try {
    facts = await section.read();
  } catch {
    return answerDown(reading);
  }
  return answer(reading, {
    title: section.title(reading.language),
    canonical: `${path}/${section.name}`,
    forms: [{ type: "application/json", href: `${path}/${section.name}.json` }],
    main: section.render(facts, reading.language, path),
  });
}

async function sectionJson({ policy }: Version, section: NoticeSection): Promise<Response> {
  const facts = await section.read().catch((cause: unknown) => {
    throw new AbideError("store-down", "The report cannot be counted just now.", { cause });
  });
  const headers = { "cache-control": "public, max-age=300", "x-content-type-options": "nosniff" };
  return Response.json({ controller: policy.controller.name, ...section.toJson(facts) }, { headers });
}

/** The record of processing activities. */
function article30Page(reading: Reading): Response {
  const { current } = reading;
  const { path } = current.policy;
  const { language, texts } = reading;
  const record = toArticle30(current, { language, enforced: true });
  return answer(reading, {
    title: record.title,
    forms: [{ type: "application/json", href: `${path}/article-30.json` }],
    main: html`<div class="sheet wide">
      ${new Html(toArticle30Html(record))}
      <ul>
        <li>${link(`${path}/article-30.csv?lang=${language}`, texts.article30.csv)}</li>
        <li>${link(`${path}/article-30.json?lang=${language}`, texts.article30.json)}</li>
        <li>${link(path, texts.article30.back)}</li>
      </ul>
    </div>`,
  });
}
