import {
  Box,
  Button,
  Field,
  Form,
  Group,
  Outcome,
  Page,
  Row,
  Rows,
  Search,
  Section,
  spellDay,
  useReader,
} from "@abide/console";
import { spellLanguage, toWords, type Compiled, type Language } from "@abide/policy";
import { isId } from "../../http/id.ts";
import type { TemplatesPage } from "../../mail/console/templates.tsx";
import { toPolicy } from "../../mail/declared.ts";
import type { Promotion } from "../../mail/mail.ts";
import type { PageAnswer, PageRequest } from "../../staff/console-page.ts";
import type { CampaignProgress, EarlierCampaign, Estimated } from "../campaign.ts";
import { toTestMark } from "../mark-of-test.ts";
import type { CampaignTexts } from "../texts/all.ts";
import { readDraft, toReason, type Draft } from "./draft.ts";
import { base, mailsAt, notThere, redirect, type CampaignPageOptions } from "./frame.ts";
import { Stage } from "./progress.tsx";

/** The page that prepares a campaign of the promotion `name`: its audience is counted, a mail is tried, and it is started. */
export async function prepare(
  options: CampaignPageOptions,
  templates: TemplatesPage,
  asked: PageRequest,
  texts: CampaignTexts,
  name: string,
): Promise<PageAnswer | Response> {
  const { campaigns, mail, versions } = options;
  const promotion = mail.promotions?.find((one) => one.name === name);
  if (!promotion) throw notThere();
  const policy = toPolicy(versions, promotion.activity);
  const draft = readDraft(promotion, policy, asked.form ?? new Map(asked.query));
  const done = await act(options, templates, asked, draft, texts);
  if (done instanceof Response) return done;
  const given = isId(draft.value("id")) ? draft.value("id") : undefined;
  // A count has an id, under which it begins once, also where one goes back to this page and starts again.
  const begun = given === undefined ? undefined : await campaigns.progress(given);
  const id = given !== undefined && !begun ? given : crypto.randomUUID();
  const [earlier, counted] = await Promise.all([
    campaigns.earlier(draft.plan),
    !begun && (asked.query.has("id") || asked.form) ? campaigns.estimate(draft.plan) : undefined,
  ]);
  const refused = done ?? (counted?.allowed === false ? toReason(counted.reason, draft, texts) : undefined);
  const heading = toWords(promotion.title, asked.language, policy.languages);
  const main = (
    <Prepare
      {...{ asked, texts, draft, refused, begun, id, earlier }}
      title={heading}
      counted={counted?.allowed ? counted : undefined}
    >
      {templates.showPreviews(promotion, asked, mailsAt)}
    </Prepare>
  );
  return { title: heading, ...(refused === undefined ? {} : { status: 422 }), main };
}

const toAddress = ({ name }: Promotion): string => `${base}/new/${name}`;

/** Does what the form asks for: the page to go on to, or why nothing was done; undefined where it asks for nothing. */
async function act(
  { campaigns, test }: CampaignPageOptions,
  templates: TemplatesPage,
  asked: PageRequest,
  draft: Draft,
  texts: CampaignTexts,
): Promise<Response | string | undefined> {
  const { promotion, plan, value, carried } = draft;
  switch (asked.form?.get("do")) {
    case undefined:
      return undefined;
    case "start": {
      const id = value("id");
      // Without the form's own id it could begin one each time that it is sent.
      const started = isId(id) ? await campaigns.start({ ...plan, by: asked.person.id, id }) : undefined;
      if (started?.started) return redirect(texts, `${base}/${started.id}`);
      return `${texts.wrong} ${started ? toReason(started.reason, draft, texts) : texts.unknown}`;
    }
    case "test": {
      const language = value("in");
      const known = Object.hasOwn(promotion.words, language);
      const sent = known && (await sendTest({ test, templates }, promotion, language, asked.person.email));
      const id = value("id");
      const query = new URLSearchParams({ ...(id === "" ? {} : { id }), ...carried });
      query.set("tested", sent ? language : "failed");
      // On to a page, so that a reload sends no second one.
      return redirect(texts, `${toAddress(promotion)}?${query.toString()}`);
    }
    default:
      return `${texts.wrong} ${texts.unknown}`;
  }
}

