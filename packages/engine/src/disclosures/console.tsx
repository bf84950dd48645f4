import {
  Act,
  Actions,
  Button,
  Card,
  Cards,
  Count,
  Empty,
  Fact,
  Facts,
  Field,
  Figures,
  fill,
  Form,
  More,
  Note,
  Outcome as Said,
  Page,
  Pager,
  Progress,
  Section,
  Sentence,
  spellTime,
  State,
  Time,
  useReader,
} from "@abide/console";
import { toWords, type Compiled, type Language } from "@abide/policy";
import { isId } from "../http/id.ts";
import type { Core } from "../core/core.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Attempt, FailedMessage, ChannelState } from "../outbox/message.ts";
import type { Versions } from "../policies/versions.ts";
import type { Person } from "../roles/roles.ts";
import { groups, type ConsolePage, type PageAnswer } from "../staff/console-page.ts";
import { toActivityTitle, toFieldTitle } from "./by-hand.tsx";
import type { RunTimeDisclosures } from "./disclosures.ts";
import type { Addressees, Disclosure, ReceivedBy } from "./received.ts";
import { toDisclosureTexts, type DisclosureTexts } from "./texts/all.ts";

type PageCore = Pick<Core, "outbox" | "versions" | "clock" | "subjects">;

/** Failed messages of a page. */
const most = 20;
const base = "/console/disclosures";

/**
 * The page of the console for everything that leaves: what waits and what arrived for each recipient, what was given up and what to do
 * about it, and who received what about one person. It shows names of fields and never a value.
 */
export function createDisclosuresPage(
  core: PageCore,
  disclosures: RunTimeDisclosures,
  addressees: Addressees,
): ConsolePage {
  const { outbox, versions } = core;
  return {
    name: "disclosures",
    title: { en: "Disclosures", de: "Weitergaben" },
    says: {
      en: "Everything that leaves: to whom, how far it is, what did not arrive, and who received what about one person.",
      de: "Alles, was hinausgeht: an wen, wie weit es ist, was nicht ankam, und wer was über eine Person bekommen hat.",
    },
    group: groups.leaves,
    waits: async (_, language) => {
      const channels = await outbox.channels();
      const failed = channels.reduce((sum, channel) => sum + channel.failed, 0);
      const stopped = channels.filter(({ paused }) => paused).length;
      const texts = toDisclosureTexts(language);
      const says = [
        ...(failed > 0 ? [fill(texts.waitsFailed, { count: failed })] : []),
        ...(stopped > 0 ? [fill(texts.waitsStopped, { count: stopped })] : []),
      ];
      return says.length > 0 ? says.join(" ") : undefined;
    },
    answer: async ({ language, form, person, query }): Promise<PageAnswer> => {
      const texts = toDisclosureTexts(language);
      const outcome = form ? await act(core, disclosures, addressees, { form, person, texts }) : {};
      const [channels, names, { failed, next }] = await Promise.all([
        outbox.channels(),
        addressees.names(),
        readFailed(outbox, query.get("before") ?? ""),
      ]);
      const policies = versions.current.map(({ policy }) => policy);
      return {
        title: texts.title,
        status: outcome.refused === undefined && outcome.nobody !== true ? 200 : 422,
        main: (
          <Main {...{ language, texts, outcome, channels, failed, next, disclosures, versions, policies, names }} />
        ),
      };
    },
  };
}

