import {
  Act,
  Actions,
  Button,
  Choice,
  Day,
  Empty,
  Fact,
  Facts,
  Field,
  fill,
  Form,
  Outcome as Said,
  Page,
  Pair,
  Progress,
  Row,
  Rows,
  Section,
  State,
} from "@abide/console";
import {
  answerDone,
  fromOnce,
  readDone,
  refused,
  toActivityTitle,
  toAround,
  toKeyProblem,
  toOnce,
  toReason,
  toText,
  toTypedDay,
  type Around,
  type Outcome,
} from "../disclosures/by-hand.tsx";
import { answerDownload } from "../http/download.ts";
import { groups, type ConsolePage, type PageAnswer } from "../staff/console-page.ts";
import type { SuccessionProgress, SuccessionState } from "./progress.ts";
import { pageName, type SuccessionReason, type SuccessionStep } from "./step.ts";
import type { Successions } from "./succession.ts";
import { toSuccessionTexts, type SuccessionTexts } from "./texts/all.ts";

const base = `/console/${pageName}`;

interface Asking extends Around {
  readonly words: SuccessionTexts;
}

/** The pages of the console for the transfer of activities to a successor: planned, told, carried out. */
export function createSuccessionsPage(
  successions: Successions,
  /** Given the step that takes longer than a page may: it goes on in the background. */
  later: (work: Promise<unknown>) => void,
): ConsolePage {
  return {
    name: pageName,
    title: { en: "Succession", de: "Nachfolge" },
    says: {
      en: "The transfer of activities to a successor: planned, told, carried out.",
      de: "Der Übergang von Vorgängen auf einen Nachfolger: planen, mitteilen, ausführen.",
    },
    group: groups.leaves,
    answer: async (asked) => {
      const asking: Asking = { ...toAround(asked), words: toSuccessionTexts(asked.language) };
      if (asked.path === "/new") return answerNew(asking, successions);
      if (asked.path !== "") return answerOne(asking, asked.path.slice(1), successions, later);
      return { title: asking.words.title, main: <List asking={asking} all={await successions.list()} /> };
    },
  };
}

async function answerNew(asking: Asking, successions: Successions): Promise<PageAnswer | Response> {
  const { asked, words, policy } = asking;
  const choices = Object.entries(policy.recipients).flatMap(([recipient, { category, takes = {} }]) =>
    category === "successor" ? Object.keys(takes).map((activity) => ({ recipient, activity })) : [],
  );
  const activities = choices.map(({ activity }) => activity);
  const answered = asked.form && (await planTyped(asking, successions, choices[0]?.recipient ?? "", activities));
  if (answered instanceof Response) return answered;
  return {
    title: words.plan,
    main: <Plan asking={asking} activities={activities} outcome={answered} />,
    status: answered?.status ?? 200,
  };
}

/** The answer to the form of a plan: a redirect to the succession, or why there is none. */
async function planTyped(
  asking: Asking,
  successions: Successions,
  recipient: string,
  activities: readonly string[],
): Promise<Outcome | Response> {
  const { asked, typed } = asking;
  const problem = toKeyProblem(asking);
  if (problem !== undefined) return refused(problem);
  const id = fromOnce(asking) ?? crypto.randomUUID();
  const plan = await successions.plan({
    id,
    recipient,
    successor: typed("successor"),
    contact: { name: typed("name"), email: typed("email") },
    activities: activities.filter((activity) => typed(`activity-${activity}`) !== ""),
    key: { age: typed("age").trim() },
    effective: new Date(`${typed("effective")}T00:00:00Z`),
    noticeDays: Number(typed("days")),
    by: asked.person,
  });
  if (plan.planned) return answerDone(asking, `${base}/${id}?done=planned`);
  if (plan.reason === "again") return answerDone(asking, `${base}/${id}?done=again`);
  return refused(toWhy(asking, plan.reason));
}

