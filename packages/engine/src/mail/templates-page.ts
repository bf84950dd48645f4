import { html, spellLanguage, toWords, type Compiled, type Html, type Language, type Version } from "@abide/policy";
import { answerContained } from "../http/contained.ts";
import type { RoomAsked, RoomPage } from "../staff/room.ts";
import type { MailOptions, MailTemplate, Promotion, RenderedMail } from "./mail.ts";
import { MarkupError } from "./markup.ts";
import { renderMail } from "./render.ts";

export interface TemplatesPageOptions {
  readonly mail: MailOptions;
  readonly versions: readonly Version[];
  readonly origin: string | undefined;
}

type Any = MailTemplate | Promotion;

/** Where the pages stand, and where one goes back to from their list. */
interface Place {
  readonly at: string;
  readonly back: { readonly to: string; readonly says: string };
}

/** Every mail that can be sent, as people see it, in each language and in either light. Nobody's data is in it. */
export interface TemplatesPage {
  /** A page below `at`; undefined where there is no such mail. */
  readonly answer: (asked: RoomAsked, path: string, place: Place) => RoomPage | Response | undefined;
  /** One mail in each of its languages, in frames that lie below `at`. */
  readonly renderPreviews: (template: Any, asked: RoomAsked, at: string) => Html;
  /** A mail with the values of somebody invented. Throws where the template does. */
  readonly render: (template: Any, language: Language) => RenderedMail;
}

/** What the link at the foot of a mail leads to that went to nobody: a page of the console which says that. */
export const unsubscribeTest = "/console/campaigns/unsubscribe";

export function createTemplatesPage({ mail, versions, origin }: TemplatesPageOptions): TemplatesPage {
  const all: readonly Any[] = [...(mail.promotions ?? []), ...mail.templates];
  const policyOf = (activity: string): Compiled =>
    (versions.find(({ policy }) => Object.hasOwn(policy.activities, activity)) ?? versions[0]!).policy;

  const render: TemplatesPage["render"] = (template, language) => {
    const policy = policyOf(template.activity);
    const unsubscribe =
      template.promotes && origin !== undefined ? { unsubscribe: new URL(unsubscribeTest, origin).href } : {};
    // A value that nothing is known of may be where something leads.
    const leading = [[], ...template.values.map((name) => [name]), template.values];
    for (const [at, links] of leading.entries()) {
      const values = toSample(template, policy, language, links);
      try {
        return renderMail(template, values, language, { policy, origin, look: mail.look, ...unsubscribe });
      } catch (error) {
        if (!(error instanceof MarkupError) || at === leading.length - 1) throw error;
      }
    }
    throw new Error("unknown");
  };

  /** A mail, or what is wrong with its template. */
  const attempt = (template: Any, language: Language): RenderedMail | Error => {
    try {
      return render(template, language);
    } catch (error) {
      return error instanceof Error ? error : new Error("unknown");
    }
  };

  const answer: TemplatesPage["answer"] = (asked, path, place) => {
    const texts = asked.language === "de" ? de : en;
    if (path === "") return showAll(asked, texts, place);
    // Compared as it stands in the address: not every one can be read.
    const template = all.find(({ name }) => path === `/${encodeURIComponent(name)}`);
    if (!template) return undefined;
    const language = asked.query.get("in") ?? "";
    if (!asked.query.has("as") || !Object.hasOwn(template.words, language))
      return showOne(asked, texts, template, place);
    const rendered = attempt(template, language);
    return answerContained(rendered instanceof Error ? "" : rendered.html, { pictures: true });
  };

  const showAll = (asked: RoomAsked, texts: Texts, { at, back }: Place): RoomPage => ({
    title: texts.title,
    main: html`<p class="mails-back"><a href="${back.to}">${back.says}</a></p>
      <h1>${texts.title}</h1>
      <p class="lead">${texts.says}</p>
      <ul class="rows">
        ${all.map((template) => {
          const { languages, activities } = policyOf(template.activity);
          const say = (text: Compiled["title"]) => toWords(text, asked.language, languages);
          return html`<li>
            <span>
              <a href="${at}/${encodeURIComponent(template.name)}">${say(template.title)}</a>
              <small>${say(activities[template.activity]?.title ?? template.activity)}</small>
            </span>
            ${renderSort(template, texts)}
          </li>`;
        })}
      </ul>`,
  });

  const showOne = (asked: RoomAsked, texts: Texts, template: Any, { at }: Place): RoomPage => {
    const { languages, activities } = policyOf(template.activity);
    const say = (text: Compiled["title"]) => toWords(text, asked.language, languages);
    const heading = say(template.title);
    const path = `${at}/${encodeURIComponent(template.name)}`;
    return {
      title: heading,
      main: html`<p class="mails-back"><a href="${at}">${texts.title}</a></p>
        <h1>${heading} ${renderSort(template, texts)}</h1>
        <p class="lead">${say(activities[template.activity]?.title ?? template.activity)}</p>
        <nav class="mails-views" aria-label="${texts.views}">
          ${(["light", "dark"] as const).map(
            (scheme) =>
              html`<a href="${path}?scheme=${scheme}" ${toScheme(asked) === scheme && html`aria-current="true"`}
                >${texts[scheme]}</a
              >`,
          )}
        </nav>
        ${renderPreviews(template, asked, at)}`,
    };
  };

  const renderPreviews: TemplatesPage["renderPreviews"] = (template, asked, at) => {
    const texts = asked.language === "de" ? de : en;
    const title = toWords(template.title, asked.language, policyOf(template.activity).languages);
    return html`${Object.keys(template.words).map((language) => {
      const rendered = attempt(template, language);
      const named = spellLanguage(language);
      const id = `as-${language}`;
      return html`<section class="mails-seen" aria-labelledby="${id}">
        <h2 id="${id}" lang="${language}">${named}</h2>
        ${
          rendered instanceof Error
            ? html`<p class="outcome refused" role="alert">
                ${texts.broken}: ${rendered instanceof MarkupError ? rendered.message : rendered.name}
              </p>`
            : html`<div>
                <p>
                  <span class="soft">${texts.subject}:</span>
                  <span lang="${language}" dir="auto">${rendered.subject}</span>
                </p>
                <iframe
                  class="mails-${toScheme(asked)}"
                  title="${title}, ${named}"
                  src="${at}/${encodeURIComponent(template.name)}?in=${language}&amp;as=html"
                  loading="eager"
                  sandbox
                ></iframe>
                <details>
                  <summary>${texts.text}</summary>
                  <pre lang="${language}" dir="auto" tabindex="0">${rendered.text}</pre>
                </details>
              </div>`
        }
      </section>`;
    })}`;
  };

  return { answer, renderPreviews, render };
}

