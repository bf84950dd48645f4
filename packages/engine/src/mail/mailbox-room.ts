import { html, type Html, type Version } from "@abide/policy";
import { simpleParser, type ParsedMail } from "mailparser";
import { answerContained } from "../http/contained.ts";
import { AbideError } from "../http/error.ts";
import type { Log } from "../audit/log.ts";
import type { ConsoleRoom, RoomAsked, RoomPage } from "../staff/room.ts";
import { toTime } from "../staff/time.ts";
import { lanes } from "./copy.ts";
import type { Kept, MailboxStore } from "./mailbox.ts";
import { createTemplatesPage, type TemplatesPageOptions } from "./templates-page.ts";

export interface MailboxRoomOptions extends TemplatesPageOptions {
  /** What the mail server on this machine took; undefined where mail goes to another. */
  readonly mailbox: MailboxStore | undefined;
  readonly log: Log;
  readonly clock: () => Date;
  readonly version: () => Version;
}

/** How many mails a search looks through: it opens each on its way. */
const most = 1_000;

/** The room of the console where the mail is seen that the mail server on this machine took. Who opens one is written down. */
export function createMailboxRoom(options: MailboxRoomOptions): ConsoleRoom {
  const { mailbox, log, clock, version } = options;
  const templates = createTemplatesPage(options);
  const note = (by: string, detail: { readonly [member: string]: unknown }, subject?: string): Promise<unknown> =>
    log.write({
      statements: [],
      acts: [
        {
          type: "mailbox",
          at: clock(),
          policy: version().hash,
          detail: { by, ...detail },
          ...(subject === undefined ? {} : { subject }),
        },
      ],
    });

  const search = async (mailbox: MailboxStore, asked: RoomAsked): Promise<Found> => {
    const words = (asked.query.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
    const shown: Shown[] = [];
    let looked = 0;
    let next = asked.query.get("before") ?? undefined;
    do {
      const page = await mailbox.list(next);
      const opened = await Promise.all(page.kept.map(toShown));
      shown.push(
        ...opened.filter(({ kept, subject, from }) => {
          const all = `${subject}\n${kept.to}\n${from}`.toLowerCase();
          return words.every((word) => all.includes(word));
        }),
      );
      looked += opened.length;
      next = page.next;
    } while (next !== undefined && looked < most && shown.length < 40);
    return { shown, looked, next };
  };

  return {
    name: "mailbox",
    title: { en: "Mailbox", de: "Postfach" },
    says: {
      en: "Mail that stays on this machine, and every template as it is seen.",
      de: "Post, die auf diesem Rechner bleibt, und jede Vorlage, wie man sie sieht.",
    },
    answer: async (asked) => {
      const texts = asked.language === "de" ? de : en;
      if (asked.path === "/templates" || asked.path.startsWith("/templates/")) {
        const back = { to: "/console/mailbox", says: texts.back };
        const place = { at: "/console/mailbox/templates", back };
        const page = templates.answer(asked, asked.path.slice("/templates".length), place);
        if (page) return page;
      }
      if (asked.path === "") {
        if (!mailbox) return { title: texts.title, main: renderElsewhere(texts) };
        const found = await search(mailbox, asked);
        await note(asked.person.id, { mails: found.shown.length });
        return renderList(found, asked, texts);
      }
      const [, id, part] = /^\/([0-9a-f-]{36})(?:\/(html))?$/.exec(asked.path) ?? [];
      const kept = id === undefined ? undefined : await mailbox?.open(id);
      if (!kept) throw new AbideError("not-found", "There is no such mail, or not any more.");
      const mail = await toParsed(kept);
      // The frame belongs to the page, which has been written down.
      if (part === "html") return answerContained(mail.html || "");
      await note(
        asked.person.id,
        { mail: kept.letter ?? kept.id },
        kept.letter === undefined ? undefined : kept.subject,
      );
      return renderMessage(kept, mail, asked, texts);
    },
  };
}

interface Shown {
  readonly kept: Kept;
  readonly subject: string;
  readonly from: string;
}

interface Found {
  readonly shown: readonly Shown[];
  /** How many mails were looked at. */
  readonly looked: number;
  /** Where there are older ones, which were not. */
  readonly next: string | undefined;
}

const toParsed = ({ source }: Kept): Promise<ParsedMail> =>
  simpleParser(Buffer.from(source, "latin1"), {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipImageLinks: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  });

/** What stands in the list: the head alone is read. */
async function toShown(kept: Kept): Promise<Shown> {
  const end = kept.source.search(/\r?\n\r?\n/);
  const head = await simpleParser(
    Buffer.from(`${end < 0 ? kept.source : kept.source.slice(0, end)}\r\n\r\n`, "latin1"),
  );
  return { kept, subject: head.subject ?? "", from: head.from?.text ?? "" };
}

function renderKind({ lane, test }: Kept, texts: Texts): Html {
  const kind = test
    ? "test"
    : lane === lanes.promotional
      ? "promotional"
      : lane === lanes.transactional
        ? "transactional"
        : "other";
  return html`<span class="tag mailbox-${kind}">${texts[kind]}</span>`;
}

/** What stands in its place where mail goes to a mail server of somebody else. */
function renderElsewhere(texts: Texts): Html {
  return html`<h1>${texts.title}</h1>
    <p class="lead">${texts.elsewhere}</p>
    <p><a href="/console/mailbox/templates">${texts.templates}</a></p>`;
}

function renderList({ shown, looked, next }: Found, asked: RoomAsked, texts: Texts): RoomPage {
  const query = asked.query.get("q") ?? "";
  const more =
    next === undefined
      ? undefined
      : `?${new URLSearchParams({ ...(query ? { q: query } : {}), before: next }).toString()}`;
  const count = new Intl.NumberFormat(asked.language).format(looked);
  const among = asked.query.has("before") ? texts.noneOlder : texts.noneNewest;
  const none = query === "" ? texts.empty : next === undefined ? texts.none : among(count);
  return {
    title: texts.title,
    main: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.says} <a href="/console/mailbox/templates">${texts.templates}</a></p>
      <form class="mailbox-search" method="get" action="/console/mailbox" role="search">
        <label for="mailbox-q">${texts.search}</label>
        <input id="mailbox-q" name="q" type="search" value="${query}" autocomplete="off" />
        <button class="second" type="submit">${texts.find}</button>
      </form>
      ${
        shown.length === 0
          ? html`<p class="soft" role="status">${none}</p>`
          : html`<ol class="mailbox-list">
              ${shown.map(
                ({ kept, subject }) =>
                  html`<li>
                    <a href="/console/mailbox/${kept.id}"><bdi>${subject === "" ? texts.noSubject : subject}</bdi></a>
                    <span class="mailbox-to"><bdi>${kept.to}</bdi></span>
                    ${renderKind(kept, texts)}
                    <time datetime="${kept.at.toISOString()}">${toTime(kept.at, asked.language)}</time>
                  </li>`,
              )}
            </ol>`
      }
      ${more !== undefined && html`<p><a href="/console/mailbox${more}">${query === "" ? texts.older : texts.further}</a></p>`}`,
  };
}

function renderMessage(kept: Kept, mail: ParsedMail, asked: RoomAsked, texts: Texts): RoomPage {
  const asks = asked.query.get("view");
  const hasHtml = mail.html !== false && mail.html !== undefined && mail.html !== "";
  const view = asks === "text" || asks === "head" ? asks : hasHtml ? "mail" : "text";
  const path = `/console/mailbox/${kept.id}`;
  const subject = mail.subject ?? texts.noSubject;
  const here = (name: string) => name === view && html` aria-current="page"`;
  const end = kept.source.search(/\r?\n\r?\n/);
  const shown = {
    mail: html`<iframe class="mailbox-frame" src="${path}/html" sandbox title="${subject}" loading="eager"></iframe>
      <p class="soft">${texts.shut}</p>`,
    text: html`<pre class="mailbox-text" dir="auto" tabindex="0" aria-label="${texts.text}">${mail.text ?? ""}</pre>`,
    head: html`<pre class="mailbox-text mailbox-head" dir="ltr" tabindex="0" aria-label="${texts.head}">
${toHead(kept.source, end)}</pre>`,
  }[view];
  return {
    title: subject,
    main: html`<p class="mailbox-back"><a href="/console/mailbox">${texts.back}</a></p>
      <h1><bdi>${subject}</bdi></h1>
      <dl class="mailbox-facts">
        <div>
          <dt>${texts.from}</dt>
          <dd><bdi>${mail.from?.text ?? ""}</bdi></dd>
        </div>
        <div>
          <dt>${texts.to}</dt>
          <dd><bdi>${kept.to}</bdi></dd>
        </div>
        <div>
          <dt>${texts.when}</dt>
          <dd><time datetime="${kept.at.toISOString()}">${toTime(kept.at, asked.language)}</time></dd>
        </div>
        <div>
          <dt>${texts.kind}</dt>
          <dd>${renderKind(kept, texts)}</dd>
        </div>
      </dl>
      <nav class="mailbox-views" aria-label="${texts.views}">
        ${hasHtml && html`<a href="${path}" ${here("mail")}>${texts.mail}</a>`}
        <a href="${path}?view=text" ${here("text")}>${texts.text}</a>
        <a href="${path}?view=head" ${here("head")}>${texts.head}</a>
      </nav>
      ${shown}`,
  };
}

/** The head as it came: each line as it stood there. */
function toHead(source: string, end: number): string {
  return Buffer.from(end < 0 ? source : source.slice(0, end), "latin1").toString("utf8");
}

const en = {
  title: "Mailbox",
  says: "No mail server is set up, so mail goes to one on this machine and is shown here, for 30 days. Nobody outside gets any of it.",
  elsewhere: "Mail goes to the mail server that is set up, and is not kept here.",
  templates: "See every mail that can be sent",
  search: "Subject, recipient or sender",
  find: "Search",
  empty: "Nothing has been sent yet. What the website sends appears here within seconds.",
  none: "No mail has these words in its subject, its recipient or its sender.",
  noneNewest: (count: string) => `Not among the newest ${count} mails.`,
  noneOlder: (count: string) => `Not among these ${count} older mails.`,
  further: "Look further, in older mail",
  older: "Older mail",
  noSubject: "No subject",
  transactional: "Transactional",
  promotional: "Promotional",
  test: "Test",
  other: "From elsewhere",
  back: "All mail",
  from: "From",
  to: "To",
  when: "Arrived",
  kind: "Kind",
  views: "Ways to look at it",
  mail: "As it looks",
  text: "As text",
  head: "Its head",
  shut: "Shown without scripts and without anything from outside. Links do not open here.",
};
type Texts = typeof en;

const de: Texts = {
  title: "Postfach",
  says: "Es ist kein Mailserver eingerichtet. Darum geht Post an einen auf diesem Rechner und steht 30 Tage lang hier. Nach draußen gelangt nichts davon.",
  elsewhere: "E-Mails gehen an den eingerichteten Mailserver und werden hier nicht aufbewahrt.",
  templates: "Jede E-Mail ansehen, die verschickt werden kann",
  search: "Betreff, Empfänger oder Absender",
  find: "Suchen",
  empty: "Noch ist nichts verschickt worden. Was die Website schickt, erscheint hier nach Sekunden.",
  none: "Keine E-Mail hat diese Wörter im Betreff, im Empfänger oder im Absender.",
  noneNewest: (count) => `Nicht unter den neuesten ${count} E-Mails.`,
  noneOlder: (count) => `Nicht unter diesen ${count} älteren E-Mails.`,
  further: "Weiter suchen, in älteren E-Mails",
  older: "Ältere E-Mails",
  noSubject: "Ohne Betreff",
  transactional: "Transaktion",
  promotional: "Werbung",
  test: "Test",
  other: "Von anderswo",
  back: "Alle E-Mails",
  from: "Von",
  to: "An",
  when: "Eingetroffen",
  kind: "Art",
  views: "Ansichten",
  mail: "Wie sie aussieht",
  text: "Als Text",
  head: "Ihr Kopf",
  shut: "Ohne Skripte und ohne Inhalte von außerhalb. Links öffnen sich hier nicht.",
};
