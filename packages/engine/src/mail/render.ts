import { toDirection } from "@abide/gate/render";
import { Html, toWords, type Compiled, type Language, type Policy } from "@abide/policy";
import { raw } from "hono/html";
import { jsx, type Child } from "hono/jsx";
import { renderLayout, type FootLine } from "./layout.ts";
import { toHeaderText, toText } from "../http/header-text.ts";
import type { MailBody, MailLook, MailTemplate, MailWords, Promotion, RenderedMail } from "./mail.ts";
import { MarkupError, readMarkup, toHtml, toPlain, type Piece } from "./markup.ts";
import { mailParts, promotionParts, within } from "./parts.ts";
import { toMailTexts } from "./texts/all.ts";
import { fill } from "@abide/policy";

export interface RenderOptions {
  /** Names the controller at the head of the mail, and the reason for it at the foot. */
  readonly policy?: Policy | Compiled | undefined;
  /** The site's origin: paths in the mail become addresses. */
  readonly origin?: string | undefined;
  readonly look?: MailLook | undefined;
  /** Where a promotion is ended: the page behind the link at its foot. */
  readonly unsubscribe?: string | undefined;
  /** Gives the links of the body another address: one that counts, where the person allows it. */
  readonly toLink?: ((href: string) => string) | undefined;
  /** Address of a picture of one point that counts the opening, where the person allows it. */
  readonly pixel?: string | undefined;
}

/**
 * The mail that `template` makes of `values` in `language`, in its layout. Values stand in it as text, also where they look like HTML. A
 * template that throws, or writes something that no mail may carry, throws here; the message says which, and no value.
 *
 * @example
 * const { subject, html, text } = renderMail(applicationArrived, { fullName: "Ada Lund", position: "reliability-engineer" }, "en", { policy });
 */
export function renderMail<Field extends string, Value extends string>(
  template: MailTemplate<Field, Value> | Promotion<Field, Value>,
  values: { readonly [name in Field | Value]: string },
  language: Language,
  options: RenderOptions = {},
): RenderedMail {
  const { policy, origin, look, unsubscribe, toLink, pixel } = options;
  const direction = toDirection(language);
  const promotes = template.promotes === true;
  const words = toOwnWords(template, values, language);
  const around = { kind: promotes ? "promotional" : "transactional", direction } as const;
  const source = within(around, toBody(words)).toString();
  // Words that come later could not be checked.
  if (typeof source !== "string")
    throw new MarkupError("The template waits for something: its words have to be there at once.");
  const pieces = readMarkup(source, { pictures: promotes, origin });
  const foot = toFoot(template, language, policy, origin, unsubscribe);
  const plain = toPlain(pieces, toLink);
  const subject = toHeaderText(words.subject, 200);
  const html = renderLayout({
    language,
    direction,
    subject,
    preview: toHeaderText(words.preview ?? toOpening(pieces), 200),
    name: policy?.controller.name ?? "",
    foot,
    body: toHtml(pieces, toLink),
    look,
    pixel,
  });
  const lines = foot.map(({ says, href }) => (href === undefined ? says : `${says}: ${href}`));
  // Two hyphens and a space: mail programs show the lines below them as a foot.
  return {
    subject,
    html,
    text: toText([plain, ...(lines.length > 0 ? ["-- ", ...lines] : [])].join("\n\n").replace("-- \n\n", "-- \n")),
  };
}

/** The first words of a body, without the addresses that stand behind them. */
function toOpening(pieces: readonly Piece[]): string {
  const words = pieces.map((piece) => (piece.kind === "text" ? piece.text : " ")).join("");
  return words.replace(/\s+/g, " ").trim().slice(0, 140);
}

function toOwnWords<Field extends string, Value extends string>(
  template: MailTemplate<Field, Value> | Promotion<Field, Value>,
  values: { readonly [name in Field | Value]: string },
  language: Language,
): MailWords {
  if (template.promotes === true) return template.words[language]!(values, promotionParts);
  return template.words[language]!(values, mailParts);
}

/** Plain words make paragraphs. */
function toBody({ body, text }: MailWords): Child {
  if (text !== undefined) {
    const { Paragraph } = mailParts;
    const paragraphs = toText(text).split(/\n{2,}/);
    return paragraphs.map((paragraph) =>
      jsx(
        Paragraph as never,
        {},
        ...paragraph.split("\n").flatMap((line, at): Child[] => (at === 0 ? [line] : [jsx("br", {}), line])),
      ),
    );
  }
  return toChild(body);
}

function toChild(body: MailBody): Child {
  return body instanceof Html ? raw(body.source) : (body as Child);
}

/** The controller and the reason for the mail; for a promotion, the unsubscribe link. */
function toFoot(
  { kind, promotes }: Pick<MailTemplate, "kind"> & { readonly promotes?: boolean | undefined },
  language: Language,
  policy: Policy | Compiled | undefined,
  origin: string | undefined,
  unsubscribe: string | undefined,
): FootLine[] {
  const texts = toMailTexts(language);
  const lines: FootLine[] = [];
  if (policy) {
    const { controller } = policy;
    lines.push({
      says: [controller.name, ...(controller.address === undefined ? [] : [controller.address])].join(", "),
    });
    const mail = policy.mail?.[kind];
    const says = mail && policy.purposes[mail.purpose]?.says;
    if (mail && says !== undefined) {
      const purpose = fill(texts.purpose, { says: toWords(says, language) });
      lines.push({ says: `${texts.why}: ${toWords(mail.title, language)}. ${purpose}` });
    }
  }
  if (promotes === true && unsubscribe !== undefined) lines.push({ says: texts.unsubscribe, href: unsubscribe });
  if (policy && origin !== undefined) {
    lines.push({ says: texts.policy, href: new URL(policy.path ?? "/privacy", origin).href });
  }
  return lines;
}