async function answerOne(
  asking: Asking,
  id: string,
  successions: Successions,
  later: (work: Promise<unknown>) => void,
): Promise<PageAnswer | Response> {
  const { asked, words } = asking;
  const answered = asked.form && (await act(asking, id, successions, later));
  if (answered instanceof Response) return answered;
  const outcome = answered ?? readDone(asking, { planned: words.planned, again: toReason(asking, "again") });
  const progress = await successions.progress(id);
  if (!progress) {
    const main = (
      <Page title={words.title} back={{ title: words.title, href: base }}>
        <Said is="refused">{toReason(asking, "not-found")}</Said>
      </Page>
    );
    return { title: words.title, main, status: 404 };
  }
  const moving = progress.state === "noticing" || progress.state === "executing";
  return {
    title: progress.successor ?? words.aTransfer,
    main: <One asking={asking} progress={progress} outcome={outcome} moving={moving} />,
    status: outcome?.status ?? 200,
    ...(moving ? { refresh: 5 } : {}),
  };
}

/** The answer to a button of the page, once its act is done: a redirect, the archive, or why not. Undefined: no such button. */
async function act(
  asking: Asking,
  id: string,
  successions: Successions,
  later: (work: Promise<unknown>) => void,
): Promise<Outcome | Response | undefined> {
  const { asked, words, typed } = asking;
  const toAnswer = (step: SuccessionStep | undefined): Outcome | Response =>
    !step || step.done ? answerDone(asking, `${base}/${id}`) : refused(toWhy(asking, step.reason));
  const name = typed("do");
  switch (name) {
    case "notify":
    case "execute": {
      const work = successions[name](id, asked.person);
      // A refusal, or a short step, is answered at once.
      const first = await Promise.race([work, new Promise<undefined>((go) => setTimeout(() => go(undefined), 1_500))]);
      if (!first) later(work);
      return toAnswer(first);
    }
    case "cancel":
      return toAnswer(await successions.cancel(id, asked.person));
    case "archive": {
      const stream = await successions.archive(id, asked.person);
      if (!stream) return refused(words.noArchive);
      const file = `succession-${id.slice(0, 8)}.tar`;
      const response = answerDownload({ stream, size: 0, name: file, type: "application/x-tar" });
      // The stream says itself where it ends.
      response.headers.delete("content-length");
      return response;
    }
    default:
      return undefined;
  }
}

function Plan({
  asking,
  activities,
  outcome,
}: {
  readonly asking: Asking;
  readonly activities: readonly string[];
  readonly outcome: Outcome | undefined;
}) {
  const { words, texts, policy, asked, typed, again } = asking;
  return (
    <Page title={words.plan} lead={words.planSays} back={{ title: words.title, href: base }}>
      {outcome?.says}
      {activities.length === 0 ? (
        <Empty>{words.noSuccessor}</Empty>
      ) : (
        <Form action={`${base}/new`} values={{ once: toOnce(asking) }}>
          <Choice
            kind="any"
            name="activities"
            legend={words.activities}
            of={activities.map((activity) => ({
              name: `activity-${activity}`,
              value: "on",
              title: toActivityTitle(policy, activity, asked.language),
              chosen: typed(`activity-${activity}`) !== "",
            }))}
          />
          <Field name="successor" label={words.company} value={again("successor")} />
          <Field name="name" label={words.person} value={again("name")} />
          <Field kind="email" name="email" label={words.email} value={again("email")} />
          <Field name="age" label={texts.age} value={again("age")} />
          <Pair>
            <Field kind="date" name="effective" label={words.effective} value={again("effective")} />
            <Field name="days" label={words.days} hint={words.daysHint} value={again("days") || "30"} />
          </Pair>
          <Button title={words.planIt} />
        </Form>
      )}
    </Page>
  );
}

