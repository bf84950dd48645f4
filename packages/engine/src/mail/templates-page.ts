import { html, toWords, type Html, type Language, type Version } from "@abide/policy";
import { answerContained } from "../contained.ts";
import type { RoomAsked, RoomPage } from "../staff/room.ts";
import { findDeclared } from "./declared.ts";
import type { MailOptions, MailTemplate, Promotion, RenderedMail } from "./mail.ts";
import { MarkupError } from "./markup.ts";
import { renderMail } from "./render.ts";

export interface TemplatesPageOptions {
  readonly mail: MailOptions;
  readonly versions: readonly Version[];
  readonly origin: string | undefined;
}

type Any = MailTemplate | Promotion;

/** Every mail that can be sent, as it looks in each language, with the names of its values in their places: nobody's data is in it. */
export function answerTemplates(
  asked: RoomAsked,
  path: string,
  options: TemplatesPageOptions,
): RoomPage | Response | undefined {
  const { mail } = options;
  const texts = asked.language === "de" ? de : en;
  const all: readonly Any[] = [...mail.templates, ...(mail.promotions ?? [])];
  if (path === "") return renderAll(all, texts);
  const [, name, part] = /^\/([^/]{1,100}?)(\/html)?$/.exec(decodeURIComponent(path)) ?? [];
  const template = all.find((one) => one.name === name);
  if (!template) return undefined;
  const languages = Object.keys(template.words);
  const language = languages.find((one) => one === asked.query.get("language")) ?? languages[0]!;
  const rendered = render(template, language, options);
  if (part !== undefined) return answerContained(rendered instanceof Error ? "" : rendered.html);
  return renderOne(template, languages, language, rendered, texts);
}

/** A template with the titles of its values, or what is wrong with it. */
function render(
  template: Any,
  language: Language,
  { mail, versions, origin }: TemplatesPageOptions,
): RenderedMail | Error {
  const found = findDeclared(versions, template.kind, template.activity);
  const policy = found?.version.policy;
  const fields = policy?.activities[template.activity]?.fields ?? {};
  const title = (name: string): [string, string] => [name, `[${toWords(fields[name]?.title ?? name, language)}]`];
  const link = (name: string): [string, string] => [name, "https://www.example.org/"];
  const unsubscribe = origin === undefined ? undefined : new URL("/abide/unsubscribe/preview", origin).href;
  const around = { policy, origin, look: mail.look, unsubscribe };
  const make = (given: (name: string) => [string, string]): RenderedMail =>
    renderMail(
      template,
      Object.fromEntries([...template.reads.map(title), ...template.values.map(given)]),
      language,
      around,
    );
  try {
    try {
      return make(title);
    } catch (error) {
      // A value may be where something leads.
      if (error instanceof MarkupError) return make(link);
      throw error;
    }
  } catch (error) {
    return error instanceof Error ? error : new Error("unknown");
  }
}

const toPath = ({ name }: Any): string => `/console/mailbox/templates/${encodeURIComponent(name)}`;

function renderSort(template: Any, texts: Texts): Html {
  return template.promotes === true
    ? html`<span class="tag mailbox-promotional">${texts.promotional}</span>`
    : html`<span class="tag">${texts.transactional}</span>`;
}

function renderAll(all: readonly Any[], texts: Texts): RoomPage {
  return {
    title: texts.title,
    main: html`<p class="mailbox-back"><a href="/console/mailbox">${texts.back}</a></p>
      <h1>${texts.title}</h1>
      <p class="lead">${texts.says}</p>
      <ol class="mailbox-list">
        ${all.map(
          (template) =>
            html`<li>
              <a href="${toPath(template)}">${toWords(template.title, texts.language)}</a>
              <span class="mailbox-to">${template.name}</span>
              ${renderSort(template, texts)} <span class="mailbox-to">${Object.keys(template.words).join(", ")}</span>
            </li>`,
        )}
      </ol>`,
  };
}

function renderOne(
  template: Any,
  languages: readonly Language[],
  language: Language,
  rendered: RenderedMail | Error,
  texts: Texts,
): RoomPage {
  const title = toWords(template.title, texts.language);
  const path = toPath(template);
  const names = new Intl.DisplayNames([texts.language], { type: "language" });
  return {
    title,
    main: html`<p class="mailbox-back"><a href="/console/mailbox/templates">${texts.all}</a></p>
      <h1>${title}</h1>
      <nav class="mailbox-views" aria-label="${texts.languages}">
        ${languages.map(
          (one) =>
            html`<a href="${path}?language=${one}" ${one === language && html`aria-current="page"`}
              >${names.of(one) ?? one}</a
            >`,
        )}
      </nav>
      ${
        rendered instanceof Error
          ? html`<p class="outcome refused" role="alert">
              ${texts.broken}: ${rendered instanceof MarkupError ? rendered.message : rendered.name}
            </p>`
          : html`<dl class="mailbox-facts">
                <div>
                  <dt>${texts.subject}</dt>
                  <dd lang="${language}" dir="auto">${rendered.subject}</dd>
                </div>
                <div>
                  <dt>${texts.kind}</dt>
                  <dd>${renderSort(template, texts)}</dd>
                </div>
              </dl>
              <iframe
                class="mailbox-frame"
                src="${path}/html?language=${language}"
                sandbox
                title="${rendered.subject}"
              ></iframe>
              <h2 class="mailbox-alternative">${texts.text}</h2>
              <pre class="mailbox-text" lang="${language}" dir="auto" tabindex="0">${rendered.text}</pre>`
      }`,
  };
}

const en = {
  language: "en",
  title: "Templates",
  says: "Every mail that the website can send. The names in brackets stand where something about a person will.",
  back: "All mail",
  all: "All templates",
  languages: "Languages",
  subject: "Subject",
  kind: "Kind",
  text: "For who reads no HTML",
  broken: "It cannot be sent as it is",
  transactional: "Transactional",
  promotional: "Promotional",
};
type Texts = typeof en;

const de: Texts = {
  language: "de",
  title: "Vorlagen",
  says: "Jede E-Mail, die diese Website schicken kann. Namen in Klammern stehen, wo etwas über einen Menschen stehen wird.",
  back: "Alle E-Mails",
  all: "Alle Vorlagen",
  languages: "Sprachen",
  subject: "Betreff",
  kind: "Art",
  text: "Für alle, die kein HTML lesen",
  broken: "So kann sie nicht verschickt werden",
  transactional: "Transaktion",
  promotional: "Werbung",
};