/** Does what a form asks for. Returns what to say about it. */
async function act(
  core: PageCore,
  disclosures: RunTimeDisclosures,
  addressees: Addressees,
  {
    form,
    person,
    texts,
  }: { readonly form: ReadonlyMap<string, string>; readonly person: Person; readonly texts: DisclosureTexts },
): Promise<Outcome> {
  const { outbox } = core;
  const by = person.id;
  const field = (name: string) => (form.get(name) ?? "").trim();
  const channel = field("channel");
  // A form that was made up makes no channel.
  if (channel !== "" && !(await outbox.channels()).some((known) => known.channel === channel))
    return { refused: texts.gone };
  switch (field("do")) {
    case "pause":
      // Somebody who finds it paused later has to know why.
      if (field("why") === "" || channel === "") return { refused: texts.whyMissing };
      await outbox.pause(channel, by, field("why"));
      return { said: texts.saidPaused };
    case "resume":
      await outbox.resume(channel, by);
      return { said: texts.saidResumed };
    case "retry":
      return (await outbox.retry(field("message"), by)) ? { said: texts.saidRetried } : { refused: texts.gone };
    case "retry-all":
      return { said: fill(texts.saidRetriedAll, { count: await outbox.retryAll(channel, by) }) };
    case "drop":
      return (await outbox.drop(field("message"), by)) ? { said: texts.saidDropped } : { refused: texts.gone };
    case "look-up":
      return lookUp(core, disclosures, addressees, field("email").slice(0, 254), person);
    default:
      return {};
  }
}

/** Who received what about the person with this address, once the access log holds who asked. */
async function lookUp(
  { subjects, clock }: PageCore,
  disclosures: RunTimeDisclosures,
  { seesLegal, addressees }: Addressees,
  email: string,
  person: Person,
): Promise<Outcome> {
  const subject = email === "" ? undefined : await subjects.find({ email }, { by: person.id });
  if (subject === undefined) return { email, nobody: true };
  const received = await disclosures.received(subject, seesLegal(person) ? undefined : clock());
  return { email, received, addressees: await addressees() };
}

/** A page of failed messages with their attempts, and the query of the page after it. */
async function readFailed(outbox: Outbox, from: string) {
  const [ended = "", id = ""] = from.split(" ");
  const before = isId(id) && !Number.isNaN(Date.parse(ended)) ? { ended, id } : undefined;
  const found = await outbox.failed(undefined, { limit: most + 1, ...(before ? { before } : {}) });
  const failed = await Promise.all(
    found.slice(0, most).map(async (message) => ({ message, attempts: await outbox.attempts(message.id) })),
  );
  const last = found.length > most ? found[most - 1]! : undefined;
  return { failed, next: last && new URLSearchParams({ before: `${last.ended} ${last.id}` }).toString() };
}

interface Outcome {
  readonly said?: string;
  readonly refused?: string;
  readonly email?: string;
  /** Nothing is held about anybody with this address. */
  readonly nobody?: boolean;
  readonly received?: readonly Disclosure[];
  readonly addressees?: ReadonlyMap<string, ReceivedBy>;
}

interface Failed {
  readonly message: FailedMessage;
  readonly attempts: readonly Attempt[];
}

interface Shown {
  readonly language: Language;
  readonly texts: DisclosureTexts;
  readonly outcome: Outcome;
  readonly channels: readonly ChannelState[];
  readonly failed: readonly Failed[];
  readonly next: string | undefined;
  readonly disclosures: RunTimeDisclosures;
  readonly versions: Versions;
  readonly policies: readonly Compiled[];
  readonly names: ReadonlyMap<string, string>;
}

function Main(all: Shown) {
  const { texts, outcome, channels, failed, next } = all;
  const { said, refused, email, nobody, received } = outcome;
  return (
    <Page title={texts.title} lead={texts.says}>
      {said !== undefined && <Said is="done">{said}</Said>}
      {refused !== undefined && <Said is="refused">{refused}</Said>}
      <Section id="disclosures-channels" title={texts.channels} wide>
        {channels.length === 0 ? (
          <Empty>{texts.noChannels}</Empty>
        ) : (
          <Cards>
            {channels.map((channel, at) => (
              <Channel channel={channel} at={at} all={all} />
            ))}
          </Cards>
        )}
      </Section>
      <Section id="disclosures-failed" title={texts.failed} says={texts.failedSays} wide>
        {failed.length === 0 ? (
          <Empty>{texts.noFailed}</Empty>
        ) : (
          <Cards wide>
            {failed.map((one) => (
              <Message failed={one} all={all} />
            ))}
          </Cards>
        )}
        <Pager older={next === undefined ? undefined : `${base}?${next}`} />
      </Section>
      <Section id="disclosures-person" title={texts.person} wide>
        <Form action={`${base}#disclosures-person`}>
          <Field
            name="email"
            kind="email"
            id="disclosures-email"
            label={texts.email}
            hint={texts.personSays}
            value={email}
          />
          <Button name="do" value="look-up" title={texts.lookUp} />
        </Form>
        {nobody === true && <Said is="refused">{texts.nobody}</Said>}
        {received && <Received received={received} all={all} />}
      </Section>
    </Page>
  );
}