function List({ asking, all }: { readonly asking: Asking; readonly all: readonly SuccessionProgress[] }) {
  const { words } = asking;
  return (
    <Page
      title={words.title}
      lead={words.says}
      actions={
        <a class="button" href={`${base}/new`}>
          {words.plan}
        </a>
      }
    >
      {all.length === 0 ? (
        <Empty>{words.none}</Empty>
      ) : (
        <Rows>
          {all.map(({ id, successor, effective, state }) => (
            <Row
              title={successor ?? id}
              href={`${base}/${id}`}
              says={<Day of={toTypedDay(effective)} />}
              states={<Stage of={state} words={words} />}
            />
          ))}
        </Rows>
      )}
    </Page>
  );
}

function One({
  asking,
  progress,
  outcome,
  moving,
}: {
  readonly asking: Asking;
  readonly progress: SuccessionProgress;
  readonly outcome: Outcome | undefined;
  readonly moving: boolean;
}) {
  const { words, policy, asked } = asking;
  const { id, state, people, told, untold, objections, records, transferred, withheld, parts, manifest } = progress;
  const own = progress.by === asked.person.id;
  const over = state === "executed" || state === "cancelled";
  // Who planned it carries it out with another person only.
  const acts: { readonly [state in SuccessionState]?: string | false } = {
    planned: "notify",
    noticing: "notify",
    noticed: !own && "execute",
    executing: !own && "execute",
    executed: "archive",
  };
  const act = acts[state];
  return (
    <Page
      title={progress.successor ?? words.aTransfer}
      state={<Stage of={state} words={words} />}
      back={{ title: words.title, href: base }}
    >
      {outcome?.says}
      {moving && <Said is="waits">{words.moving}</Said>}
      <Section id="facts" title={words.theTransfer}>
        <Facts>
          <Fact term={words.to}>{progress.contact && `${progress.contact.name} (${progress.contact.email})`}</Fact>
          <Fact term={words.recipient}>{toText(asking, policy.recipients[progress.recipient]?.name ?? "")}</Fact>
          <Fact term={words.activities}>
            {progress.activities.map((activity) => toActivityTitle(policy, activity, asked.language)).join(", ")}
          </Fact>
          <Fact term={words.effective}>
            <Day of={toTypedDay(progress.effective)} />
          </Fact>
          <Fact term={words.toldBefore}>{fill(words.someDays, { count: progress.noticeDays })}</Fact>
          {progress.noticed !== undefined && (
            <Fact term={words.allTold}>
              <Day of={progress.noticed} />
            </Fact>
          )}
          <Fact term={words.objections}>{objections}</Fact>
          {manifest !== undefined && (
            <Fact term={words.manifest}>
              <code>{manifest}</code>
            </Fact>
          )}
        </Facts>
      </Section>
      <Section id="progress" title={words.howFar}>
        <Progress title={words.peopleTold} value={told} most={people} />
        {untold > 0 && <p>{fill(words.untold, { count: untold })}</p>}
        <Progress title={words.transferred} value={transferred} most={Math.max(records - withheld, transferred)} />
        <p class="soft">{fill(words.withheld, { withheld, parts })}</p>
        {own && !over && <p>{words.reasons["same-person"]}</p>}
        <Actions>
          {typeof act === "string" && state !== "cancelled" && (
            <Act action={`${base}/${id}`} name="do" value={act} title={words.acts[state]} />
          )}
          {!over && (
            <Act
              action={`${base}/${id}`}
              name="do"
              value="cancel"
              kind="danger"
              title={words.cancel}
              confirm={words.cancelSays}
            />
          )}
        </Actions>
        {state === "executed" && <p class="soft">{words.executedSays}</p>}
      </Section>
    </Page>
  );
}

function Stage({ of, words }: { readonly of: SuccessionState; readonly words: SuccessionTexts }) {
  const is = of === "executed" ? "holds" : of === "cancelled" ? "plain" : "waits";
  return <State is={is}>{words.states[of]}</State>;
}

const toWhy = (asking: Asking, reason: SuccessionReason): string => toReason(asking, reason, asking.words.reasons);
