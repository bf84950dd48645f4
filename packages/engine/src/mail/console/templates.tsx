import { Page, Frame, More, Outcome as Said, Section, Table, Tag, Verbatim, Views } from "@abide/console";
import { spellLanguage, toWords, type Compiled, type Language, type Version } from "@abide/policy";
import type { Child } from "hono/jsx";
import { answerContained } from "../../http/contained.ts";
import { findDeclaring } from "../../policies/versions.ts";
import type { PageRequest, PageAnswer } from "../../staff/console-page.ts";
import type { MailOptions, MailTemplate, Promotion, RenderedMail } from "../mail.ts";
import { MarkupError } from "../markup.ts";
import { renderMail } from "../render.ts";
import { toMailTexts, type MailTexts } from "./texts/all.ts";

export interface TemplatesPageOptions {
  readonly mail: MailOptions;
  readonly versions: readonly Version[];
  readonly origin: string | undefined;
}

type Any = MailTemplate | Promotion;

/** Where the pages stand, and where one goes back to from their list. */
interface Place {
  readonly at: string;
  readonly back: { readonly title: string; readonly href: string };
}

/** Every mail that can be sent, as people see it, in each language and in either light. Nobody's data is in it. */
export interface TemplatesPage {
  /** A page below `at`; undefined where there is no such mail. */
  readonly answer: (asked: PageRequest, path: string, place: Place) => PageAnswer | Response | undefined;
  /** One mail in each of its languages, in frames that lie below `at`. */
  readonly showPreviews: (template: Any, asked: PageRequest, at: string) => Child;
  /** A mail with the values of somebody invented. Throws where the template does. */
  readonly render: (template: Any, language: Language) => RenderedMail;
}

/** What the link at the foot of a mail leads to that went to nobody: a page of the console which says that. */
const unsubscribeTest = "/console/campaigns/unsubscribe";

export function createTemplatesPage({ mail, versions, origin }: TemplatesPageOptions): TemplatesPage {
  const all: readonly Any[] = [...(mail.promotions ?? []), ...mail.templates];
  const policyOf = (activity: string): Compiled => (findDeclaring(versions, activity) ?? versions[0]!).policy;

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
    const texts = toMailTexts(asked.language).templates;
    if (path === "") return { title: texts.title, main: showAll(asked, texts, place) };
    // Compared as it stands in the address: not every one can be read.
    const template = all.find(({ name }) => path === `/${encodeURIComponent(name)}`);
    if (!template) return undefined;
    const language = asked.query.get("in") ?? "";
    if (!asked.query.has("as") || !Object.hasOwn(template.words, language))
      return showOne(asked, texts, template, place);
    const rendered = attempt(template, language);
    return answerContained(rendered instanceof Error ? "" : rendered.html, { pictures: true });
  };

  /** Title and activity of a mail: several are called alike, and are told apart by what they are about. */
  const toTitles = (template: Any, { language }: PageRequest) => {
    const { languages, activities } = policyOf(template.activity);
    return {
      title: toWords(template.title, language, languages),
      about: toWords(activities[template.activity]?.title ?? template.activity, language, languages),
    };
  };

  const showAll = (asked: PageRequest, texts: TemplateTexts, { at, back }: Place): Child => (
    <Page title={texts.title} lead={texts.says} back={back}>
      <Table
        caption={texts.title}
        captionHidden
        columns={[
          {
            title: texts.mail,
            kind: "head",
            cell: (template) => (
              <a href={`${at}/${encodeURIComponent(template.name)}`}>{toTitles(template, asked).title}</a>
            ),
          },
          { title: texts.about, cell: (template) => toTitles(template, asked).about },
          { title: texts.kind, cell: (template) => <Sort of={template} texts={texts} /> },
        ]}
        rows={all}
      />
    </Page>
  );

  const showOne = (asked: PageRequest, texts: TemplateTexts, template: Any, { at }: Place): PageAnswer => {
    const { title, about } = toTitles(template, asked);
    const path = `${at}/${encodeURIComponent(template.name)}`;
    const main = (
      <Page
        title={title}
        lead={about}
        state={<Sort of={template} texts={texts} />}
        back={{ title: texts.title, href: at }}
      >
        <Views
          label={texts.views}
          of={(["light", "dark"] as const).map((scheme) => ({
            title: texts[scheme],
            href: `${path}?scheme=${scheme}`,
            current: toScheme(asked) === scheme,
          }))}
        />
        {showPreviews(template, asked, at)}
      </Page>
    );
    return { title, main };
  };

  const showPreviews: TemplatesPage["showPreviews"] = (template, asked, at) => {
    const texts = toMailTexts(asked.language).templates;
    const { title } = toTitles(template, asked);
    return Object.keys(template.words).map((language) => {
      const rendered = attempt(template, language);
      const named = spellLanguage(language);
      return (
        <Section id={`as-${language}`} title={named} language={language}>
          {rendered instanceof Error ? (
            <Said is="refused">
              {`${texts.broken}: ${rendered instanceof MarkupError ? rendered.message : rendered.name}`}
            </Said>
          ) : (
            <>
              <p>
                <span class="soft">{texts.subject}:</span>{" "}
                <span lang={language} dir="auto">
                  {rendered.subject}
                </span>
              </p>
              <Frame
                title={`${title}, ${named}`}
                src={`${at}/${encodeURIComponent(template.name)}?in=${language}&as=html`}
                kind={toScheme(asked)}
              />
              <More title={texts.text}>
                <Verbatim label={texts.text} language={language}>
                  {rendered.text}
                </Verbatim>
              </More>
            </>
          )}
        </Section>
      );
    });
  };

  return { answer, showPreviews, render };
}

type TemplateTexts = MailTexts["templates"];

/** The light that a mail is looked at in: that of whoever looks, unless they ask for another. */
function toScheme({ query }: PageRequest): "light" | "dark" | "" {
  const asked = query.get("scheme");
  return asked === "light" || asked === "dark" ? asked : "";
}

function Sort({ of, texts }: { readonly of: Any; readonly texts: TemplateTexts }) {
  return <Tag>{of.promotes === true ? texts.promotional : texts.transactional}</Tag>;
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