/** The light that a mail is looked at in: that of whoever looks, unless they ask for another. */
function toScheme({ query }: RoomAsked): "light" | "dark" | "own" {
  const asked = query.get("scheme");
  return asked === "light" || asked === "dark" ? asked : "own";
}

function renderSort(template: Any, texts: Texts): Html {
  return template.promotes === true
    ? html`<span class="tag mailbox-promotional">${texts.promotional}</span>`
    : html`<span class="tag">${texts.transactional}</span>`;
}

/** Values for somebody invented: a preview reads nobody's. One that nothing is known of is an address where it is among `links`, else its own name. */
function toSample(
  { reads, values, activity }: Any,
  policy: Compiled,
  language: Language,
  links: readonly string[],
): { readonly [name: string]: string } {
  const fields = policy.activities[activity]?.fields ?? {};
  const known = invented[language.startsWith("de") ? "de" : "en"];
  const sample = (name: string): string => {
    const field = fields[name];
    if (field?.kind === "email") return "ada.lund@example.org";
    if (field?.kind === "choice") return field.options?.[0] ?? name;
    if (field?.term === "Name") return "Ada Lund";
    return known[name] ?? (links.includes(name) ? somewhere : name);
  };
  return Object.fromEntries([...reads, ...values].map((name) => [name, sample(name)]));
}

const somewhere = "https://www.example.org/";

const invented: { readonly en: { readonly [name: string]: string }; readonly de: { readonly [name: string]: string } } =
  {
    en: {
      changes: "“News” is kept longer: 2 years instead of 1 year.\nNew recipient: “Example Hosting”.",
      effective: "1 December 2026",
      authority: "Example Public Prosecutor",
      disclosed: "24 November 2026",
      fields: "email",
      ground: "An order of the Example District Court",
      link: somewhere,
      objection: somewhere,
      successor: "Example Successor Ltd",
      remark: "We would like to hear more about your last two years.",
    },
    de: {
      changes: "„Neuigkeiten“ werden länger aufbewahrt: 2 Jahre statt 1 Jahr.\nNeuer Empfänger: „Example Hosting“.",
      effective: "1. Dezember 2026",
      authority: "Staatsanwaltschaft Beispielstadt",
      disclosed: "24. November 2026",
      fields: "email",
      ground: "Eine Anordnung des Bezirksgerichts Beispielstadt",
      link: somewhere,
      objection: somewhere,
      successor: "Beispiel Nachfolge AG",
      remark: "Wir möchten gern mehr über Ihre letzten zwei Jahre hören.",
    },
  };

const en = {
  title: "All mails",
  says: "Every mail that this website can send, as people see it. The person and the values in it are invented.",
  views: "Ways to look at it",
  light: "In the light",
  dark: "In the dark",
  subject: "Subject",
  text: "As text",
  broken: "It cannot be sent as it is",
  transactional: "Transactional",
  promotional: "Promotional",
};
type Texts = typeof en;

const de: Texts = {
  title: "Alle E-Mails",
  says: "Jede E-Mail, die diese Website verschicken kann, so wie sie gesehen wird. Person und Angaben darin sind erfunden.",
  views: "Ansichten",
  light: "Im Hellen",
  dark: "Im Dunkeln",
  subject: "Betreff",
  text: "Als Text",
  broken: "So kann sie nicht verschickt werden",
  transactional: "Transaktion",
  promotional: "Werbung",
};
