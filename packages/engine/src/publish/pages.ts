import { toLanguage } from "../http/language.ts";
import type { Published } from "../policies/versions.ts";
import type { Visit } from "@abide/gate/render";
import {
  compare,
  Html,
  html,
  link,
  spellDate,
  toArticle30,
  toArticle30Html,
  toNotice,
  toNoticeLanguages,
  toVersion,
  toWords,
  type Language,
  type Version,
} from "@abide/policy";
import type { NoticeSection } from "./section.ts";
import { AbideError } from "../http/error.ts";
import { renderDifference } from "./difference.ts";
import { toJsonForm } from "./formats.ts";
import { renderPage, type Page } from "../page/page.ts";
import { toPageTexts } from "../page/texts/all.ts";
import type { PageTexts } from "../page/texts/texts.ts";

export interface PagesDeps {
  readonly published: (policy: string) => Promise<readonly Published[]>;
  readonly visit: (request: Request) => Visit | Promise<Visit>;
  /** Reports beside the policy's page. */
  readonly sections?: readonly NoticeSection[];
}

/** What the archive says: every version, newest first, or that it does not answer. */
type Archive = { readonly answers: true; readonly all: readonly Published[] } | { readonly answers: false };

/** What a request for a page comes with. */
interface Reading {
  readonly request: Request;
  readonly visit: Visit;
  readonly language: Language;
  readonly texts: PageTexts;
  readonly date: (date: string) => string;
}