/** Sends a mail with invented values to one of the company's people. False where it could not be sent. */
async function sendTest(
  { test, templates }: Pick<CampaignPageOptions, "test"> & { readonly templates: TemplatesPage },
  promotion: Promotion,
  language: Language,
  to: string,
): Promise<boolean> {
  try {
    const rendered = templates.render(promotion, language);
    return await test({ ...rendered, subject: `[${toTestMark(language)}] ${rendered.subject}` }, to);
  } catch {
    return false;
  }
}

type Counted = Extract<Estimated, { readonly allowed: true }>;

interface PrepareProps {
  readonly title: string;
  readonly asked: PageRequest;
  readonly texts: CampaignTexts;
  readonly draft: Draft;
  readonly refused: string | undefined;
  /** The campaign that this form began. */
  readonly begun: CampaignProgress | undefined;
  /** The id under which the next one begins. */
  readonly id: string;
  readonly earlier: readonly EarlierCampaign[];
  readonly counted: Counted | undefined;
  readonly children?: ReturnType<TemplatesPage["showPreviews"]>;
}

function Prepare(all: PrepareProps) {
  const { title: heading, asked, texts, draft, refused, begun, earlier, counted, children } = all;
  const { promotion, policy, plan } = draft;
  const words = (text: Compiled["title"]) => toWords(text, asked.language, policy.languages);
  const declared = policy.activities[promotion.activity]!;
  const tested = asked.query.get("tested") ?? "";
  return (
    <Page
      title={heading}
      lead={texts.audienceSays(words(declared.title), words(policy.purposes[promotion.for]!.title))}
      back={{ title: texts.back, href: base }}
    >
      {refused !== undefined && <Outcome is="refused">{refused}</Outcome>}
      {tested === "failed" && <Outcome is="refused">{texts.testFailed}</Outcome>}
      {Object.hasOwn(promotion.words, tested) && <Outcome is="done">{texts.testSent(spellLanguage(tested))}</Outcome>}
      {begun && (
        <Outcome is="done">
          <p>
            {texts.begun} <a href={`${base}/${begun.id}`}>{texts.toBegun}</a>
          </p>
        </Outcome>
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

function Earlier({ of, texts }: { readonly of: EarlierCampaign; readonly texts: CampaignTexts }) {
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

/** The audience and the values, as a form that puts them into the address, so that one can go back to a count. */
function Audience({ asked, texts, draft, id, earlier }: PrepareProps) {
  const { promotion, policy, lookups, plan, value } = draft;
  const words = (text: Compiled["title"]) => toWords(text, asked.language, policy.languages);
  const declared = policy.activities[promotion.activity]!;
  return (
    <Search action={toAddress(promotion)}>
      {declared.statuses && (
        <Field
          kind="select"
          name="status"
          label={texts.status}
          value={value("status")}
          optional
          options={[
            { value: "", title: texts.any },
            ...declared.statuses.map(({ id, title: named }) => ({ value: id, title: words(named ?? id) })),
          ]}
        />
      )}
      {lookups.map((name) => (
        <Field
          name={`where-${name}`}
          label={words(declared.fields[name]!.title)}
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

function Start({ texts, draft, id, counted }: PrepareProps & { readonly counted: Counted }) {
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
        <Form action={toAddress(draft.promotion)} values={{ ...draft.carried, id }}>
          <p>{texts.startSays}</p>
          <Button name="do" value="start" title={texts.start} />
        </Form>
      )}
    </Section>
  );
}

/** Sends it to the person who prepares it. */
function Try({ asked, texts, draft, id, tested }: PrepareProps & { readonly tested: string }) {
  const languages = Object.keys(draft.promotion.words);
  return (
    <Form
      action={toAddress(draft.promotion)}
      values={{
        ...draft.carried,
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