function Channel({ channel, at, all }: { readonly channel: ChannelState; readonly at: number; readonly all: Shown }) {
  const { texts } = all;
  const { paused, served, waiting } = channel;
  const state = paused ? "paused" : !served ? "unserved" : waiting > 0 ? "waiting" : "running";
  const is = state === "running" ? "holds" : "waits";
  return (
    <Card title={toChannelTitle(channel.channel, all)} edge={is} state={<State is={is}>{texts[state]}</State>}>
      <ChannelCounts channel={channel} texts={texts} />
      <ChannelWaits channel={channel} all={all} />
      <p class="soft">
        <ChannelDeletes channel={channel} all={all} />
      </p>
      <ChannelActs channel={channel} at={at} all={all} />
    </Card>
  );
}

/** How many messages of a channel arrived, wait or came to another end. */
function ChannelCounts({ channel, texts }: { readonly channel: ChannelState; readonly texts: DisclosureTexts }) {
  const { queued, delivered, failed, denied, dropped } = channel;
  const every = queued + delivered + failed;
  const some = [
    { term: texts.queued, count: queued },
    { term: texts.givenUp, count: failed },
    { term: texts.denied, count: denied },
    { term: texts.dropped, count: dropped },
  ].filter(({ count }) => count > 0);
  return (
    <>
      {every > 0 && <Progress title={texts.delivered} value={delivered} most={every} />}
      {some.length > 0 && <Figures of={some.map(({ term, count }) => ({ term, count: <Count of={count} /> }))} />}
      {every + denied + dropped === 0 && <Empty>{texts.nothingYet}</Empty>}
    </>
  );
}

/** Why messages of a channel wait: somebody paused it, or the recipient did not take them yet. */
function ChannelWaits({ channel, all: { texts, names } }: { readonly channel: ChannelState; readonly all: Shown }) {
  const { paused, waiting, next, why } = channel;
  if (paused) {
    return (
      <Note is="waits">
        <p>
          <Sentence of={texts.pausedSince} date={<Time at={paused.at} />} who={names.get(paused.by) ?? paused.by} />{" "}
          <q>{paused.why}</q>
        </p>
      </Note>
    );
  }
  if (waiting === 0 || next === undefined) return undefined;
  return (
    <p class="soft">
      <Sentence of={texts.triedAgain} count={<Count of={waiting} />} date={<Time at={next} />} />{" "}
      {why !== undefined && <b>{toReason(why, texts)}</b>}
    </p>
  );
}

/** Whether people who are erased here are deleted at the recipient as well. */
function ChannelDeletes({ channel, all }: { readonly channel: ChannelState; readonly all: Shown }) {
  const { texts, disclosures } = all;
  const recipient = toRecipient(channel.channel);
  const known = recipient !== undefined && Object.hasOwn(disclosures.connectors, recipient);
  if (!known) return <>{texts.mailChannel}</>;
  if (disclosures.connectors[recipient]!.can.delete) return <>{texts.deletes}</>;
  return (
    <>
      {texts.deletesNot} <Notice recipient={recipient} all={all} />
    </>
  );
}