/** The pages of one policy, given the version of it that is in force. */
export function toPages(current: Version, deps: PagesDeps) {
  const { policy } = current;
  const { path } = policy;
  const { sections = [] } = deps;
  const languages = toNoticeLanguages(policy);

  const read = async (request: Request): Promise<Reading> => {
    const visit = await deps.visit(request);
    const asked = new URL(request.url).searchParams.get("lang");
    const language = toLanguage(asked, request.headers.get("accept-language"), languages);
    return { request, visit, language, texts: toPageTexts(language), date: (date) => spellDate(date, language) };
  };

  const answer = (
    reading: Reading,
    page: Omit<Page, "language" | "visit" | "version" | "alternates">,
    status = 200,
  ): Response => {
    const at = new URL(reading.request.url);
    const alternates = languages.map((language) => {
      const search = new URLSearchParams(at.search);
      search.set("lang", language);
      return { language, href: `${at.pathname}?${search.toString()}` };
    });
    const body = renderPage({
      ...page,
      language: reading.language,
      visit: reading.visit,
      version: current,
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
  };

  const archive = async (): Promise<Archive> => {
    try {
      const all = await deps.published(policy.id);
      // The one in force is readable even where its row has not been written yet.
      const known = all.some(({ hash }) => hash === current.hash);
      const own = { hash: current.hash, json: current.json, effective: policy.effective, publishedAt: "" };
      return { answers: true, all: known ? all : [own, ...all] };
    } catch {
      return { answers: false };
    }
  };

  const missing = (reading: Reading, asked: string): Response => {
    const { missing } = reading.texts;
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
  };

  const down = (reading: Reading): Response => {
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
            <li>${link(path, missing.seePolicy)}</li>
          </ul>
        </div>`,
      },
      503,
    );
    response.headers.set("retry-after", "60");
    return response;
  };

  const renderDifferencePage = async (reading: Reading, before: string, after: string): Promise<Response> => {
    const all = await archive();
    if (!all.answers) return down(reading);
    const [a, b] = [before, after].map((hash) => all.all.find((each) => each.hash === hash));
    if (!a) return missing(reading, before);
    if (!b) return missing(reading, after);
    const [old, young] = await Promise.all([toVersion(a.json), toVersion(b.json)]);
    const { difference } = reading.texts;
    const named = (version: Version) =>
      html`${link(toAddress(path, version.hash), reading.date(version.policy.effective))}
        <code>${version.hash.slice(0, 12)}</code>`;
    return answer(reading, {
      title: difference.title,
      here: "versions",
      hidden: true,
      canonical: `${path}/versions/${before}/${after}`,
      main: html`<div class="sheet wide">
        <h1>${difference.title}</h1>
        <p class="lead">${difference.between({ before: named(old), after: named(young) })}</p>
        ${renderDifference(compare(old.policy, young.policy), {
          texts: reading.texts,
          language: reading.language,
          languages: policy.languages,
        })}
        <p>${link(`${path}/versions/${after}/${before}`, difference.swap)}</p>
      </div>`,
    });
  };

  return {
    notice: async (request: Request): Promise<Response> => {
      const reading = await read(request);
      const { language, visit } = reading;
      return answer(reading, {
        title: toWords(policy.title, language, policy.languages),
        here: "policy",
        canonical: path,
        forms: [
          { type: "application/json", href: `${path}/policy.json` },
          { type: "application/ld+json", href: `${path}/policy.jsonld` },
        ],
        main: html`${new Html(toNotice(current, { language, signals: visit.signals, choices: toCentre(visit) }))}
        ${sections.map(({ name, title }) => html`<p class="${name}-link"><a href="${path}/${name}">${title(language)}</a></p>`)}`,
      });
    },

    section: async (section: NoticeSection, request: Request): Promise<Response> => {
      const reading = await read(request);
      let facts: unknown;
      try {
        facts = await section.read();
      } catch {
        return down(reading);
      }
      return answer(reading, {
        title: section.title(reading.language),
        canonical: `${path}/${section.name}`,
        forms: [{ type: "application/json", href: `${path}/${section.name}.json` }],
        main: section.render(facts, reading.language, path),
      });
    },

    sectionJson: async (section: NoticeSection): Promise<Response> => {
      const facts = await section.read().catch((cause: unknown) => {
        throw new AbideError("store-down", "The report cannot be counted just now.", { cause });
      });
      const headers = { "cache-control": "public, max-age=300", "x-content-type-options": "nosniff" };
      return Response.json({ controller: policy.controller.name, ...section.toJson(facts) }, { headers });
    },

    article30: async (request: Request): Promise<Response> => {
      const reading = await read(request);
      const { language, texts } = reading;
      const record = toArticle30(current, { language });
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
    },

    versions: async (request: Request): Promise<Response> => {
      const reading = await read(request);
      const asked = new URL(request.url).searchParams;
      const [from, to] = [asked.get("from"), asked.get("to")];
      if (from !== null && to !== null) return renderDifferencePage(reading, from, to);
      const all = await archive();
      if (!all.answers) return down(reading);
      const versions = await Promise.all(
        all.all.map(async (published) => ({ published, version: await toVersion(published.json) })),
      );
      const { list } = reading.texts;
      return answer(reading, {
        title: list.title,
        here: "versions",
        canonical: `${path}/versions`,
        main: html`<div class="sheet wide">
          <h1>${list.title}</h1>
          <p class="lead">${list.lead}</p>
          <table class="versions">
            <caption>
              ${list.caption}
            </caption>
            <thead>
              <tr>
                ${[list.version, list.effective, list.changed, list.matters].map((title) => html`<th scope="col">${title}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${versions.map(({ published, version }, i) => toRow(reading, path, current, published, version, versions[i + 1]?.version))}
            </tbody>
          </table>
          <p>${list.verify}</p>
          ${versions.length > 1 && toCompareForm(reading, path, versions)}
        </div>`,
      });
    },

    version: async (request: Request, asked: string): Promise<Response> => {
      const hash = asked.replace(/\.json$/, "");
      const all = await archive();
      const found =
        hash === current.hash
          ? current.json
          : all.answers
            ? all.all.find((each) => each.hash === hash)?.json
            : undefined;
      const reading = await read(request);
      if (found === undefined) return all.answers ? missing(reading, hash) : down(reading);
      const version = hash === current.hash ? current : await toVersion(found);
      // A row that was tampered with is not the version that it says it is.
      if (version.hash !== hash) return missing(reading, hash);
      if (asked.endsWith(".json")) return toJsonForm(request, version);
      const { archived } = reading.texts;
      const next = all.answers ? all.all[all.all.findIndex((each) => each.hash === hash) - 1] : undefined;
      const notes =
        hash === current.hash
          ? undefined
          : html`<aside class="archived">
              <p>
                ${
                  next === undefined
                    ? archived.upcoming({ from: reading.date(version.policy.effective) })
                    : archived.says({
                        from: reading.date(version.policy.effective),
                        until: reading.date(next.effective),
                      })
                }
              </p>
              <ul>
                <li>${link(path, archived.current)}</li>
                <li>${link(`${path}/versions/${hash}/${current.hash}`, archived.difference)}</li>
              </ul>
            </aside>`;
      return answer(reading, {
        title: archived.title(reading.date(version.policy.effective)),
        here: "versions",
        hidden: true,
        canonical: toAddress(path, hash),
        forms: [{ type: "application/json", href: `${toAddress(path, hash)}.json` }],
        main: html`${notes}
        ${new Html(toNotice(version, { language: reading.language, choices: toCentre(reading.visit), ...publishedAt(all, hash) }))}`,
      });
    },

    difference: async (request: Request, before: string, after: string): Promise<Response> =>
      renderDifferencePage(await read(request), before, after),
  };
}

/** A deployment has one choice centre: that of the site's own policy. */
function toCentre(visit: Visit): `/${string}` {
  return `${visit.version.policy.path}/choices`;
}

function toAddress(path: string, hash: string): string {
  return `${path}/versions/${hash}`;
}

function publishedAt(all: Archive, hash: string): { publishedAt?: string } {
  const at = all.answers ? all.all.find((each) => each.hash === hash)?.publishedAt : undefined;
  return at === undefined || at === "" ? {} : { publishedAt: at };
}

function toRow(
  { texts, date, language }: Reading,
  path: string,
  current: Version,
  published: Published,
  version: Version,
  before: Version | undefined,
): Html {
  const { list, material } = texts;
  const { policy, hash } = version;
  const comparison = before && compare(before.policy, policy);
  const consequences = comparison
    ? (["asks-again", "notifies"] as const).filter((each) => comparison.changes.some((c) => c.material === each))
    : [];
  const says = policy.changes === undefined ? undefined : toWords(policy.changes, language, policy.languages);
  return html`<tr${hash === current.hash && html` class="current"`}>
<th scope="row">${link(toAddress(path, hash), html`<code>${hash.slice(0, 12)}</code>`)}
${hash === current.hash && html`<span class="mark holds">${list.current}</span>`}
<span class="detail">${link(`${toAddress(path, hash)}.json`, list.json)}</span></th>
<td data-label="${list.effective}"><div><time datetime="${policy.effective}">${date(policy.effective)}</time>
${published.publishedAt !== "" && html`<span class="detail">${list.published} <time datetime="${published.publishedAt}">${date(published.publishedAt)}</time></span>`}</div></td>
<td data-label="${list.changed}"><div>${
    before === undefined
      ? list.first
      : html`${says !== undefined && html`${says} `}<span class="detail"
            >${
              comparison!.changes.length === 0
                ? list.same
                : link(`${path}/versions/${before.hash}/${hash}`, list.changes(comparison!.changes.length))
            }</span
          >`
  }</div></td>
<td data-label="${list.matters}"><div>${
    consequences.length === 0
      ? material.no
      : html`<ul class="plain">
          ${consequences.map((each) => html`<li><span class="mark waits">${material[each]}</span></li>`)}
        </ul>`
  }</div></td>
</tr>
`;
}

/** Two lists and a button: works without script, because the difference also has an address with a query. */
function toCompareForm(
  { texts, date, language }: Reading,
  path: string,
  versions: readonly { readonly version: Version }[],
): Html {
  const { list } = texts;
  const options = (selected: number) =>
    versions.map(
      ({ version }, i) =>
        html`<option value="${version.hash}" ${i === selected && html` selected`}>
          ${date(version.policy.effective)}, ${version.hash.slice(0, 12)}
        </option>`,
    );
  return html`<section aria-labelledby="compare">
    <h2 id="compare">${list.compareTitle}</h2>
    <p>${list.compareSays}</p>
    <form class="compare" method="get" action="${path}/versions">
      <label
        >${list.from}
        <select name="from">
          ${options(1)}
        </select></label
      >
      <label
        >${list.to}
        <select name="to">
          ${options(0)}
        </select></label
      >
      <input type="hidden" name="lang" value="${language}" />
      <button>${list.show}</button>
    </form>
  </section>`;
}
