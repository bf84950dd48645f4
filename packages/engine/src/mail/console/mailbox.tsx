import { Empty, Fact, Facts, fill, Find, Frame, Page, Table, Tag, Time, Verbatim, Views } from "@abide/console";
import { simpleParser, type ParsedMail } from "mailparser";
import type { Core } from "../../core/core.ts";
import { answerContained } from "../../http/contained.ts";
import { AbideError } from "../../http/error.ts";
import { groups, type ConsolePage, type PageRequest, type PageAnswer } from "../../staff/console-page.ts";
import type { MailOptions } from "../mail.ts";
import type { KeptMail, MailboxStore } from "../mailbox.ts";
import { channels } from "../stored-mail.ts";
import { createTemplatesPage } from "./templates.tsx";
import { toMailTexts, type MailTexts } from "./texts/all.ts";

export interface MailboxPageOptions {
  readonly mail: MailOptions;
  readonly origin: string | undefined;
  /** Mail that the mail server on this machine took; undefined where mail goes to another. */
  readonly mailbox: MailboxStore | undefined;
}

/** How many mails a search looks through: it opens each on its way. */
const most = 1_000;

/** The pages of the console that show the mail that the mail server on this machine took. An audit event says who opens one. */
export function createMailboxPage(
  core: Pick<Core, "log" | "clock" | "versions">,
  { mail, origin, mailbox }: MailboxPageOptions,
): ConsolePage {
  const templates = createTemplatesPage({ mail, origin, versions: core.versions.current });

  const answer = async (asked: PageRequest): Promise<PageAnswer | Response> => {
    const texts = toMailTexts(asked.language).mailbox;
    if (asked.path === "/templates" || asked.path.startsWith("/templates/")) {
      const place = { at: templatesAt, back: { title: texts.back, href: base } };
      const page = templates.answer(asked, asked.path.slice("/templates".length), place);
      if (page) return page;
    }
    if (asked.path === "") {
      if (!mailbox) return { title: texts.title, main: <Elsewhere texts={texts} /> };
      const found = await search(mailbox, asked);
      await writeDown(core, asked.person.id, { mails: found.shown.length });
      return { title: texts.title, main: <List found={found} asked={asked} texts={texts} /> };
    }
    const [, id, part] = /^\/([0-9a-f-]{36})(?:\/(html))?$/.exec(asked.path) ?? [];
    const kept = id === undefined ? undefined : await mailbox?.open(id);
    if (!kept) throw new AbideError("not-found", "There is no such mail, or not any more.");
    const parsed = await toParsed(kept);
    // Not written down: the page around the frame was.
    if (part === "html") return answerContained(parsed.html || "");
    const subject = kept.message === undefined ? undefined : kept.subject;
    await writeDown(core, asked.person.id, { mail: kept.message ?? kept.id }, subject);
    return showMessage(kept, parsed, asked, texts);
  };

  return {
    name: "mailbox",
    title: { en: "Mailbox", de: "Postfach" },
    says: {
      en: "Mail that stays on this machine, and every template as it is seen.",
      de: "Post, die auf diesem Rechner bleibt, und jede Vorlage, wie man sie sieht.",
    },
    group: groups.mail,
    answer,
  };
}

/** Writes an audit event about somebody who looks at mail. */
async function writeDown(
  { log, clock, versions }: Pick<Core, "log" | "clock" | "versions">,
  by: string,
  detail: { readonly [member: string]: unknown },
  subject?: string,
): Promise<void> {
  const event = { type: "mailbox", at: clock(), policy: versions.current[0].hash, detail: { by, ...detail } };
  await log.write({ statements: [], events: [{ ...event, ...(subject === undefined ? {} : { subject }) }] });
}

/** Mail that has all of the words that are looked for: a page of it, or fewer where a thousand were looked through. */
async function search(mailbox: MailboxStore, asked: PageRequest): Promise<Found> {
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
}

const base = "/console/mailbox";
const templatesAt = `${base}/templates`;

type MailboxTexts = MailTexts["mailbox"];

interface Shown {
  readonly kept: KeptMail;
  readonly subject: string;
  readonly from: string;
}

interface Found {
  readonly shown: readonly Shown[];
  /** How many mails were looked at. */
  readonly looked: number;
  /** Where older ones begin, which were not looked at. */
  readonly next: string | undefined;
}

const toParsed = ({ source }: KeptMail): Promise<ParsedMail> =>
  simpleParser(Buffer.from(source, "latin1"), {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipImageLinks: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  });

/** A mail as the list shows it. Its head alone is read. */
async function toShown(kept: KeptMail): Promise<Shown> {
  const end = kept.source.search(/\r?\n\r?\n/);
  const head = await simpleParser(
    Buffer.from(`${end < 0 ? kept.source : kept.source.slice(0, end)}\r\n\r\n`, "latin1"),
  );
  return { kept, subject: head.subject ?? "", from: head.from?.text ?? "" };
}

