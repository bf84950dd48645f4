import { Empty, Page, Row, Rows, Section, Time } from "@abide/console";
import { toWords, type Compiled, type Language, type Version } from "@abide/policy";
import type { NoticeProgress } from "../../change-notices/notice.ts";
import { toPolicy } from "../../mail/declared.ts";
import type { Promotion } from "../../mail/mail.ts";
import type { PageAnswer } from "../../staff/console-page.ts";
import type { CampaignProgress } from "../campaign.ts";
import type { CampaignTexts } from "../texts/all.ts";
import { base, mailsAt, title, toTitle, type CampaignPageOptions } from "./frame.ts";
import { HowFar, Stage, Started } from "./progress.tsx";

/** The first page: promotions that can be sent, campaigns, and notices of changes. */
export async function showAll(
  options: CampaignPageOptions,
  language: Language,
  texts: CampaignTexts,
): Promise<PageAnswer> {
  const { campaigns, changeNotices, mail, versions, names } = options;
  const [listed, notices, known] = await Promise.all([campaigns.list(), changeNotices.list(), names()]);
  const main = (
    <Page title={title[texts.language]} lead={texts.lead}>
      <Section id="prepare" title={texts.prepare}>
        <Promotions of={mail.promotions ?? []} {...{ versions, language, texts }} />
      </Section>
      <Section id="sent" title={texts.sent}>
        <Sent
          of={listed.map((one) => ({ ...one, title: toTitle(options, one.promotion, language) }))}
          names={known}
          texts={texts}
        />
      </Section>
      <Section id="notices" title={texts.notices} says={texts.noticesSays}>
        <Notices of={notices} versions={versions} texts={texts} />
      </Section>
      <Section id="mails" title={texts.all} says={texts.allSays}>
        <p>
          <a href={mailsAt}>{texts.toAll}</a>
        </p>
      </Section>
    </Page>
  );
  return { title: title[texts.language], main };
}

function Promotions({
  of,
  versions,
  language,
  texts,
}: {
  readonly of: readonly Promotion[];
  readonly versions: readonly Version[];
  readonly language: Language;
  readonly texts: CampaignTexts;
}) {
  if (of.length === 0) return <Empty>{texts.noPromotions}</Empty>;
  return (
    <Rows>
      {of.map((promotion) => {
        const { languages, activities, purposes } = toPolicy(versions, promotion.activity);
        const words = (text: Compiled["title"]) => toWords(text, language, languages);
        const activity = words(activities[promotion.activity]?.title ?? "");
        return (
          <Row
            title={words(promotion.title)}
            says={texts.goesTo(activity, words(purposes[promotion.for]?.title ?? ""))}
            acts={
              <a
                class="button second"
                href={`${base}/new/${promotion.name}`}
                aria-label={`${texts.toPrepare}: ${words(promotion.title)}`}
              >
                {texts.toPrepare}
              </a>
            }
          />
        );
      })}
    </Rows>
  );
}

function Sent({
  of,
  names,
  texts,
}: {
  readonly of: readonly (CampaignProgress & { readonly title: string })[];
  readonly names: ReadonlyMap<string, string>;
  readonly texts: CampaignTexts;
}) {
  if (of.length === 0) return <Empty>{texts.none}</Empty>;
  return (
    <Rows>
      {of.map((one) => (
        <Row
          title={one.title}
          href={`${base}/${one.id}`}
          says={<Started of={one} names={names} texts={texts} />}
          states={<Stage of={one.state} texts={texts} />}
        >
          <HowFar of={one} texts={texts} />
        </Row>
      ))}
    </Rows>
  );
}

function Notices({
  of,
  versions,
  texts,
}: {
  readonly of: readonly NoticeProgress[];
  readonly versions: readonly Version[];
  readonly texts: CampaignTexts;
}) {
  if (of.length === 0) return <Empty>{texts.noNotices}</Empty>;
  return (
    <Rows>
      {of.map((one) => (
        <Notice of={one} path={versions.find(({ policy }) => policy.id === one.policy)?.policy.path} texts={texts} />
      ))}
    </Rows>
  );
}

function Notice({
  of,
  path,
  texts,
}: {
  readonly of: NoticeProgress;
  /** Where its policy is published, if it still is. */
  readonly path: string | undefined;
  readonly texts: CampaignTexts;
}) {
  return (
    <Row
      title={<code>{of.version.slice(0, 12)}</code>}
      says={
        <>
          <Time at={of.at} />
          {path !== undefined && (
            <>
              {" "}
              · <a href={`${path}/versions/${of.before}/${of.version}`}>{texts.difference}</a>
            </>
          )}
        </>
      }
      states={<Stage of={of.state} texts={texts} />}
    >
      <HowFar of={of} texts={texts} />
    </Row>
  );
}
