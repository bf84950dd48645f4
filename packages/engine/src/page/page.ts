import { toDirection, type Visit } from "@abide/gate/render";
import { contactLink, fill, html, link, spellLanguage, toWords } from "@abide/policy";
import type { Html, HtmlValue, Language, Version } from "@abide/policy";
import { fontFiles } from "./fonts.ts";
import { toPageTexts } from "./texts/all.ts";
import type { PageTexts } from "./texts/texts.ts";

export interface Page {
  /** Stands in the title bar, before the controller's name. */
  readonly title: string;
  readonly language: Language;
  readonly main: Html;
  /** Who looks at the page: its policy heads and foots it. */
  readonly visit?: Visit | undefined;
  /** Of which policy the page is, where that is not the visit's. */
  readonly version?: Version | undefined;
  /** Where the reader is, marked in the navigation. */
  readonly here?: "policy" | "choices" | "versions" | undefined;
  /** The same page in other languages. */
  readonly alternates?: readonly { readonly language: Language; readonly href: string }[];
  /** The same content in other forms, for machines. */
  readonly forms?: readonly { readonly type: string; readonly href: string }[];
  /** The address that search engines shall keep. */
  readonly canonical?: string;
  /** The language was asked for by name: the links of the frame keep it. */
  readonly keepsLanguage?: boolean;
  /** Style sheets of this page alone, after that of all. */
  readonly styles?: readonly string[];
  /** Keeps search engines away: an earlier version, an error. */
  readonly hidden?: boolean;
}

/**
 * A page of Abide's own: the policy, the choice centre, a receipt, an error. It has no script and no style of its own in it, so
 * that it lives under the strictest Content-Security-Policy.
 *
 * @example renderPage({ title: texts.title, language: "de", visit, main: html`<h1>…</h1>` })
 */
export function renderPage(page: Page): string {
  const texts = toPageTexts(page.language);
  const version = page.version ?? page.visit?.version;
  const name = version?.policy.controller.name;
  // A page may be in more languages than its frame; what is not in the page's language says so.
  const spoken = texts.language === page.language.split("-")[0] ? undefined : html` lang="${texts.language}" dir="ltr"`;
  return html`<!doctype html>
    <html lang="${page.language}" dir="${toDirection(page.language)}">
      ${renderHead(page, name)}
      <body class="abide-page">
        <a class="skip" href="#main" ${spoken}>${texts.skip}</a>
        <header class="masthead">
          <a class="home" href="/">${name ?? "Abide"}</a>
          ${version && renderNavigation(page, version, texts, spoken)} ${toLanguages(page, texts.languages)}
        </header>
        <main id="main" tabindex="-1">${page.main}</main>
        ${version && renderFooter(page, version, texts, spoken)}
      </body>
    </html>`.source;
}

function renderHead(page: Page, name: string | undefined): Html {
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${page.title}${name !== undefined && ` · ${name}`}</title>
    ${page.hidden === true && html`<meta name="robots" content="noindex" />`}
    ${fontFiles.filter(({ early }) => early).map(({ file }) => html`<link rel="preload" href="/abide/fonts/${file}" as="font" type="font/woff2" crossorigin />`)}
    <link rel="stylesheet" href="/abide/page.css" />
    ${page.styles?.map((href) => html`<link rel="stylesheet" href="${href}" />`)}
    ${page.canonical !== undefined && html`<link rel="canonical" href="${page.canonical}" />`}
    ${page.alternates?.map(({ language, href }) => html`<link rel="alternate" hreflang="${language}" href="${href}" />`)}
    ${page.forms?.map(({ type, href }) => html`<link rel="alternate" type="${type}" href="${href}" />`)}
  </head>`;
}

function renderNavigation(page: Page, { policy }: Version, texts: PageTexts, spoken: Html | undefined): Html {
  const current = (part: Page["here"]) => page.here === part && html` aria-current="page"`;
  // A deployment has one choice centre: that of the site's own policy.
  const centre = page.visit?.version.policy.path ?? policy.path;
  const search = page.keepsLanguage === true ? `?lang=${page.language}` : "";
  return html`<nav aria-label="${texts.about}" ${spoken}>
    <a href="${policy.path}${search}" ${current("policy")}>${texts.policy}</a>
    <a href="${centre}/choices${search}" ${current("choices")}>${texts.choices}</a>
    <a href="${policy.path}/versions${search}" ${current("versions")}>${texts.versions}</a>
  </nav>`;
}

function renderFooter(page: Page, { policy, hash }: Version, texts: PageTexts, spoken: Html | undefined): Html {
  return html`<footer class="colophon" ${spoken}>
    <p>${texts.generated({ controller: policy.controller.name, hash: html`<code>${hash.slice(0, 12)}</code>` })}</p>
    <p>${contactLink(policy.controller.contact)}</p>
    <ul>
      ${Object.values(policy.links).map(({ title, href }) => html`<li>${link(href, toWords(title, page.language, policy.languages))}</li>`)}
    </ul>
  </footer>`;
}

function toLanguages({ alternates, language }: Page, label: string): HtmlValue {
  return (
    alternates !== undefined &&
    alternates.length > 1 &&
    html`<ul class="languages" aria-label="${label}">
      ${alternates.map(
        (each) =>
          html`<li>
            <a
              href="${each.href}"
              hreflang="${each.language}"
              lang="${each.language}"
              ${each.language === language && html` aria-current="true"`}
              >${spellLanguage(each.language)}</a
            >
          </li>`,
      )}
    </ul>`
  );
}

/** A sentence with its blanks filled in. Where it ends with a name, the dot of "Inc." is the sentence's as well. */
export const fillSentence = (sentence: string, values: { readonly [blank: string]: string }): string =>
  fill(sentence, values).replace(/\.\.(?=\s|$)/g, ".");
