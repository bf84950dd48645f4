import { Frame, More, Outcome, Page, Section, Table, Tag, Verbatim, Views } from "@abide/console";
import { spellLanguage, toWords, type Language, type Version } from "@abide/policy";
import type { Child } from "hono/jsx";
import { answerContained } from "../../http/contained.ts";
import type { PageRequest, PageAnswer } from "../../staff/console-page.ts";
import { toPolicy } from "../declared.ts";
import type { MailOptions, MailTemplate, Promotion, RenderedMail } from "../mail.ts";
import { MarkupError } from "../markup.ts";
import { renderMail } from "../render.ts";
import { toSample } from "./sample.ts";
import { toMailTexts, type MailTexts } from "./texts/all.ts";

export interface TemplatesPageOptions {
  readonly mail: MailOptions;
  readonly versions: readonly Version[];
  readonly origin: string | undefined;
}

type Template = MailTemplate | Promotion;

/** The address of the pages, and the page that their list leads back to. */
interface Place {
  readonly at: string;
  readonly back: { readonly title: string; readonly href: string };
}

/** Every mail that can be sent, as people see it, in each language and in either light. Nobody's data is in it. */
export interface TemplatesPage {
  /** A page below `at`; undefined where there is no such mail. */
  readonly answer: (asked: PageRequest, path: string, place: Place) => PageAnswer | Response | undefined;
  /** One mail in each of its languages, in frames that lie below `at`. */
  readonly showPreviews: (template: Template, asked: PageRequest, at: string) => Child;
  /** A mail with the values of an invented person. Throws where the template does. */
  readonly render: (template: Template, language: Language) => RenderedMail;
}

export function createTemplatesPage(options: TemplatesPageOptions): TemplatesPage {
  const { mail } = options;
  const all: readonly Template[] = [...(mail.promotions ?? []), ...mail.templates];
  return {
    answer: (asked, path, place) => {
      const texts = toMailTexts(asked.language).templates;
      if (path === "") return { title: texts.title, main: showAll(options, all, asked, texts, place) };
      // Compared as it stands in the address: not every one can be read.
      const template = all.find(({ name }) => path === `/${encodeURIComponent(name)}`);
      if (!template) return undefined;
      const language = asked.query.get("in") ?? "";
      if (!asked.query.has("as") || !Object.hasOwn(template.words, language))
        return showOne(options, template, asked, texts, place);
      const rendered = tryToRender(options, template, language);
      return answerContained(rendered instanceof Error ? "" : rendered.html, { pictures: true });
    },
    showPreviews: (template, asked, at) => showPreviews(options, template, asked, at),
    render: (template, language) => render(options, template, language),
  };
}

/** Where the unsubscribe link of a test leads, which went to nobody: a page of the console that says so. */
const unsubscribeTest = "/console/campaigns/unsubscribe";

/** A mail with the values of an invented person. Throws where the template does. */
function render(
  { mail, versions, origin }: TemplatesPageOptions,
  template: Template,
  language: Language,
): RenderedMail {
  const policy = toPolicy(versions, template.activity);
  const unsubscribe =
    template.promotes && origin !== undefined ? { unsubscribe: new URL(unsubscribeTest, origin).href } : {};
  // A template may use a value as the address of a link, and only rendering tells: it is tried with names first, then with addresses.
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
}

/** The same, or the error of the template. */
function tryToRender(options: TemplatesPageOptions, template: Template, language: Language): RenderedMail | Error {
  try {
    return render(options, template, language);
  } catch (error) {
    return error instanceof Error ? error : new Error("unknown");
  }
}

/** Title and activity of a mail: several have the same title, and are told apart by what they are about. */
function toTitles({ versions }: TemplatesPageOptions, template: Template, { language }: PageRequest) {
  const { languages, activities } = toPolicy(versions, template.activity);
  return {
    title: toWords(template.title, language, languages),
    about: toWords(activities[template.activity]?.title ?? template.activity, language, languages),
  };
}

type TemplateTexts = MailTexts["templates"];

function showAll(
  options: TemplatesPageOptions,
  all: readonly Template[],
  asked: PageRequest,
  texts: TemplateTexts,
  { at, back }: Place,
): Child {
  return (
    <Page title={texts.title} lead={texts.says} back={back}>
      <Table
        caption={texts.title}
        captionHidden
        columns={[
          {
            title: texts.mail,
            kind: "head",
            cell: (template) => (
              <a href={`${at}/${encodeURIComponent(template.name)}`}>{toTitles(options, template, asked).title}</a>
            ),
          },
          { title: texts.about, cell: (template) => toTitles(options, template, asked).about },
          { title: texts.kind, cell: (template) => <Sort of={template} texts={texts} /> },
        ]}
        rows={all}
      />
    </Page>
  );
}

function showOne(
  options: TemplatesPageOptions,
  template: Template,
  asked: PageRequest,
  texts: TemplateTexts,
  { at }: Place,
): PageAnswer {
  const { title, about } = toTitles(options, template, asked);
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
      {showPreviews(options, template, asked, at)}
    </Page>
  );
  return { title, main };
}

function showPreviews(options: TemplatesPageOptions, template: Template, asked: PageRequest, at: string): Child {
  const texts = toMailTexts(asked.language).templates;
  const { title } = toTitles(options, template, asked);
  return Object.keys(template.words).map((language) => {
    const rendered = tryToRender(options, template, language);
    const named = spellLanguage(language);
    return (
      <Section id={`as-${language}`} title={named} language={language}>
        {rendered instanceof Error ? (
          <Outcome is="refused">
            {`${texts.broken}: ${rendered instanceof MarkupError ? rendered.message : rendered.name}`}
          </Outcome>
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
}

/** The light that a mail is looked at in. Default: that of the reader's own screen. */
function toScheme({ query }: PageRequest): "light" | "dark" | "" {
  const asked = query.get("scheme");
  return asked === "light" || asked === "dark" ? asked : "";
}

function Sort({ of, texts }: { readonly of: Template; readonly texts: TemplateTexts }) {
  return <Tag>{of.promotes === true ? texts.promotional : texts.transactional}</Tag>;
}
