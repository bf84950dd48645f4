import {
  Act,
  Actions,
  Button,
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
  Row,
  Rows,
  Section,
  Sentence,
  State,
} from "@abide/console";
import { spellDate } from "@abide/policy";
import {
  answerDone,
  choose,
  FieldNames,
  findLeaving,
  fromKey,
  fromOnce,
  fromScope,
  KeyFields,
  readDone,
  refused,
  ScopeFields,
  toActivityTitle,
  toAround,
  toEndOf,
  toFieldTitle,
  toKeyProblem,
  toLeavings,
  toLeavingTitle,
  toLinkOutcome,
  toOnce,
  toPurposeTitle,
  toReason,
  toTypedDay,
  toUnknown,
  type Around,
  type FindPerson,
  type Leaving,
  type Outcome,
} from "../disclosures/by-hand.tsx";
import { groups, type ConsolePage, type PageAnswer } from "../staff/console-page.ts";
import { legalGrounds, spellGround, type LegalGround } from "./ground.ts";
import { pageName, type LegalRequest, type Preview } from "./legal-request.ts";
import type { LegalRequests } from "./legal-requests.ts";
import { toLegalRequestTexts, type LegalRequestTexts } from "./texts/all.ts";

export interface LegalPageOptions {
  readonly legalRequests: LegalRequests;
  readonly find: FindPerson;
  /** Names of the company's people, by their ids. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
}

const base = `/console/${pageName}`;

interface Asking extends Around {
  readonly words: LegalRequestTexts;
}

/** The pages of the console for requests of authorities: registered by one, decided by another. */
export function createLegalRequestsPage({ legalRequests, find, names }: LegalPageOptions): ConsolePage {
  return {
    name: pageName,
    title: { en: "Requests by authorities", de: "Anfragen von Behörden" },
    says: {
      en: "Registered by one person, decided by another; whom it is about is told.",
      de: "Eine Person erfasst, eine andere entscheidet; wen es betrifft, der erfährt es.",
    },
    group: groups.leaves,
    waits: async ({ id }, language) => {
      const all = await legalRequests.list();
      const open = all.filter(
        ({ state, registeredBy }) => (state === "registered" || state === "approved") && registeredBy !== id,
      );
      if (open.length === 0) return undefined;
      const due = open.map((one) => one.due).sort()[0]!;
      return fill(toLegalRequestTexts(language).waits, {
        count: open.length,
        date: spellDate(toTypedDay(due), language),
      });
    },
    answer: async (asked) => {
      const asking: Asking = { ...toAround(asked), words: toLegalRequestTexts(asked.language) };
      if (asked.path === "/new") return answerNew(asking);
      if (asked.path !== "") return answerOne(asking, asked.path.slice(1));
      return { title: asking.words.title, main: <List asking={asking} all={await legalRequests.list()} /> };
    },
  };

  async function answerNew(asking: Asking): Promise<PageAnswer | Response> {
    const { asked, words, typed } = asking;
    const leavings = toLeavings(asking, (category) => category === "authority");
    const leaving = findLeaving(asking, leavings);
    if (!leaving) {
      const back = { title: words.title, href: base };
      return choose(asking, { title: words.register, address: `${base}/new`, back, leavings });
    }
    const { recipient, activity, purpose } = leaving;
    let outcome: Outcome | undefined;
    if (asked.form) {
      const { scope, unknown } = await fromScope(asking, recipient, activity, purpose, find);
      if (unknown.length > 0) outcome = refused(toUnknown(asking, unknown));
      else {
        // A day without a reason is denied: were it passed over, the people would be told because the reason was forgotten.
        const delay = { reason: typed("delay"), until: toEndOf(typed("delayed")) };
        const delayed = delay.reason.trim() !== "" || typed("delayed") !== "";
        const id = fromOnce(asking) ?? crypto.randomUUID();
        const registered = await legalRequests.register({
          id,
          recipient,
          authority: typed("authority"),
          contact: { name: typed("name"), email: typed("email") },
          ground: typed("ground") as LegalGround,
          reference: typed("reference"),
          received: new Date(`${typed("received")}T00:00:00Z`),
          due: toEndOf(typed("due")),
          purpose,
          scope,
          ...(delayed ? { delayed: delay } : {}),
          by: asked.person,
        });
        if (registered.registered) return answerDone(asking, `${base}/${id}?done=registered`);
        if (registered.reason === "again") return answerDone(asking, `${base}/${id}?done=again`);
        outcome = refused(toReason(asking, registered.reason));
      }
    }
    return {
      title: words.register,
      main: <New asking={asking} leaving={leaving} outcome={outcome} />,
      status: outcome?.status ?? 200,
    };
  }

  async function answerOne(asking: Asking, id: string): Promise<PageAnswer | Response> {
    const { asked, words, typed } = asking;
    const act = asked.form ? typed("do") : "";
    let preview: Preview | undefined;
    let outcome = readDone(asking, { ...words.done, again: toReason(asking, "again") });
    const steps = {
      approve: () => legalRequests.approve(id, asked.person),
      refuse: () => legalRequests.refuse(id, typed("refusal"), asked.person),
      delay: () => legalRequests.delay(id, { reason: typed("delay"), until: toEndOf(typed("delayed")) }, asked.person),
    };
    if (act === "count" || act === "values") preview = await legalRequests.preview(id, asked.person, act === "values");
    if (act === "approve" || act === "refuse" || act === "delay") {
      const stepped = await steps[act]();
      if (stepped.done) return answerDone(asking, `${base}/${id}?done=${act}`);
      outcome = refused(toReason(asking, stepped.reason, act === "delay" ? { "same-person": words.delayOwn } : {}));
    }
    if (act === "disclose") {
      const problem = toKeyProblem(asking);
      const made =
        problem === undefined
          ? await legalRequests.disclose(id, {
              id: fromOnce(asking),
              key: fromKey(asking),
              expires: toEndOf(typed("expires")),
              origin: asked.origin,
              by: asked.person,
            })
          : undefined;
      if (made?.made) outcome = toLinkOutcome(asking, made.link);
      else outcome = refused(made ? toReason(asking, made.reason) : problem!);
    }
    const request = (await legalRequests.list()).find((each) => each.id === id);
    if (!request) {
      const main = (
        <Page title={words.title} back={{ title: words.title, href: base }}>
          <Said is="refused">{toReason(asking, "not-found")}</Said>
        </Page>
      );
      return { title: words.title, main, status: 404 };
    }
    return {
      title: request.details?.authority ?? words.aRequest,
      main: <One {...{ asking, request, outcome, preview }} names={await names()} />,
      status: outcome?.status ?? 200,
    };
  }
}

function New({
  asking,
  leaving,
  outcome,
}: {
  readonly asking: Asking;
  readonly leaving: Leaving;
  readonly outcome: Outcome | undefined;
}) {
  const { words, asked, again } = asking;
  return (
    <Page title={words.register} lead={toLeavingTitle(asking, leaving)} back={{ title: words.title, href: base }}>
      {outcome?.says}
      <Form action={`${base}/new`} values={{ what: leaving.value, once: toOnce(asking) }}>
        <Section id="who" title={words.who}>
          <Field name="authority" label={words.authority} value={again("authority")} />
          <Field name="name" label={words.person} value={again("name")} />
          <Field kind="email" name="email" label={words.email} value={again("email")} />
          <Field
            kind="select"
            name="ground"
            label={words.ground}
            value={again("ground")}
            options={legalGrounds.map((ground) => ({ value: ground, title: spellGround(ground, asked.language) }))}
          />
          <Field kind="area" name="reference" label={words.reference} rows={2} value={again("reference")} />
          <Pair>
            <Field kind="date" name="received" label={words.received} value={again("received")} />
            <Field kind="date" name="due" label={words.due} value={again("due")} />
          </Pair>
        </Section>
        <Section id="scope" title={words.scope}>
          <ScopeFields around={asking} of={leaving} />
        </Section>
        <Section id="notice" title={words.telling} says={words.tellingSays}>
          <DelayFields asking={asking} />
          <Button title={words.registerIt} />
        </Section>
      </Form>
    </Page>
  );
}

function DelayFields({ asking: { words, again } }: { readonly asking: Asking }) {
  return (
    <>
      <Field kind="area" name="delay" label={words.delayWhy} rows={2} value={again("delay")} optional />
      <Field kind="date" name="delayed" label={words.delayUntil} value={again("delayed")} optional />
    </>
  );
}

function List({ asking, all }: { readonly asking: Asking; readonly all: readonly LegalRequest[] }) {
  const { words, asked } = asking;
  return (
    <Page
      title={words.title}
      lead={words.says}
      actions={
        <a class="button" href={`${base}/new`}>
          {words.register}
        </a>
      }
    >
      {all.length === 0 ? (
        <Empty>{words.none}</Empty>
      ) : (
        <Rows>
          {all.map((request) => (
            <Row
              title={request.details?.authority ?? request.recipient}
              href={`${base}/${request.id}`}
              says={
                <>
                  {spellGround(request.ground, asked.language)} ·{" "}
                  <Sentence of={words.by} date={<Day of={toTypedDay(request.due)} />} />
                </>
              }
              states={
                <>
                  <Stage of={request} words={words} />{" "}
                  {request.notice === "delayed" && <State is="waits">{words.noticeDelayed}</State>}
                </>
              }
            />
          ))}
        </Rows>
      )}
      <p>
        <a href="/privacy/transparency">{words.published}</a>
      </p>
    </Page>
  );
}

interface OneProps {
  readonly asking: Asking;
  readonly request: LegalRequest;
  readonly outcome: Outcome | undefined;
  readonly preview: Preview | undefined;
  readonly names: ReadonlyMap<string, string>;
}

function One({ asking, request, outcome, preview, names }: OneProps) {
  const { words } = asking;
  const { id, state, details, notice } = request;
  const own = request.registeredBy === asking.asked.person.id;
  const action = `${base}/${id}`;
  return (
    <Page
      title={details?.authority ?? words.aRequest}
      state={<Stage of={request} words={words} />}
      back={{ title: words.title, href: base }}
    >
      {outcome?.says}
      <Section id="facts" title={words.theRequest}>
        <RequestFacts asking={asking} request={request} names={names} />
      </Section>
      {state !== "refused" && (
        <Section id="preview" title={words.preview} says={words.previewSays}>
          {preview && <PreviewOf asking={asking} preview={preview} activity={request.activity} />}
          <Form action={action}>
            <Actions>
              <Button name="do" value="count" title={words.count} kind="second" />
              <Button name="do" value="values" title={words.values} kind="second" />
            </Actions>
          </Form>
        </Section>
      )}
      {state === "registered" && (
        <Section id="decide" title={words.decision}>
          {own ? (
            <p>{toReason(asking, "same-person")}</p>
          ) : (
            <Act action={action} name="do" value="approve" title={words.approve} />
          )}
          <Refusal words={words} action={action} />
        </Section>
      )}
      {(state === "approved" || state === "disclosed") && (
        <Section id="disclose" title={words.package}>
          {state === "disclosed" && (
            <p>
              <Sentence of={words.among} packages={<a href="/console/packages">{words.packages}</a>} />{" "}
              {request.lapsed && words.lapsed}
            </p>
          )}
          {own && <p>{toReason(asking, "same-person")}</p>}
          {!own && (state === "approved" || request.lapsed) && (
            <Form action={action} values={{ once: toOnce(asking) }}>
              <KeyFields around={asking} />
              <Button name="do" value="disclose" title={words.disclose} />
            </Form>
          )}
          {state === "approved" && <Refusal words={words} action={action} />}
        </Section>
      )}
      {state !== "refused" && notice !== "sent" && (
        <Section id="delay" title={words.delayTitle}>
          <Form action={action}>
            <DelayFields asking={asking} />
            {notice === "delayed" && <p class="soft">{words.delaySays}</p>}
            <Button name="do" value="delay" title={words.delayIt} kind="second" />
          </Form>
        </Section>
      )}
    </Page>
  );
}

function RequestFacts({ asking, request, names }: Pick<OneProps, "asking" | "request" | "names">) {
  const { words, policy, asked } = asking;
  const { state, details, activity, purpose, fields, ground } = request;
  const who = (person: string, at?: string) => (
    <>
      {names.get(person) ?? person}
      {at !== undefined && (
        <>
          , <Day of={at} />
        </>
      )}
    </>
  );
  return (
    <Facts>
      <Fact term={words.groundOf}>{spellGround(ground, asked.language)}</Fact>
      {details && <Fact term={words.referenceOf}>{details.reference}</Fact>}
      {details && <Fact term={words.to}>{`${details.contact.name} (${details.contact.email})`}</Fact>}
      <Fact term={words.receivedOn}>
        <Day of={toTypedDay(request.received)} />
      </Fact>
      <Fact term={words.due}>
        <Day of={toTypedDay(request.due)} />
      </Fact>
      <Fact term={words.purpose}>{toPurposeTitle(asking, purpose)}</Fact>
      <Fact term={words.activity}>{toActivityTitle(policy, activity, asked.language)}</Fact>
      <Fact term={words.fields}>
        <FieldNames policy={policy} activity={activity} of={fields} />
      </Fact>
      <Fact term={words.whose}>
        {details?.subjects ? fill(words.named, { count: details.subjects.length }) : words.everybody}
      </Fact>
      <Fact term={words.registeredBy}>{who(request.registeredBy, request.registeredAt)}</Fact>
      {request.approvedBy !== undefined && (
        <Fact term={words.approvedBy}>{who(request.approvedBy, request.approvedAt)}</Fact>
      )}
      {request.disclosedBy !== undefined && (
        <Fact term={words.sealedBy}>{who(request.disclosedBy, request.disclosedAt)}</Fact>
      )}
      {request.fetched !== undefined && (
        <Fact term={words.fetchedOn}>
          <Day of={request.fetched} />
        </Fact>
      )}
      {request.refusedBy !== undefined && (
        <Fact term={words.refusedBy}>{who(request.refusedBy, request.refusedAt)}</Fact>
      )}
      {details?.refusal !== undefined && <Fact term={words.because}>{details.refusal}</Fact>}
      {state !== "refused" && (
        <Fact term={words.telling}>
          <Notice of={request} words={words} />
        </Fact>
      )}
      {details?.delay !== undefined && <Fact term={words.forbiddenBecause}>{details.delay}</Fact>}
      {request.delayedBy !== undefined && <Fact term={words.forbiddenBy}>{who(request.delayedBy)}</Fact>}
    </Facts>
  );
}

function Notice({ of, words }: { readonly of: LegalRequest; readonly words: LegalRequestTexts }) {
  const { notice, delayedUntil = "", noticed = 0, unnoticed = 0 } = of;
  return (
    <Sentence
      of={words.notices[notice]}
      date={<Day of={toTypedDay(delayedUntil)} />}
      told={noticed}
      untold={unnoticed}
    />
  );
}

function Refusal({ words, action }: { readonly words: LegalRequestTexts; readonly action: string }) {
  return (
    <Form action={action}>
      <Field kind="area" name="refusal" label={words.refuseWhy} rows={2} />
      <Button name="do" value="refuse" title={words.refuse} kind="danger" />
    </Form>
  );
}

function PreviewOf({
  asking,
  preview,
  activity,
}: {
  readonly asking: Asking;
  readonly preview: Preview;
  readonly activity: string;
}) {
  const { words, policy, asked } = asking;
  if (!preview.allowed) return <Said is="refused">{toReason(asking, preview.reason)}</Said>;
  const { records, subjects, fields, sample } = preview;
  const title = (name: string) => toFieldTitle(policy, activity, name, asked.language);
  return (
    <>
      <Said is="done">{fill(words.counted, { records, people: subjects, fields: fields.map(title).join(", ") })}</Said>
      {sample.length > 0 && (
        <Rows>
          {sample.map(({ fields: values }) => (
            <li class="row">
              <div class="row-more">
                <Facts>
                  {fields.map((name) => {
                    const value = values[name];
                    return (
                      <Fact term={title(name)}>
                        {typeof value === "string" ? value : value === undefined ? "–" : words.aFile}
                      </Fact>
                    );
                  })}
                </Facts>
              </div>
            </li>
          ))}
        </Rows>
      )}
    </>
  );
}

function Stage({ of, words }: { readonly of: LegalRequest; readonly words: LegalRequestTexts }) {
  const { state, fetched, lapsed } = of;
  if (state !== "disclosed") return <State is={state === "refused" ? "plain" : "waits"}>{words.states[state]}</State>;
  if (lapsed) return <State is="drifts">{words.states.lapsed}</State>;
  return fetched === undefined ? (
    <State is="waits">{words.states.sealed}</State>
  ) : (
    <State is="holds">{words.states.fetched}</State>
  );
}
