import { findDeclaring } from "../policies/versions.ts";
import {
  Act,
  Actions,
  Box,
  Button,
  Count,
  Empty,
  Fact,
  Facts,
  Field,
  Form,
  Group,
  Outcome as Said,
  Page,
  Progress,
  Row,
  Rows,
  Search,
  Section,
  Sentence,
  spellDay,
  State,
  Time,
  useReader,
} from "@abide/console";
import { spellLanguage, toWords, type Compiled, type Language } from "@abide/policy";
import type { NoticeProgress, ChangeNotices } from "../change-notices/notice.ts";
import { AbideError } from "../http/error.ts";
import { isId } from "../http/id.ts";
import { answerRedirect } from "../http/redirect.ts";
import { createTemplatesPage, type TemplatesPageOptions } from "../mail/console/templates.tsx";
import type { Promotion, RenderedMail } from "../mail/mail.ts";
import { groups, type ConsolePage, type PageRequest, type PageAnswer } from "../staff/console-page.ts";
import type { CampaignProgress, CampaignReason, Campaigns, Plan } from "./campaign.ts";
import { toTestMark } from "./mark-of-test.ts";
import { toCampaignTexts, type CampaignTexts } from "./texts/all.ts";

export interface CampaignPageOptions extends TemplatesPageOptions {
  readonly campaigns: Campaigns;
  readonly changeNotices: ChangeNotices;
  /** Sends a promotion with invented values to an address of the company's own. False where it could not be sent. */
  readonly test: (rendered: RenderedMail, to: string) => Promise<boolean>;
  /** Names of the company's people, by their ids: what is kept of who did it is the id. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
}

const base = "/console/campaigns";
/** Where every mail is looked at. */
const mailsAt = `${base}/mails`;
const title = { en: "Campaigns", de: "Kampagnen" } as const;

/** Where the company's people write to many, see how far it is, and look at every mail. */
export function createCampaignPage(options: CampaignPageOptions): ConsolePage {
  const { campaigns, changeNotices, versions, mail, names } = options;
  const promotions = mail.promotions ?? [];
  const templates = createTemplatesPage(options);

  const policyOf = (activity: string): Compiled => (findDeclaring(versions, activity) ?? versions[0]!).policy;

  const answer = async (asked: PageRequest): Promise<PageAnswer | Response> => {
    const texts = toCampaignTexts(asked.language);
    const [, first = "", second = "", ...more] = asked.path.split("/");
    if (first === "") return showAll(asked, texts);
    if (first === "mails") {
      const back = { title: texts.back, href: base };
      const page = templates.answer(asked, asked.path.slice("/mails".length), { at: mailsAt, back });
      if (page) return page;
    }
    if (more.length > 0) throw notThere();
    if (first === "unsubscribe") return explain(texts);
    if (first === "new") return prepare(asked, texts, second);
    return showOne(asked, texts, first);
  };

  const toTitle = (name: string, language: Language): string => {
    const promotion = promotions.find((one) => one.name === name);
    return promotion ? toWords(promotion.title, language, policyOf(promotion.activity).languages) : name;
  };

  const showAll = async ({ language }: PageRequest, texts: CampaignTexts): Promise<PageAnswer> => {
    const [listed, told, known] = await Promise.all([campaigns.list(), changeNotices.list(), names()]);
    const main = (
      <Page title={title[texts.language]} lead={texts.lead}>
        <Section id="prepare" title={texts.prepare}>
          {promotions.length === 0 ? (
            <Empty>{texts.noPromotions}</Empty>
          ) : (
            <Rows>
              {promotions.map((promotion) => {
                const { languages, activities, purposes } = policyOf(promotion.activity);
                const say = (text: Compiled["title"]) => toWords(text, language, languages);
                const activity = say(activities[promotion.activity]?.title ?? "");
                return (
                  <Row
                    title={say(promotion.title)}
                    says={texts.goesTo(activity, say(purposes[promotion.for]?.title ?? ""))}
                    acts={
                      <a
                        class="button second"
                        href={`${base}/new/${promotion.name}`}
                        aria-label={`${texts.toPrepare}: ${say(promotion.title)}`}
                      >
                        {texts.toPrepare}
                      </a>
                    }
                  />
                );
              })}
            </Rows>
          )}
        </Section>
        <Section id="sent" title={texts.sent}>
          {listed.length === 0 ? (
            <Empty>{texts.none}</Empty>
          ) : (
            <Rows>
              {listed.map((one) => (
                <Row
                  title={toTitle(one.promotion, language)}
                  href={`${base}/${one.id}`}
                  says={<Started of={one} names={known} texts={texts} />}
                  states={<Stage of={one.state} texts={texts} />}
                >
                  <HowFar of={one} texts={texts} />
                </Row>
              ))}
            </Rows>
          )}
        </Section>
        <Section id="notices" title={texts.notices} says={texts.noticesSays}>
          {told.length === 0 ? (
            <Empty>{texts.noNotices}</Empty>
          ) : (
            <Rows>
              {told.map((one) => {
                const policy = versions.find((version) => version.policy.id === one.policy)?.policy;
                return <Notice of={one} path={policy?.path} texts={texts} />;
              })}
            </Rows>
          )}
        </Section>
        <Section id="mails" title={texts.all} says={texts.allSays}>
          <p>
            <a href={mailsAt}>{texts.toAll}</a>
          </p>
        </Section>
      </Page>
    );
    return { title: title[texts.language], main };
  };

  const showOne = async (asked: PageRequest, texts: CampaignTexts, id: string): Promise<PageAnswer | Response> => {
    const acts = { pause: campaigns.pause, resume: campaigns.resume, cancel: campaigns.cancel };
    const what = asked.form?.get("do") ?? "";
    const known = Object.hasOwn(acts, what);
    if (known && (await acts[what as keyof typeof acts](id, asked.person.id))) return pass(texts, `${base}/${id}`);
    const one = await campaigns.progress(id);
    if (!one) throw notThere();
    const still = asked.query.has("still");
    // Whoever sends a form has to learn that nothing came of it.
    const refused = asked.form && (known ? texts.stale(texts.states[one.state]) : texts.unknown);
    const heading = toTitle(one.promotion, asked.language);
    const counts = promotions.find(({ name }) => name === one.promotion)?.measures !== undefined;
    return {
      title: heading,
      ...(one.state === "running" && !still && !asked.form ? { refresh: 5 } : {}),
      ...(refused === undefined ? {} : { status: known ? 409 : 422 }),
      main: <One {...{ one, texts, still, refused, counts }} title={heading} names={await names()} />,
    };
  };

  const prepare = async (asked: PageRequest, texts: CampaignTexts, name: string): Promise<PageAnswer | Response> => {
    const promotion = promotions.find((one) => one.name === name);
    if (!promotion) throw notThere();
    const policy = policyOf(promotion.activity);
    const given = asked.form ?? new Map(asked.query);
    const value = (field: string) => (given.get(field) ?? "").trim();
    const declared = policy.activities[promotion.activity]!;
    // An address is whom somebody writes to, and no condition of an audience.
    const lookups = Object.keys(declared.fields).filter(
      (field) =>
        declared.fields[field]!.lookup &&
        declared.fields[field]!.kind !== "email" &&
        declared.fields[field]!.for.includes(promotion.for),
    );
    const where = Object.fromEntries(
      lookups.flatMap((field) => (value(`where-${field}`) === "" ? [] : [[field, value(`where-${field}`)]])),
    );
    const plan: Plan = {
      promotion,
      audience: {
        activity: promotion.activity,
        which: {
          ...(value("status") === "" ? {} : { status: value("status") }),
          ...(value("since") === "" ? {} : { since: value("since") }),
          ...(Object.keys(where).length === 0 ? {} : { where }),
        },
      },
      values: Object.fromEntries(promotion.values.map((field) => [field, value(`value-${field}`)])),
      again: value("again") !== "",
    };
    const at = `${base}/new/${promotion.name}`;
    const carried = [
      "id",
      "again",
      "status",
      "since",
      ...lookups.map((name) => `where-${name}`),
      ...promotion.values.map((name) => `value-${name}`),
    ].filter((name) => value(name) !== "");
    let refused: string | undefined;
    switch (asked.form?.get("do")) {
      case undefined:
        break;
      case "start": {
        const id = value("id");
        // Without the form's own id it could begin one each time that it is sent.
        const started = isId(id) ? await campaigns.start({ ...plan, by: asked.person.id, id }) : undefined;
        if (started?.started) return pass(texts, `${base}/${started.id}`);
        refused = `${texts.wrong} ${started ? toReason(started.reason, plan, value, texts) : texts.unknown}`;
        break;
      }
      case "test": {
        const language = value("in");
        const known = Object.hasOwn(promotion.words, language);
        const sent = known && (await tryOut(promotion, language, asked.person.email));
        const query = new URLSearchParams(Object.fromEntries(carried.map((name) => [name, value(name)])));
        query.set("tested", sent ? language : "failed");
        // Whoever loads the page again sends no second one.
        return pass(texts, `${at}?${query.toString()}`);
      }
      default:
        refused = `${texts.wrong} ${texts.unknown}`;
    }
    // What was counted has an id, under which it begins once, also where one goes back to this page and starts again.
    const begun = isId(value("id")) ? await campaigns.progress(value("id")) : undefined;
    const id = isId(value("id")) && !begun ? value("id") : crypto.randomUUID();
    const [earlier, counted] = await Promise.all([
      campaigns.earlier(plan),
      !begun && (asked.query.has("id") || asked.form) ? campaigns.estimate(plan) : undefined,
    ]);
    if (counted && !counted.allowed) refused ??= toReason(counted.reason, plan, value, texts);
    const heading = toWords(promotion.title, asked.language, policy.languages);
    const main = (
      <Prepare
        {...{ asked, texts, promotion, policy, lookups, plan, at, value, refused, begun, id, earlier }}
        title={heading}
        carried={Object.fromEntries(carried.filter((name) => name !== "id").map((name) => [name, value(name)]))}
        counted={counted?.allowed ? counted : undefined}
      >
        {templates.showPreviews(promotion, asked, mailsAt)}
      </Prepare>
    );
    return { title: heading, ...(refused === undefined ? {} : { status: 422 }), main };
  };

  /** Sends a mail with invented values to one of the company's people. False where it could not be. */
  const tryOut = async (promotion: Promotion, language: Language, to: string): Promise<boolean> => {
    try {
      const rendered = templates.render(promotion, language);
      return await options.test({ ...rendered, subject: `[${toTestMark(language)}] ${rendered.subject}` }, to);
    } catch {
      return false;
    }
  };

  /** Behind the link at the foot of a test. */
  const explain = (texts: CampaignTexts): PageAnswer => ({
    title: texts.wasTest,
    main: <Page title={texts.wasTest} lead={texts.wasTestSays} back={{ title: texts.back, href: base }} />,
  });

  return {
    name: "campaigns",
    title,
    says: {
      en: "Promotional mail to who agreed to it, and the notices of a changed policy.",
      de: "Werbung an alle, die zugestimmt haben, und Mitteilungen über eine geänderte Erklärung.",
    },
    group: groups.mail,
    answer,
  };
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

function One({
  one,
  title: heading,
  texts,
  names,
  still,
  refused,
  counts,
}: {
  readonly one: CampaignProgress;
  readonly title: string;
  readonly texts: CampaignTexts;
  readonly names: ReadonlyMap<string, string>;
  /** The page does not load itself again. */
  readonly still: boolean;
  readonly refused: string | undefined;
  /** Opens and clicks of it are counted. */
  readonly counts: boolean;
}) {
  const action = `${base}/${one.id}`;
  const moves = one.state === "running";
  // What was given up could be retried, as long as nobody ends that.
  const isLeft = one.state !== "cancelled" && one.messages.queued + one.messages.failed > 0;
  const numbers: readonly (readonly [term: string, count: number])[] = [
    [texts.people, one.people],
    [texts.delivered, one.messages.delivered],
    [texts.waiting, one.messages.queued],
    [texts.denied, one.messages.denied],
    [texts.failed, one.messages.failed],
    [texts.dropped, one.messages.dropped],
    [texts.leftOut, one.leftOut],
  ];
  return (
    <Page
      title={heading}
      state={<Stage of={one.state} texts={texts} />}
      lead={<Started of={one} names={names} texts={texts} />}
      back={{ title: texts.back, href: base }}
    >
      {refused !== undefined && <Said is="refused">{refused}</Said>}
      {one.why !== undefined && <Said is="refused">{toSentence(one.why, texts)}</Said>}
      <HowFar of={one} texts={texts} />
      <Actions>
        {one.state === "running" && <Act action={action} name="do" value="pause" kind="second" title={texts.pause} />}
        {one.state === "paused" && <Act action={action} name="do" value="resume" title={texts.resume} />}
        {(one.state === "running" || one.state === "paused" || isLeft) && (
          <Act action={action} name="do" value="cancel" kind="danger" title={texts.cancel} confirm={texts.cancelSays} />
        )}
        {moves && (
          <a class="button plain" href={`${action}${still ? "" : "?still"}`}>
            {still ? texts.moving : texts.still}
          </a>
        )}
      </Actions>
      <Section id="facts" title={texts.numbers}>
        <Numbers of={numbers} />
      </Section>
      <Section id="counted" title={texts.measured} says={counts && texts.counted}>
        {counts ? (
          <Numbers
            of={[
              [texts.opens, one.opens],
              [texts.clicks, one.clicks],
            ]}
          />
        ) : (
          <Empty>{texts.uncounted}</Empty>
        )}
      </Section>
    </Page>
  );
}

function Numbers({ of }: { readonly of: readonly (readonly [term: string, count: number])[] }) {
  return (
    <Facts>
      {of.map(([term, count]) => (
        <Fact term={term}>
          <Count of={count} />
        </Fact>
      ))}
    </Facts>
  );
}

type Counted = Extract<Awaited<ReturnType<Campaigns["estimate"]>>, { readonly allowed: true }>;

interface PrepareProps {
  readonly title: string;
  readonly asked: PageRequest;
  readonly texts: CampaignTexts;
  readonly promotion: Promotion;
  readonly policy: Compiled;
  /** Fields that an audience can be found by. */
  readonly lookups: readonly string[];
  readonly plan: Plan;
  readonly at: string;
  /** What was filled in. */
  readonly value: (field: string) => string;
  /** The same, as it goes on to the next form. */
  readonly carried: { readonly [name: string]: string };
  readonly refused: string | undefined;
  readonly begun: CampaignProgress | undefined;
  readonly id: string;
  readonly earlier: Awaited<ReturnType<Campaigns["earlier"]>>;
  readonly counted: Counted | undefined;
  readonly children?: ReturnType<ReturnType<typeof createTemplatesPage>["showPreviews"]>;
}

function Prepare(all: PrepareProps) {
  const { title: heading, asked, texts, promotion, policy, plan, refused, begun, earlier, counted, children } = all;
  const say = (text: Compiled["title"]) => toWords(text, asked.language, policy.languages);
  const declared = policy.activities[promotion.activity]!;
  const tested = asked.query.get("tested") ?? "";
  return (
    <Page
      title={heading}
      lead={texts.audienceSays(say(declared.title), say(policy.purposes[promotion.for]!.title))}
      back={{ title: texts.back, href: base }}
    >
      {refused !== undefined && <Said is="refused">{refused}</Said>}
      {tested === "failed" && <Said is="refused">{texts.testFailed}</Said>}
      {Object.hasOwn(promotion.words, tested) && <Said is="done">{texts.testSent(spellLanguage(tested))}</Said>}
      {begun && (
        <Said is="done">
          <p>
            {texts.begun} <a href={`${base}/${begun.id}`}>{texts.toBegun}</a>
          </p>
        </Said>
      )}
      {earlier.length > 0 && (
        <Section id="earlier" title={texts.earlier}>
          <Rows>
            {earlier.map((one) => (
              <Earlier of={one} texts={texts} />
            ))}
          </Rows>
          {earlier.some(({ same }) => same) && plan.again !== true && <p>{texts.earlierSays}</p>}
        </Section>
      )}
      <Section id="audience" title={texts.audience}>
        <Audience {...all} />
      </Section>
      {counted && <Start {...all} counted={counted} />}
      <Section id="test" title={texts.test} says={texts.testSays}>
        <Try {...all} tested={tested} />
      </Section>
      {children}
    </Page>
  );
}

function Earlier({ of, texts }: { readonly of: PrepareProps["earlier"][number]; readonly texts: CampaignTexts }) {
  const { language, zone } = useReader();
  const count = new Intl.NumberFormat(language).format(of.delivered);
  return (
    <Row
      title={texts.sentOn(spellDay(of.at, language, zone), of.delivered, count)}
      href={`${base}/${of.id}`}
      says={!of.same && texts.otherValues}
      states={of.state !== "done" && <Stage of={of.state} texts={texts} />}
    />
  );
}

/** Whom it goes to and what stands in it, in the address: what is counted can be gone back to. */
function Audience({ asked, texts, promotion, policy, lookups, plan, at, value, id, earlier }: PrepareProps) {
  const say = (text: Compiled["title"]) => toWords(text, asked.language, policy.languages);
  const declared = policy.activities[promotion.activity]!;
  return (
    <Search action={at}>
      {declared.statuses && (
        <Field
          kind="select"
          name="status"
          label={texts.status}
          value={value("status")}
          optional
          options={[
            { value: "", title: texts.any },
            ...declared.statuses.map(({ id, title: named }) => ({ value: id, title: say(named ?? id) })),
          ]}
        />
      )}
      {lookups.map((name) => (
        <Field
          name={`where-${name}`}
          label={say(declared.fields[name]!.title)}
          value={value(`where-${name}`)}
          optional
        />
      ))}
      <Field kind="date" name="since" label={texts.since} value={value("since")} optional />
      {promotion.values.length > 0 && (
        <Group legend={texts.contents}>
          {promotion.values.map((name) => (
            <Field name={`value-${name}`} label={name} value={value(`value-${name}`)} />
          ))}
        </Group>
      )}
      {earlier.length > 0 && <Box name="again" value="1" title={texts.again} chosen={plan.again === true} />}
      <Button name="id" value={id} kind="second" title={texts.count} unchecked />
    </Search>
  );
}

function Start({ texts, at, id, carried, counted }: PrepareProps & { readonly counted: Counted }) {
  const { language } = useReader();
  const number = new Intl.NumberFormat(language);
  const { people, reached, held, exact } = counted;
  return (
    <Section id="start" title={texts.reach(people, number.format(people), exact)}>
      {reached > 0 && <p>{texts.reached(reached, number.format(reached), exact)}</p>}
      {held > 0 && <p>{texts.held(held, number.format(held), exact)}</p>}
      {people === 0 && exact ? (
        <p>{texts.nobody}</p>
      ) : (
        <Form action={at} values={{ ...carried, id }}>
          <p>{texts.startSays}</p>
          <Button name="do" value="start" title={texts.start} />
        </Form>
      )}
    </Section>
  );
}

/** Sends it to whoever prepares it. */
function Try({ asked, texts, promotion, at, id, carried, tested }: PrepareProps & { readonly tested: string }) {
  const languages = Object.keys(promotion.words);
  return (
    <Form
      action={at}
      values={{
        ...carried,
        id: asked.query.has("id") ? id : undefined,
        in: languages.length > 1 ? undefined : languages[0],
      }}
    >
      {languages.length > 1 && (
        <Field
          kind="select"
          name="in"
          label={texts.testIn}
          value={languages.includes(tested) ? tested : asked.language}
          options={languages.map((language) => ({ value: language, title: spellLanguage(language), language }))}
        />
      )}
      <Button name="do" value="test" kind="second" title={texts.testSend} />
    </Form>
  );
}

function Started({
  of,
  names,
  texts,
}: {
  readonly of: Pick<CampaignProgress, "at" | "by">;
  readonly names: ReadonlyMap<string, string>;
  readonly texts: CampaignTexts;
}) {
  return <Sentence of={texts.startedBy} at={<Time at={of.at} />} by={names.get(of.by) ?? of.by} />;
}

function Stage({ of, texts }: { readonly of: CampaignProgress["state"]; readonly texts: CampaignTexts }) {
  const is = ({ running: "plain", paused: "waits", cancelled: "plain", failed: "drifts", done: "holds" } as const)[of];
  return <State is={is}>{texts.states[of]}</State>;
}

/** How many of those who were written to have got it, and apart from them how many will not. What was dropped has not left. */
function HowFar({
  of: { people, messages, state, written },
  texts,
}: {
  readonly of: Pick<CampaignProgress, "people" | "messages" | "state"> & { readonly written?: boolean };
  readonly texts: CampaignTexts;
}) {
  const { language } = useReader();
  const number = new Intl.NumberFormat(language);
  const { delivered, denied, failed } = messages;
  const grows = written !== true && (state === "running" || state === "paused");
  const lost = denied + failed;
  return (
    <Progress
      title={texts.of(number.format(delivered), `${number.format(people)}${grows ? "+" : ""}`)}
      value={delivered}
      most={people}
      says={lost === 0 ? "" : texts.lost(number.format(lost))}
    />
  );
}

const notThere = () => new AbideError("not-found", "The console has nothing there.");

function pass(texts: CampaignTexts, to: string): Response {
  const heading = title[texts.language];
  return answerRedirect(
    { language: texts.language, title: heading, says: heading, link: texts.back, to },
    new Headers(),
  );
}

function toSentence(reason: string, { reasons, otherwise }: CampaignTexts): string {
  return (reasons as { readonly [reason: string]: string | undefined })[reason] ?? otherwise;
}

/** Why a plan cannot be carried out: with what has to be put right, where that is known. */
function toReason(
  reason: CampaignReason,
  { promotion, audience }: Plan,
  value: (field: string) => string,
  texts: CampaignTexts,
): string {
  const { status, since } = audience.which ?? {};
  if (reason === "missing-value")
    return texts.missing(promotion.values.filter((name) => value(`value-${name}`) === ""));
  if (reason === "wrong-value" && since !== undefined) return texts.noDate(texts.since);
  if (reason === "undeclared" && status !== undefined) return texts.noStage;
  return toSentence(reason, texts);
}