function Kind({ of: { channel, test }, texts }: { readonly of: KeptMail; readonly texts: MailboxTexts }) {
  if (test) return <Tag>{texts.test}</Tag>;
  if (channel === channels.promotional) return <Tag>{texts.promotional}</Tag>;
  return <Tag>{channel === channels.transactional ? texts.transactional : texts.other}</Tag>;
}

/** The page where mail goes to another mail server. */
function Elsewhere({ texts }: { readonly texts: MailboxTexts }) {
  return (
    <Page title={texts.title} lead={texts.elsewhere}>
      <p>
        <a href={templatesAt}>{texts.templates}</a>
      </p>
    </Page>
  );
}

function List({
  found: { shown, looked, next },
  asked,
  texts,
}: {
  readonly found: Found;
  readonly asked: PageRequest;
  readonly texts: MailboxTexts;
}) {
  const query = asked.query.get("q") ?? "";
  const more =
    next === undefined
      ? undefined
      : `${base}?${new URLSearchParams({ ...(query ? { q: query } : {}), before: next }).toString()}`;
  const count = new Intl.NumberFormat(asked.language).format(looked);
  const among = asked.query.has("before") ? texts.noneOlder : texts.noneNewest;
  const none = query === "" ? texts.empty : next === undefined ? texts.none : fill(among, { count });
  return (
    <Page
      title={texts.title}
      lead={texts.says}
      actions={
        <a class="button second" href={templatesAt}>
          {texts.templates}
        </a>
      }
    >
      <Find action={base} name="q" label={texts.search} value={query} title={texts.find} />
      {shown.length === 0 ? (
        <div role="status">
          <Empty>{none}</Empty>
        </div>
      ) : (
        <Table
          caption={texts.title}
          captionHidden
          columns={[
            {
              title: texts.subject,
              kind: "head",
              cell: ({ kept, subject }) => (
                <a href={`${base}/${kept.id}`}>
                  <bdi>{subject === "" ? texts.noSubject : subject}</bdi>
                </a>
              ),
            },
            { title: texts.to, cell: ({ kept }) => <bdi>{kept.to}</bdi> },
            { title: texts.kind, cell: ({ kept }) => <Kind of={kept} texts={texts} /> },
            { title: texts.when, cell: ({ kept }) => <Time at={kept.at} /> },
          ]}
          rows={shown}
        />
      )}
      {more !== undefined && (
        <p>
          <a href={more}>{query === "" ? texts.older : texts.further}</a>
        </p>
      )}
    </Page>
  );
}

function showMessage(kept: KeptMail, mail: ParsedMail, asked: PageRequest, texts: MailboxTexts): PageAnswer {
  const asks = asked.query.get("view");
  const hasHtml = mail.html !== false && mail.html !== undefined && mail.html !== "";
  const view = asks === "text" || asks === "head" ? asks : hasHtml ? "mail" : "text";
  const path = `${base}/${kept.id}`;
  const subject = mail.subject ?? texts.noSubject;
  const end = kept.source.search(/\r?\n\r?\n/);
  const views = [
    ...(hasHtml ? [{ title: texts.mail, href: path, current: view === "mail" }] : []),
    { title: texts.text, href: `${path}?view=text`, current: view === "text" },
    { title: texts.head, href: `${path}?view=head`, current: view === "head" },
  ];
  const main = (
    <Page title={<bdi>{subject}</bdi>} back={{ title: texts.back, href: base }}>
      <Facts>
        <Fact term={texts.from}>
          <bdi>{mail.from?.text ?? ""}</bdi>
        </Fact>
        <Fact term={texts.to}>
          <bdi>{kept.to}</bdi>
        </Fact>
        <Fact term={texts.when}>
          <Time at={kept.at} />
        </Fact>
        <Fact term={texts.kind}>
          <Kind of={kept} texts={texts} />
        </Fact>
      </Facts>
      <Views label={texts.views} of={views} />
      {view === "mail" && <Frame title={subject} src={`${path}/html`} />}
      {view === "mail" && <p class="soft">{texts.shut}</p>}
      {view === "text" && <Verbatim label={texts.text}>{mail.text ?? ""}</Verbatim>}
      {view === "head" && (
        <Verbatim label={texts.head} direction="ltr">
          {toHead(kept.source, end)}
        </Verbatim>
      )}
    </Page>
  );
  return { title: subject, main };
}

/** The head as it came: each line as it stood there. */
function toHead(source: string, end: number): string {
  return Buffer.from(end < 0 ? source : source.slice(0, end), "latin1").toString("utf8");
}