function ChannelActs({
  channel: { channel, paused, failed, waiting },
  at,
  all,
}: {
  readonly channel: ChannelState;
  readonly at: number;
  readonly all: Shown;
}) {
  const { texts } = all;
  const own = { action: base, values: { channel }, name: "do", about: toChannelTitle(channel, all) };
  return (
    <Actions>
      {paused ? (
        <Act {...own} value="resume" title={texts.resume} />
      ) : (
        <Act {...own} value="pause" kind="second" title={texts.pause} confirm={texts.pauseSays}>
          <Field name="why" id={`disclosures-why-${at}`} label={texts.why} maxLength={300} />
        </Act>
      )}
      {(failed > 0 || waiting > 0) && <Act {...own} value="retry-all" kind="plain" title={texts.retryAll} />}
    </Actions>
  );
}

function Message({ failed: { message, attempts }, all }: { readonly failed: Failed; readonly all: Shown }) {
  const { texts } = all;
  const { language, zone } = useReader();
  const name = toChannelTitle(message.channel, all);
  const about = `${name}, ${spellTime(message.ended, language, zone)}`;
  return (
    <Card title={name} edge="drifts" state={<Time at={message.ended} />}>
      <p>
        <State is="drifts">{toReason(message.why, texts)}</State>
      </p>
      <p>{toNextStep(message, attempts, texts)}</p>
      <More title={fill(texts.attempts, { count: attempts.length })}>
        <ol>
          {attempts.map(({ n, at, ms, outcome, status, why }) => (
            <li value={n}>
              <Time at={at} /> {texts.outcomes[outcome]}{" "}
              {why !== undefined && <span class="soft">{toReason(why, texts)}</span>}{" "}
              {status !== undefined && <code>{status}</code>}{" "}
              <span class="soft">
                <Count of={ms} /> ms
              </span>
            </li>
          ))}
        </ol>
        <p class="soft">
          {texts.message} <code>{message.id}</code>
        </p>
      </More>
      <Actions>
        <Act
          action={base}
          values={{ message: message.id }}
          name="do"
          value="retry"
          kind="second"
          title={texts.retry}
          about={about}
        />
        <Act
          action={base}
          values={{ message: message.id }}
          name="do"
          value="drop"
          kind="plain"
          title={texts.drop}
          about={about}
        />
      </Actions>
    </Card>
  );
}

function Received({ received, all }: { readonly received: readonly Disclosure[]; readonly all: Shown }) {
  const { texts, disclosures } = all;
  if (received.length === 0) return <p role="status">{texts.nothing}</p>;
  const known = new Set(received.filter(({ state }) => state === "delivered").map(({ recipient }) => recipient));
  const byHand = [...known].filter(
    (recipient) => !(Object.hasOwn(disclosures.connectors, recipient) && disclosures.connectors[recipient]!.can.delete),
  );
  return (
    <>
      <p role="status">{fill(texts.found, { count: received.length })}</p>
      {byHand.length > 0 && (
        <Note is="waits">
          <p>
            {texts.byHand}{" "}
            {byHand.map((recipient, at) => (
              <>
                {at > 0 && "; "}
                {toName(recipient, all)} <Notice recipient={recipient} all={all} />
              </>
            ))}
          </p>
        </Note>
      )}
      <Cards wide>
        {received.map((one) => (
          <ReceivedCard one={one} all={all} />
        ))}
      </Cards>
    </>
  );
}

function ReceivedCard({ one, all }: { readonly one: Disclosure; readonly all: Shown }) {
  const { texts, versions, policies, names, outcome, language } = all;
  const ways = texts.ways as { readonly [way: string]: string };
  const states = texts.states as { readonly [state: string]: string };
  const addressee = one.package === undefined ? undefined : outcome.addressees?.get(one.package);
  const arrived = one.state === "delivered" || one.state === "deleted";
  return (
    <Card
      title={addressee?.name || toName(one.recipient, all)}
      state={<State is={arrived ? "holds" : "waits"}>{states[one.state] ?? one.state}</State>}
    >
      <Facts>
        <Fact term={texts.what}>{toWhat(one, versions, language)}</Fact>
        <Fact term={texts.whatFor}>{toPurpose(one.purpose, policies, language)}</Fact>
        <Fact term={texts.when}>
          <Time at={one.at} />
          {one.delivered !== undefined && (
            <>
              ; {texts.arrived} <Time at={one.delivered} />
            </>
          )}
        </Fact>
        <Fact term={texts.way}>
          {ways[one.way] ?? one.way}; {toName(one.recipient, all)}
        </Fact>
        <Fact term={texts.by}>{names.get(one.by) ?? (one.by === "site" ? texts.bySite : one.by)}</Fact>
        {addressee?.delayed !== undefined && (
          <Fact term={texts.telling}>
            <Sentence of={texts.delayed} date={<Time at={addressee.delayed} />} />
          </Fact>
        )}
        <Fact term={texts.version}>
          <code>{one.version.slice(0, 12)}</code>
        </Fact>
      </Facts>
    </Card>
  );
}

const toRecipient = (channel: string): string | undefined =>
  channel.startsWith("disclosure ") ? channel.slice("disclosure ".length) : undefined;

function toChannelTitle(channel: string, all: Shown): string {
  const recipient = toRecipient(channel);
  if (recipient !== undefined) return toName(recipient, all);
  const titles = all.texts.channelTitles as { readonly [channel: string]: string };
  return titles[channel] ?? channel;
}

/** The policy that declares a recipient. */
const findPolicy = (recipient: string, policies: readonly Compiled[]): Compiled | undefined =>
  policies.find(({ recipients }) => Object.hasOwn(recipients, recipient));

function toName(recipient: string, { policies, language }: Shown): string {
  const policy = findPolicy(recipient, policies);
  return policy ? toWords(policy.recipients[recipient]!.name, language, policy.languages) : recipient;
}

/** Activity and fields, by the titles that the policy gives them. */
function toWhat({ activity, fields }: Disclosure, versions: Versions, language: Language): string {
  const policy = versions.declaring(activity)?.policy;
  if (!policy) return `${activity}: ${fields.join(", ")}`;
  const titles = fields.map((field) => toFieldTitle(policy, activity, field, language));
  return `${toActivityTitle(policy, activity, language)}: ${titles.join(", ")}`;
}

/** A link to the recipient's privacy notice, which says who has to be asked there. */
function Notice({ recipient, all: { policies, texts } }: { readonly recipient: string; readonly all: Shown }) {
  const notice = findPolicy(recipient, policies)?.recipients[recipient]!.policy;
  if (notice === undefined) return undefined;
  return (
    <>
      (
      <a href={notice} rel="noreferrer">
        {texts.notice}
      </a>
      )
    </>
  );
}

function toPurpose(purpose: string, policies: readonly Compiled[], language: Language): string {
  const policy = policies.find(({ purposes }) => Object.hasOwn(purposes, purpose));
  const declared = policy?.purposes[purpose];
  return declared ? toWords(declared.title ?? declared.says, language, policy.languages) : purpose;
}

function toReason(why: string, texts: DisclosureTexts): string {
  const reasons = texts.reasons as { readonly [why: string]: string };
  return Object.hasOwn(reasons, why) ? reasons[why]! : why;
}

/** What somebody can do about a message that was given up. */
function toNextStep({ why }: FailedMessage, attempts: readonly Attempt[], texts: DisclosureTexts): string {
  const status = attempts.at(-1)?.status;
  if (why === "lost") return texts.steps.lost;
  if (status === 401 || status === 403) return texts.steps.key;
  if (status !== undefined && status >= 400 && status < 500 && status !== 429) return texts.steps.refused;
  return attempts.at(-1)?.outcome === "retry" ? texts.steps.away : texts.steps.refused;
}
